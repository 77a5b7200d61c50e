import { parseFerryFile } from '../../../src/config.ts';
import { StartError } from '../../../src/errors.ts';
import { lineOf, lines, wholeFerryFile, withValue } from '../../support/whole-ferry-file.ts';
import type { Chapter, Row } from '../chapter.ts';
import { periods, wrongValues } from '../ferry-yml-values.ts';

const seenBy = 'whoever starts Ferry';

/** What is wrong with a ferry.yml, before anything is started. */
export const ferryYml: Chapter<object> = {
  title: 'ferry.yml',
  about:
    'Ferry names every problem of the file and of the environment together, each with its line, and does not start. The lines are those of a file that sets every key.',
  open: async () => ({}),
  close: async () => undefined,
  rows: [
    text('is empty', '', 'ferry.yml: it is empty; copy ferry.example.yml and fill it in.'),
    text('has nothing but comments', '# sources:\n', 'ferry.yml: it is empty; copy ferry.example.yml and fill it in.'),
    text('is a list', '- prod\n', 'ferry.yml: expected keys such as sources: and targets:; found a list.'),
    text('is a sentence', 'hello', 'ferry.yml: expected keys such as sources: and targets:; found “hello”.'),
    text(
      'is not YAML',
      'sources: [',
      'ferry.yml:1:11 not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].',
    ),
    text('is indented with a tab', 'sources:\n\tprod:\n', 'ferry.yml:2:1 a tab indents this line; YAML takes only spaces there.'),
    text(
      'says a key twice',
      `${wholeFerryFile}osProfile: current\n`,
      `ferry.yml:${lines(wholeFerryFile)}:1 osProfile stands there twice; keep one of them.`,
    ),
    text(
      'lacks everything',
      '{}',
      [
        'ferry.yml sources: missing; expected sources by their aliases, for example prod:.',
        'ferry.yml targets: missing; expected targets by their aliases, for example azure:.',
        'ferry.yml approvers: missing; expected users or groups who may authorise a downtime.',
      ].join('\n'),
    ),
    text(
      'is wrong in three places',
      wholeFerryFile.replace('eu-west-1', 'Ireland').replace('vault:', 'valut:').replace('- U012AB3CD', '- ada'),
      [
        'ferry.yml:# sources.prod.region: expected an AWS region, for example eu-west-1; found “Ireland”.',
        'ferry.yml:# targets.azure.vault: missing; expected the name of a Recovery Services vault, 2 to 50 characters, for example rsv-migrate.',
        'ferry.yml:# targets.azure.valut: there is no such key; did you mean vault?',
        "ferry.yml:# approvers.users.0: expected a Slack user's id, for example U012AB3CD (profile, three dots, Copy member ID); found “ada”.",
      ].join('\n'),
    ),
    text(
      'has a key that does not exist',
      `${wholeFerryFile}colour: blue\n`,
      'ferry.yml:# colour: there is no such key; there are sources, targets, approvers, channels, slack, osProfile, timing.',
    ),
    text(
      'has a key in another spelling',
      wholeFerryFile.replace('osProfile', 'os-profile'),
      'ferry.yml:# os-profile: there is no such key; did you mean osProfile?',
    ),
    text(
      'holds the secret of Azure',
      wholeFerryFile.replace('    engine:', '    clientSecret: do-not-tell\n    engine:'),
      'ferry.yml:# targets.azure.clientSecret: this belongs into the environment or .env, as AZURE_CLIENT_SECRET, never into this file; remove it here, and renew the secret if others can read the file.',
    ),
    text(
      'holds the bot token of Slack',
      `${wholeFerryFile}slack_bot_token: xoxb-do-not-tell\n`,
      'ferry.yml:# slack_bot_token: this belongs into the environment or .env, as SLACK_BOT_TOKEN, never into this file; remove it here, and renew the secret if others can read the file.',
    ),
    text(
      'holds some password',
      wholeFerryFile.replace('  lease:', '  adminPassword: do-not-tell\n  lease:'),
      'ferry.yml:# timing.adminPassword: secrets belong into the environment or .env, never into this file; remove it here, and renew the secret if others can read the file.',
    ),
    text(
      'has a token where a channel should be',
      wholeFerryFile.replace('operators: C012AB3CD', 'operators: xoxb-do-not-tell'),
      "ferry.yml:# channels.operators: expected a Slack channel's id, for example C012AB3CD (at the bottom of the channel's details); found a Slack token (not shown).",
    ),
    ...wrongValues.map(([path, value, says]) =>
      text(
        value === undefined ? `lacks \`${path}\`` : `says \`${path}: ${JSON.stringify(value)}\``,
        withValue(path, value),
        `ferry.yml:# ${path}: ${says}`,
      ),
    ),
    ...Object.entries(periods).map(([name, example]) =>
      text(
        `says \`timing.${name}: 0\``,
        withValue(`timing.${name}`, 0),
        `ferry.yml:# timing.${name}: expected seconds, more than 0, for example ${example}; found 0.`,
      ),
    ),
    text(
      'says a period in words',
      withValue('timing.lease', '10 s'),
      'ferry.yml:# timing.lease: expected seconds, more than 0, for example 10; found “10 s”.',
    ),
    text(
      'asks for more approvals than it names people',
      wholeFerryFile.replace('  groups:\n    - S012AB3CD\n', '').replace('needed: 1', 'needed: 2'),
      'ferry.yml:# approvers.needed: more approvals than there are approvers, so no downtime could ever be authorised; lower it, or name more users.',
    ),
    text(
      'has a lease that outlasts the lock',
      withValue('timing.lease', 15),
      "ferry.yml:# timing.lease: it must be less than lock, or the queue would hand out a migration before its worker's lease has run out.",
    ),
    text(
      'has a sweep that outlasts the lease',
      withValue('timing.sweep', 10),
      'ferry.yml:# timing.sweep: it must be less than lease, or work that is due is found too late.',
    ),
    text(
      'gives up on lost calls before it looks for them',
      withValue('timing.lookHorizon', 20),
      'ferry.yml:# timing.lookEvery: it must not be more than lookHorizon, or Ferry gives up on a lost call before it has looked for it.',
    ),
    text(
      'lets an approval run out on the way to the failover',
      withValue('timing.authorityValid', 1_200),
      'ferry.yml:# timing.authorityValid: it must be more than drainBudget and hold together, or an approval runs out before the failover that it is for.',
    ),
  ],
};

/** A `#` in what is said stands for the line of the key that follows it. */
function text(when: string, file: string, says: string): Row<object> {
  const numbered = says.replaceAll(/:# (.+?): /g, (_, path: string) => `:${lineOf(file, path)} ${path}: `);
  return { when: `\`ferry.yml\` ${when}`, seenBy, says: numbered, play: async () => refusal(file) };
}

/** What Ferry says of the file; throws when it takes it. */
function refusal(file: string): string {
  parseFerryFile(wholeFerryFile); // what is not wrong is taken
  try {
    parseFerryFile(file);
  } catch (error) {
    if (error instanceof StartError) return error.problems.join('\n');
    throw error;
  }
  throw new Error('Ferry took the file');
}
