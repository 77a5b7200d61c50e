import { setTimeout as pause } from 'node:timers/promises';
import type { Preparation } from '../../cloud/azure/preparation.ts';
import type { TargetConfig } from '../../config-schema.ts';
import { hostKinds } from '../../migration/host-kinds.ts';
import type { ReplicationHost, VaultFacts } from '../../migration/replicator-port.ts';
import type { TargetJournal } from '../../store/targets.ts';
import { applianceInstructions, configurationServerInstructions } from './host-instructions.ts';
import { kinds, lookForLost } from './look-for-lost.ts';
import { issueRegistrationKey } from './registration-key.ts';
import { done, type Line, type Report, remains, there, warning } from './report.ts';
import { sendJournalled } from './send-journalled.ts';

export interface PrepareDeps {
  readonly alias: string;
  readonly target: TargetConfig;
  readonly preparation: Preparation;
  /** Absent without Redis: then nothing is sent. */
  readonly journal: TargetJournal | undefined;
  readonly by: string;
  readonly now: () => number;
  /** `true`, or why not. */
  readonly confirm: (question: string) => Promise<true | string>;
  /** What happens while somebody waits. */
  readonly say: (text: string) => void;
  readonly pollMs: number;
}

export interface PrepareOptions {
  /** Where a registration key for a configuration server is to be written. */
  readonly keyFile?: string | undefined;
  readonly anotherKey: boolean;
  /** Look until a healthy host has registered, for so long at most. */
  readonly waitMs?: number | undefined;
}

const administrator = 'an Azure administrator';
const operator = 'an operator';
/** Creating a vault took a minute when it was recorded. */
const provisioningLimitMs = 10 * 60_000;

/** Looks at a target and does what Ferry may do about it; asking twice changes nothing twice. */
export async function prepareTarget(deps: PrepareDeps, options: PrepareOptions): Promise<Report> {
  const { alias, target, preparation, journal, now } = deps;
  const lines: Line[] = [];
  const report = (): Report => ({
    target: alias,
    vault: target.vault,
    ready: lines.every(({ state }) => state !== 'remains'),
    lines,
  });

  const group = await preparation.vaultGroup();
  if (!group) {
    const where = target.location ?? '<region>';
    lines.push(
      remains(
        'Resource group',
        administrator,
        `${target.resourceGroup} does not exist in subscription ${target.subscription}. Create it, or correct resourceGroup in ferry.yml: az group create --subscription ${target.subscription} --name ${target.resourceGroup} --location ${where}`,
      ),
    );
    return report();
  }
  lines.push(there('Resource group', `${target.resourceGroup} in ${group.location}`));

  const seen = await preparation.vault();
  if (journal) lines.push(...(await lookForLost({ journal, preparation, vault: seen, now: now() })));
  const { vault, line } = seen ? await provisioned(deps, seen) : await createVault(deps);
  lines.push(line);
  if (!vault) return report();

  const [rights, problems, registered] = await Promise.all([preparation.rights(), preparation.targetProblems(), preparation.registered()]);
  lines.push(engineLine(registered));
  lines.push(
    ...rights.problems.map((says) => remains('Rights', 'somebody who may assign roles there (Owner or User Access Administrator)', says)),
    ...rights.warnings.map((says) => warning('Rights', says)),
    ...problems.map((says) => remains('Place to land', administrator, says)),
  );
  if (rights.problems.length + rights.warnings.length === 0) lines.push(there('Rights', 'Ferry has those that a migration needs'));
  if (problems.length === 0)
    lines.push(there('Place to land', `resource group ${target.placement.resourceGroup}, subnet ${target.placement.subnet}`));

  const key = options.keyFile === undefined ? undefined : await registrationKey(deps, options, vault, registered, !seen);
  if (key) lines.push(key);
  const host = await findHost(deps, options);
  // The line of the key says already what to install.
  if (host || key?.state !== 'done') lines.push(hostLine(target, host));
  else lines.push(remains('Replication host', operator, 'no host has registered yet; install the configuration server with the key above'));
  return report();
}

async function provisioned({ preparation, target, now, say, pollMs }: PrepareDeps, first: VaultFacts) {
  const until = now() + provisioningLimitMs;
  let vault: VaultFacts | undefined = first;
  for (;;) {
    if (vault?.provisioningState === 'Succeeded') return { vault, line: there('Vault', `${vault.name} in ${vault.location}`) };
    const state = vault?.provisioningState ?? 'not to be seen';
    if (state === 'Failed' || now() > until)
      return {
        vault: undefined,
        line: remains('Vault', administrator, `${target.vault} is ${state}: look at it in the portal, then type the command again`),
      };
    say(`the vault ${target.vault} is ${state}`);
    await pause(pollMs);
    vault = await preparation.vault();
  }
}

