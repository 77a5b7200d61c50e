import type { SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import { isRefusal, type Refusal, toldOf } from '../../errors.ts';
import type { Started } from '../../migration/verbs.ts';
import { sections } from '../blocks.ts';
import { described } from '../commands/places.ts';
import { escape, answer as said } from '../escape.ts';
import { refusalText } from '../refusal.ts';
import { alreadyMoving, examineStart, type StartDeps, type ToStart } from './examine-start.ts';
import { startAnswers } from './start-answers.ts';

type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & { readonly client: WebClient };

/** What the submission of the start dialog does: everything that can start has started, durably, before Slack hears of it. */
export function onStartDialog(deps: StartDeps & { readonly log: Logger }): (submission: Submission) => Promise<void> {
  const { migrations, log } = deps;
  return async ({ body, view, ack, client }) => {
    const user = body.user.id;
    const answers = startAnswers(view.state.values);
    const refuse = (errors: Record<string, string>) => ack({ response_action: 'errors', errors });
    let asked: ToStart;
    let started: readonly (Started | Refusal)[];
    try {
      const examined = await examineStart(answers, user, client, deps);
      if ('errors' in examined) return refuse(examined.errors);
      asked = examined;
      const [only, second] = asked.requests;
      started = only && second === undefined ? [await migrations.start(only)] : await migrations.startTogether(asked.requests);
    } catch (error) {
      log.error({ err: error }, `starting what ${user} asked for in the dialog`);
      const refusal = toldOf(error);
      return refuse({
        [answers.machinesBlock]: refusal
          ? refusalText(refusal)
          : "Ferry's store does not answer, so this may not have started. Submit again in a minute: nothing is started twice.",
      });
    }
    const told = await Promise.all(
      asked.machines.map(async (machine, place) => {
        const answer = started[place];
        if (answer === undefined || isRefusal(answer)) return { begun: false, line: answer ? refusalText(answer) : '' };
        if (answer.existing) return { begun: false, line: await alreadyMoving(machine, answer.id, deps, client) };
        return { begun: true, line: `${named(machine)} in ${described(deps.config, machine.source)}` };
      }),
    );
    const begun = told.filter((one) => one.begun);
    if (begun.length === 0) return refuse({ [answers.machinesBlock]: [...new Set(told.map(({ line }) => line))].join(' ') });
    await ack().catch((error: unknown) => log.warn({ err: error }, `acknowledging the start dialog of ${user}`));
    const lines = [heading(begun.length, answers.channel), ...told.map((one) => `• ${one.begun ? one.line : said(one.line)}`)];
    await confirm(client, user, [answers.channel, view.private_metadata], lines).catch((error: unknown) =>
      log.warn({ err: error }, `telling ${user} what has started`),
    );
  };
}

function heading(begun: number, channel: string): string {
  return begun === 1
    ? `*One machine is being checked.* Its card follows in <#${channel}>; nothing is changed before you press Start.`
    : `*${begun} machines are being checked.* Their message follows in <#${channel}>; nothing is changed before you press Start on a card.`;
}

function named({ instanceId, sighting }: ToStart['machines'][number]): string {
  return sighting && sighting.name !== instanceId ? `${escape(sighting.name)} (\`${instanceId}\`)` : `\`${instanceId}\``;
}

/** Tells the person alone where they will look: in the channel that was chosen, or where the dialog was opened. */
async function confirm(client: WebClient, user: string, places: readonly string[], lines: readonly string[]): Promise<void> {
  const [channel, ...others] = places;
  if (!channel) return;
  try {
    await client.chat.postEphemeral({ channel, user, text: lines.join('\n'), blocks: sections(lines, 4) });
  } catch (error) {
    if (others.length === 0) throw error;
    await confirm(client, user, others, lines);
  }
}
