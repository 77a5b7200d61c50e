import type { SourceMachine } from '../../src/migration/source-port.ts';
import type { Alert, CheckFinding, Learned, Migration } from '../../src/migration/types.ts';
import { forbidding, type Moment } from '../check.ts';
import { type Examination, examine } from '../checks/examine.ts';
import { blocked, type Outcome, wait } from '../outcome.ts';
import type { StepContext } from '../step.ts';

/** The machine as every check sees it now, with what people have vouched for. Throws CloudError. */
export function examineNow({ migration, source, target, osProfile }: StepContext, moment: Moment): Promise<Examination> {
  return examine(source, migration.source.instanceId, {
    hostAddresses: target.replicationHost.addresses,
    push: target.mobilityService === 'push',
    osProfile,
    moment,
    attestations: migration.attestations ?? [],
  });
}

/** What the same checks say once more, last thing before what cannot be taken back. */
export type SecondLook =
  | { readonly is: 'gone'; readonly seen: string }
  | {
      readonly is: 'examined';
      readonly machine: SourceMachine;
      /** Why not to go on; or that there is something to tell first. */
      readonly against?: Outcome;
    };

/** Lets the same checks judge again: what nobody has approved stops the step, and a new warning is told. What was warned of and approved does neither. */
export async function examineAgain(context: StepContext, moment: Exclude<Moment, 'before-start'>): Promise<SecondLook> {
  const examined = await examineNow(context, moment);
  if (examined.is === 'gone') return examined;
  const { machine, findings } = examined;
  const against = verdict(context.migration, findings, moment);
  return { is: 'examined', machine, ...(against && { against }) };
}

const how = {
  'before-stop': { ec2: 'EC2 runs; Ferry has stopped nothing.', cancel: 'Cancel leaves the machine in EC2 as it is.' },
  'after-stop': { ec2: 'EC2 is down, and nothing has failed over.', cancel: 'Cancel starts EC2 again.' },
} as const;

function verdict(m: Migration, findings: readonly CheckFinding[], moment: keyof typeof how): Outcome | undefined {
  const known = new Map(m.checks.map((finding) => [finding.id, finding]));
  const approved = ({ id, evidence }: CheckFinding) => known.get(id)?.verdict === 'warn' && known.get(id)?.evidence === evidence;
  const held = forbidding(findings).filter((finding) => !approved(finding));
  const learned = rewritten(m, findings, held);
  if (held.length > 0) {
    const said = held.map(({ title, verdict, evidence }) => `${verdict === 'block' ? 'Not met' : 'Not proven'}: ${title} – ${evidence}.`);
    const remedies = held.flatMap(({ remedy }) => (remedy ? [remedy] : []));
    const vouch = held.some(({ attest }) => attest) ? ['Who knows the answer may give it by Vouch… on the card.'] : [];
    return blocked(
      `Since the plan was made the machine has changed, and Ferry checks it again before it goes on. ${said.join(' ')} ${how[moment].ec2}`,
      [...remedies, ...vouch, `Then Retry. ${how[moment].cancel}`].join(' '),
      learned,
    );
  }
  const alert = news(m, findings, known);
  if (alert)
    return wait(0, 'a new warning about the machine is told first', { alerts: [...(m.alerts ?? []), alert], ...(learned && { learned }) });
  return learned && wait(0, 'the machine has been checked again', { learned });
}

/** The record keeps what was approved; what stands in the way replaces it, until it no longer does. */
function rewritten(m: Migration, findings: readonly CheckFinding[], held: readonly CheckFinding[]): Learned | undefined {
  const before = m.checks.map(({ id }) => id);
  const mended = (finding: CheckFinding) =>
    m.checks.some(({ id, verdict }) => id === finding.id && (verdict === 'block' || verdict === 'unknown'));
  const fresh = new Map(findings.filter((finding) => held.includes(finding) || mended(finding)).map((finding) => [finding.id, finding]));
  if (fresh.size === 0) return undefined;
  return {
    checks: [
      ...m.checks.map((finding) => fresh.get(finding.id) ?? finding),
      ...[...fresh.values()].filter(({ id }) => !before.includes(id)),
    ],
  };
}

/** The warnings that nobody was told of when the plan was confirmed, as one alert. */
function news(m: Migration, findings: readonly CheckFinding[], known: ReadonlyMap<string, CheckFinding>): Alert | undefined {
  const fresh = findings.filter(({ id, verdict }) => verdict === 'warn' && known.get(id)?.verdict !== 'warn');
  const key = `checks ${fresh.map(({ id }) => id).join(' ')}`;
  if (fresh.length === 0 || m.alerts?.some((alert) => alert.key === key)) return undefined;
  return {
    key,
    severity: 'warning',
    title: `new since the plan: ${fresh.map(({ title }) => title).join('; ')}`,
    text: `New since the plan was made. ${fresh.map(({ title, evidence, remedy }) => `${title}: ${evidence}.${remedy ? ` ${remedy}` : ''}`).join(' ')}`,
  };
}
