import type { ProtectedItem, ReplicatedDisk, Resync } from '../../src/migration/replicator-port.ts';
import type { Millis } from '../../src/migration/types.ts';
import { span } from '../times.ts';
import { agentWords } from './agent.ts';
import { isResyncing } from './alerts.ts';
import type { Copied } from './copied.ts';

/** How fast it goes, in bytes a second; absent where nobody can tell. */
export interface Pace {
  readonly minute?: number;
  readonly quarter?: number;
  /** Azure's own count of what went over the wire, compressed. */
  readonly azure?: number;
}

/** What is going on, in a line for the card. A state that is not known is shown as it is, and Ferry keeps looking. */
export function noteFor(item: ProtectedItem, done: Copied, pace: Pace, expectedDisks: number): string {
  const { protectionState: state } = item;
  if (isResyncing(item.resync?.state)) return 'Azure compares the disks again (resynchronisation)';
  if (state === 'InitialReplicationInProgress')
    return [`copying disks${amount(done)}`, ...paceWords(pace), disksWords(item.disks, expectedDisks)].join(', ');
  if (state === 'InitialReplicationRecoveryCompletionPending') return 'disks are copied; Azure prepares the first recovery point';
  if (state === 'UnprotectedStatesBegin') return 'Azure prepares the replication';
  return `Azure says ${state || 'nothing of its state'}; Ferry keeps looking`;
}

/** Each disk in a line, and the agent, for whoever asks. */
export function detailsFor(item: ProtectedItem): readonly string[] {
  const agent = item.agent ? agentWords(item.agent) : undefined;
  return [...item.disks.slice(0, 20).map(diskLine), ...(agent ? [agent] : [])];
}

/** How a protected machine stands, while people are awaited. */
export function standingOf(item: ProtectedItem, lag: number | undefined): string {
  const point = lag === undefined ? 'no recovery point is known' : `newest recovery point ${span(lag)} old`;
  const resync = item.resync && isResyncing(item.resync.state) ? `, resynchronising${comparedWords(item.resync)}` : '';
  const state = item.protectionState === 'Protected' ? 'protected' : `Azure says ${item.protectionState}`;
  return `${state}, ${point}, health ${item.replicationHealth}${resync}`;
}

function comparedWords({ percent, processedBytes }: Resync): string {
  const said = [...(percent === undefined ? [] : [`${percent} %`]), ...(processedBytes ? [`${size(processedBytes)} compared`] : [])];
  return said.length > 0 ? ` (${said.join(', ')})` : '';
}

function amount({ bytes }: Copied): string {
  return bytes ? ` (${size(bytes.done)} of ${size(bytes.total)})` : '';
}

function paceWords({ minute, quarter, azure }: Pace): string[] {
  if (minute !== undefined && quarter !== undefined) return [`${size(minute)}/s, over 15 min ${size(quarter)}/s`];
  const one = quarter ?? minute;
  if (one !== undefined) return [`${size(one)}/s${quarter === undefined ? '' : ' over 15 min'}`];
  return azure === undefined ? [] : [`${size(azure)}/s over the wire by Azure's count`];
}

function disksWords(disks: readonly ReplicatedDisk[], expected: number): string {
  const count = (which: (disk: ReplicatedDisk) => boolean) => disks.filter(which).length;
  const total = Math.max(expected, disks.length);
  const complete = count((disk) => disk.initialReplicationComplete);
  const queued = count((disk) => !disk.initialReplicationComplete && disk.health === 'Queued');
  return `${complete} of ${total} complete${queued > 0 ? `, ${queued} queued` : ''}`;
}

const healthWords: Readonly<Record<string, string>> = {
  None: '',
  InProgress: '',
  SlowProgress: ', slow',
  NoProgress: ', no progress',
};

function diskLine({ name, initialReplicationComplete, percent, totalBytes, health = 'None' }: ReplicatedDisk): string {
  const of = totalBytes ? ` of ${size(totalBytes)}` : '';
  if (initialReplicationComplete) return `${name}: complete${of}`;
  if (health === 'Queued') return `${name}: queued${of}`;
  return `${name}: ${percent === undefined ? 'no figure yet' : `${percent} %`}${of}${healthWords[health] ?? `, Azure says ${health}`}`;
}

/** Bytes as people say them. */
export function size(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const amountOf = bytes / 1024 ** power;
  return `${amountOf < 10 && power > 0 ? amountOf.toFixed(1).replace(/\.0$/, '') : Math.round(amountOf)} ${units[power]}`;
}

/** What Azure counted over the wire in its own last quarter of an hour, in bytes a second. */
export function azurePace(disks: readonly ReplicatedDisk[], now: Millis): number | undefined {
  const told = disks.filter(
    ({ last15MinutesBytes, countedAt }) => last15MinutesBytes !== undefined && (countedAt === undefined || now - countedAt < 1_800_000),
  );
  return told.length === 0 ? undefined : told.reduce((sum, { last15MinutesBytes = 0 }) => sum + last15MinutesBytes, 0) / 900;
}
