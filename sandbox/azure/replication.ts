import { randomUUID } from 'node:crypto';
import type { Kit } from '../kit/service.ts';
import { lastSegment } from './arm.ts';
import type { ProtectedItem, RecoveryPoint } from './machines.ts';
import { settle, span } from './operations.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { find, type Vault, type World } from './world.ts';

export type Phase = 'preparing' | 'copying' | 'first-point-pending' | 'protected' | 'failed-over' | 'committed';

const agentBeat = 60;
const criticalAfterSilence = 60;

/** Seconds of undisturbed work since replication was enabled. */
function worked(kit: Kit, item: ProtectedItem, now: number): number {
  return ((now - item.enabledAt - item.stalled) * kit.speed) / 1000;
}

function copySeconds(item: ProtectedItem): number {
  const gib = item.disks.reduce((sum, disk) => sum + disk.gib, 0);
  return Math.max(item.pace.leastCopy, gib * item.pace.secondsPerGib) * item.slowness;
}

/** Where the replication of a machine stands. */
export function phaseOf(kit: Kit, item: ProtectedItem, now: number): Phase {
  if (item.failedOver) return item.failedOver.committed ? 'committed' : 'failed-over';
  const seconds = worked(kit, item, now);
  const copied = item.pace.copyingStarts + copySeconds(item);
  if (item.broken || seconds < item.pace.copyingVisible) return 'preparing';
  if (seconds < copied) return 'copying';
  return seconds < copied + item.pace.protectedAfterCopy || item.points.length === 0 ? 'first-point-pending' : 'protected';
}

/** What went over the wire in the quarter of an hour before the last refresh, as a share of the whole copy. */
export function sentLately(kit: Kit, item: ProtectedItem, now: number): number {
  const refreshed = copyProgress(kit, item, now).percent ?? 0;
  return Math.min(refreshed / 100, 900 / copySeconds(item));
}

export interface CopyProgress {
  readonly percent: number | null;
  readonly complete: boolean;
  readonly refreshedAt: number | null;
  readonly startedAt: number | null;
}

/** What Azure says of the initial copy: refreshed every quarter of an hour, frozen at the last refresh when the copy ends. */
export function copyProgress(kit: Kit, item: ProtectedItem, now: number): CopyProgress {
  const seconds = worked(kit, item, now);
  const copy = copySeconds(item);
  const since = Math.min(seconds - item.pace.copyingStarts, copy - 1);
  const at = (second: number) => item.enabledAt + item.stalled + span(kit, second);
  if (since < 0) return { percent: null, complete: false, refreshedAt: null, startedAt: null };
  const refreshed = Math.floor(since / item.pace.progressRefresh) * item.pace.progressRefresh;
  return {
    percent: Math.floor((100 * refreshed) / copy),
    complete: seconds > item.pace.copyingStarts + copy + item.pace.completeShownAfterCopy,
    refreshedAt: at(item.pace.copyingStarts + refreshed),
    startedAt: at(item.pace.copyingStarts),
  };
}

/** Points that a listing shows now, newest first. */
export function listedPoints(item: ProtectedItem, now: number): RecoveryPoint[] {
  if (item.failedOver?.committed) return [];
  const { rpoMinutes } = item.ailments ?? {};
  if (rpoMinutes !== undefined && !item.failedOver) return [];
  return item.points.filter((point) => point.listedAt <= now).toSorted((a, b) => b.at - a.at);
}

/** The newest point the item itself mentions: older than the listing's. */
export function mentionedPoint(kit: Kit, item: ProtectedItem, now: number): RecoveryPoint | undefined {
  const until = item.failedOver ? item.failedOver.at : now - span(kit, item.pace.itemLag);
  const candidates = listedPoints(item, now);
  return candidates.find((point) => point.at <= until) ?? candidates.at(-1);
}

/** Whether Site Recovery has noticed that the machine no longer speaks. */
export function isSilent(kit: Kit, item: ProtectedItem, now: number): boolean {
  return now - item.lastHeartbeat > span(kit, agentBeat + criticalAfterSilence) + tickEvery(kit);
}

/** How often the sandbox looks at its guests. */
export function tickEvery(kit: Kit): number {
  return Math.min(1000, Math.max(25, span(kit, 60)));
}

/** Lets time pass: ends operations, copies disks, takes recovery points of guests that run. */
export function tick(world: World, kit: Kit, now: number): void {
  settle(world, now);
  for (const vault of world.vaults.values()) for (const item of vault.items.values()) replicate(world, kit, vault, item, now);
}

function replicate(world: World, kit: Kit, vault: Vault, item: ProtectedItem, now: number): void {
  const running = kit.guest(item.ip)?.running === true && item.unhealthyUntil <= now;
  const before = phaseOf(kit, item, item.lastTick);
  item.ailments = world.ailments.get(item.ip) ?? {};
  const stands = !running || item.ailments.stands === true;
  if (stands && (before === 'preparing' || before === 'copying' || before === 'first-point-pending')) item.stalled += now - item.lastTick;
  item.lastTick = now;
  if (item.failedOver || item.broken) return;
  if (running) {
    item.lastHeartbeat = now;
    takePoint(kit, vault, item, now);
  }
  const after = phaseOf(kit, item, now);
  if (before === after) return;
  if (after === 'first-point-pending') note(world, kit, vault, item, scenarios.initialReplication, now);
  if (after === 'protected') note(world, kit, vault, item, scenarios.firstPoint, now);
}

function takePoint(kit: Kit, vault: Vault, item: ProtectedItem, now: number): void {
  if (item.noPointsUntil > now || item.ailments?.rpoMinutes !== undefined) return;
  if (worked(kit, item, now) < item.pace.copyingStarts + copySeconds(item) + item.pace.firstPointAfterCopy) return;
  const policy = find(vault.policies, lastSegment(item.wanted.policyId));
  const period = Math.max(250, span(kit, 60 * (policy?.crashConsistentFrequencyInMinutes ?? 5)));
  const last = item.points.at(-1);
  if (last && now - last.at < period) return;
  const quiet = policy?.appConsistentFrequencyInMinutes ?? 0;
  const lastQuiet = item.points.findLast((point) => point.type === 'ApplicationConsistent');
  const due = quiet > 0 && (!lastQuiet || now - lastQuiet.at >= span(kit, 60 * quiet));
  const type = due ? 'ApplicationConsistent' : 'CrashConsistent';
  item.points.push({ name: randomUUID(), at: now, listedAt: now + span(kit, item.pace.listingLag), type });
  if (item.points.length > 288) item.points.shift();
}

/** Jobs that Site Recovery starts by itself; nobody's request id is in them. */
function note(world: World, kit: Kit, vault: Vault, item: ProtectedItem, scenario: Scenario, now: number): void {
  const name = randomUUID();
  world.operations.set(name, {
    name,
    startedAt: now,
    endsAt: now + span(kit, scenario.seconds),
    state: 'InProgress',
    fails: undefined,
    warning: undefined,
    unseen: 0,
    done: () => undefined,
    failed: () => undefined,
    result: () => ({ status: 204 }),
    job: {
      vault,
      scenario,
      activityId: `${randomUUID()} ActivityId: ${randomUUID()}`,
      target: { id: item.internalId, name: item.friendlyName },
      errors: [],
      details: { instanceType: 'AsrJobDetails', affectedObjectDetails: {} },
      again: () => ({ status: 204 }),
    },
  });
}
