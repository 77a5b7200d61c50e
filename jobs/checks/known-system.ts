import { sayMoment } from '../../src/migration/evidence.ts';
import { attested, type CheckFacts, type ReadJudgement } from '../check.ts';
import { evidenceOs, type OsEvidence } from './os-evidence.ts';
import { reportedOs } from './os-reported.ts';
import { vouchedOs } from './os-vouched.ts';

/** What is known of the operating system of a machine, by the best source there is. */
export interface KnownSystem {
  readonly os: OsEvidence;
  /** The field and its value. */
  readonly seen: string;
  readonly read: NonNullable<ReadJudgement['read']>;
  /** Why it may be otherwise today; absent: it is what the machine itself says now. */
  readonly weaker?: string;
}

type Facts = Pick<CheckFacts, 'machine' | 'moment' | 'attestations'>;

/** The running system itself, then the image it was launched from, then what a named person vouches for. */
export function systemOf(facts: Facts): KnownSystem | undefined {
  return reported(facts) ?? launched(facts) ?? vouched(facts);
}

function reported({ machine: { managedNode: node }, moment }: Facts): KnownSystem | undefined {
  if (node === undefined || node === 'none') return undefined;
  const os = reportedOs(node);
  if (!os) return undefined;
  const read = { api: 'ssm:DescribeInstanceInformation', ...(node.pingAt !== undefined && { at: node.pingAt }) };
  const seen = `PlatformName is ${node.platformName}, PlatformVersion is ${node.platformVersion}, PingStatus is ${node.ping}`;
  // After the stop the agent is silent, as it should be.
  if (node.ping === 'Online' || moment === 'after-stop') return { os, seen, read };
  return { os, seen, read, weaker: 'its agent is silent, so that it may have changed since' };
}

function launched({ machine: { image } }: Facts): KnownSystem | undefined {
  const os = evidenceOs(image);
  if (!os) return undefined;
  const api = image.found ? 'ec2:DescribeImages' : 'ec2:DescribeInstanceImageMetadata';
  const seen = `image ${image.id} “${image.name ?? image.description ?? ''}”: ${os.label}`;
  return { os, seen, read: { api }, weaker: 'seen at launch, may have been patched since' };
}

function vouched(facts: Facts): KnownSystem | undefined {
  const word = attested(facts, 'operating-system');
  const os = word && vouchedOs(word.value);
  if (!os) return undefined;
  const seen = `${word.by} vouches for ${os.label}`;
  return { os, seen, read: { api: 'a person', at: word.at }, weaker: 'nothing that Ferry can read proves it' };
}

/** Why each source that is better than a person's word says nothing. */
export function silence({ machine: { managedNode: node, image, withheld } }: Facts): string {
  return [agentSilence(node, withheld?.managedNode?.why), imageSilence(image, withheld?.image?.why)].join('; ');
}

function agentSilence(node: Facts['machine']['managedNode'], why: string | undefined): string {
  if (why) return `Systems Manager could not be asked: ${why}`;
  if (node === undefined) return 'Systems Manager was not asked';
  if (node === 'none') return 'Systems Manager does not know the machine';
  const { platformName = 'nothing', platformVersion = 'nothing', pingAt } = node;
  return `Systems Manager was told no system (PlatformName ${platformName}, PlatformVersion ${platformVersion}${pingAt === undefined ? '' : `, ${sayMoment(pingAt)}`})`;
}

function imageSilence({ id, found, name, description }: Facts['machine']['image'], why: string | undefined): string {
  if (why) return `image ${id} could not be read: ${why}`;
  if (!found && !name) return `image ${id} no longer exists`;
  return `image ${id} is called “${name ?? ''}”${description ? ` (${description})` : ''}, which names no operating system`;
}