async function createVault(deps: PrepareDeps): Promise<{ readonly vault?: VaultFacts | undefined; readonly line: Line }> {
  const { alias, target, preparation, journal, by, confirm } = deps;
  const { vault, resourceGroup, subscription, location } = target;
  const lacking = (says: string) => ({ line: remains('Vault', administrator, `${vault} does not exist. ${says}`) });
  if (!target.createVault || location === undefined)
    return lacking(
      `Create it: az backup vault create --subscription ${subscription} --resource-group ${resourceGroup} --name ${vault} --location ${location ?? '<region>'}. Or set createVault: true and location under targets.${alias} in ferry.yml, and this command does it.`,
    );
  if (!journal) return lacking('Nothing was sent: REDIS_URL is not set, and Ferry writes down there what it sends before it sends it.');
  const agreed = await confirm(
    `Create the vault ${vault} in ${location}, in resource group ${resourceGroup} of subscription ${subscription}?`,
  );
  if (agreed !== true) return lacking(`Nothing was sent: ${agreed}.`);
  const sent = await sendJournalled({ journal, by, kind: kinds.vault, subject: vault, send: () => preparation.createVault(location) });
  if (sent.is === 'withheld') return lacking(`Not created: ${sent.because}.`);
  const { vault: made, line } = await provisioned(deps, { id: '', name: vault, location, provisioningState: 'Provisioning' });
  return made ? { vault: made, line: done('Vault', `${made.name} created in ${made.location}`) } : { line };
}

async function registrationKey(
  deps: PrepareDeps,
  { keyFile = '', anotherKey }: PrepareOptions,
  vault: VaultFacts,
  registered: readonly string[],
  isNew: boolean,
): Promise<Line> {
  const { target, preparation, journal, by, now, confirm } = deps;
  const none = (whose: string, says: string) => remains('Registration key', whose, `No key was made: ${says}`);
  if (registered.includes('InMageRcm'))
    return none(
      administrator,
      `the vault ${target.vault} belongs to a replication appliance, and a vault has one kind of host. Name another vault.`,
    );
  if (isNew)
    return none(
      operator,
      `the vault ${target.vault} is new, and new vaults take only the replication appliance, whose key the portal makes.`,
    );
  if (!journal) return none(operator, 'REDIS_URL is not set, and Ferry writes down there what it sends before it sends it.');
  return issueRegistrationKey({ target, vault, file: keyFile, another: anotherKey, preparation, journal, by, now: now(), confirm });
}

/** Which engine the vault can have, by the kinds of hosts that have registered. */
function engineLine(registered: readonly string[]): Line {
  if (registered.includes('InMageRcm')) return there('Engine', 'InMageRcm: the vault has a replication appliance');
  if (registered.includes('VMware'))
    return there('Engine', 'InMageAzureV2: the vault has a configuration server, which Microsoft has retired');
  return there(
    'Engine',
    'none yet: no host has registered. Vaults made since 15 March 2023 take the replication appliance (InMageRcm) alone, older ones a configuration server (InMageAzureV2) too',
  );
}

async function findHost(
  { preparation, target, say, pollMs, now }: PrepareDeps,
  { waitMs }: PrepareOptions,
): Promise<ReplicationHost | undefined> {
  const until = waitMs === undefined ? 0 : now() + waitMs;
  let said = '';
  for (;;) {
    const host = await preparation.host();
    if ((host && host.problems.length === 0) || now() >= until) return host;
    const seen = host
      ? `${hostKinds[host.engine].name} ${host.name} has registered; ${host.problems.join(' ')}`
      : `no host has registered with ${target.vault} yet`;
    if (seen !== said) say(seen);
    said = seen;
    await pause(pollMs);
  }
}

function hostLine(target: TargetConfig, host: ReplicationHost | undefined): Line {
  if (!host) {
    const classic = target.engine === 'InMageAzureV2';
    return remains(
      'Replication host',
      operator,
      classic
        ? 'no configuration server has registered; --registration-key <file> makes its key'
        : 'no replication appliance has registered',
      classic ? configurationServerInstructions(target) : applianceInstructions(target),
    );
  }
  const name = `${hostKinds[host.engine].name} ${host.name}`;
  return host.problems.length === 0
    ? there('Replication host', `${name} is registered and healthy`)
    : remains('Replication host', operator, `${name} has registered. ${host.problems.join(' ')}`);
}
