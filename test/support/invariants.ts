import { expect } from 'vitest';
import { intentOf } from '../../jobs/operation.ts';
import { stopSource } from '../../jobs/steps/stop-source.ts';
import { evolve } from '../../src/migration/evolve.ts';
import { next } from '../../src/migration/next.ts';
import { fulfils } from '../../src/migration/points.ts';
import type { Migration, RecoveryPoint } from '../../src/migration/types.ts';
import { line } from '../../src/slack/lines.ts';
import { keys, TAG } from '../../src/store/keys.ts';
import { firstBroken, type LogLine, parseLine } from '../../src/store/log.ts';
import { eventually } from './eventually.ts';
import type { Stage } from './scene.ts';

/** Which operation of Ferry's is behind an effect that the sandbox counted. */
const kinds = {
  aws: {
    StopInstances: 'stop-instance',
    StartInstances: 'start-instance',
    CreateSnapshots: 'create-snapshots',
    ModifyInstanceAttribute: 'protect-source',
  },
  azure: {
    ReplicationProtectedItems_Create: 'enable-replication',
    ReplicationProtectedItems_TestFailover: 'test-failover',
    ReplicationProtectedItems_TestFailoverCleanup: 'clean-up-test-failover',
    ReplicationProtectedItems_UnplannedFailover: 'unplanned-failover',
    ReplicationProtectedItems_ApplyRecoveryPoint: 'change-recovery-point',
    ReplicationProtectedItems_FailoverCommit: 'commit-failover',
    ReplicationProtectedItems_Delete: 'remove-item',
    VirtualMachines_Deallocate: 'fence-target',
  },
} as const;

interface Told {
  readonly record: Migration;
  readonly log: readonly LogLine[];
}

interface Allowance {
  /** A migration is held in the midst of something: its card and its thread may still be behind. */
  readonly midway?: boolean;
}

/** Asserts the invariants of durability over everything that happened on a stage. */
export async function expectInvariants(stage: Stage, { midway = false }: Allowance = {}): Promise<void> {
  const { redis } = stage.client;
  const told: Told[] = [];
  for (const id of (await redis.keys(`${TAG}:migration:*`)).map((key) => key.split(':').at(-1) ?? '')) {
    const record = JSON.parse((await redis.hget(keys.record(id), 'j')) ?? 'null') as Migration;
    const lines = await redis.lrange(keys.log(id), 0, -1);
    const log = lines.map(parseLine);
    expectSoundLog(id, lines, record, Number(await redis.hget(keys.record(id), 'v')));
    expectAuthorisedIntents(id, log, record);
    await expectAtRest(stage, record);
    if (!midway) await expectTruthfulThread(stage, record);
    told.push({ record, log });
  }
  for (const key of await redis.keys(`${TAG}:group:*`))
    await expectSoundGroup(
      stage,
      key.split(':').at(-1) ?? '',
      told.map(({ record }) => record),
      midway,
    );
  expectSingleEffects(stage, told);
}

/** One message in the channel that shows the last of its members, whose cards hang below it, each once. */
async function expectSoundGroup(stage: Stage, id: string, records: readonly Migration[], midway: boolean): Promise<void> {
  const { redis } = stage.client;
  const listed = (await redis.hget(keys.group(id), 'members'))?.split(' ') ?? [];
  const members = records.filter(({ group }) => group === id);
  expect(members.map((member) => member.id).sort(), `${id}: the group lists those who are in it`).toEqual([...listed].sort());
  expect(members.length, `${id}: one machine alone is no group`).toBeGreaterThan(1);
  if (midway || stage.workers.length === 0) return;
  await eventually(`the message of ${id} to show the last of every member`, async () => {
    const [shown, version] = [await redis.hget(keys.thread(id), 'shown'), await redis.hget(keys.group(id), 'v')];
    const seen = await redis.hmget(keys.group(id), ...listed.map((member) => `seen:${member}`));
    const versions = await Promise.all(listed.map((member) => redis.hget(keys.record(member), 'v')));
    return shown === version && seen.every((mark, index) => mark?.split(' ')[0] === versions[index]) ? true : undefined;
  });
  const messages = stage.sandbox.slack.messages(members[0]?.channel ?? '').filter((message) => mark(message)?.migration === id);
  expect(messages.length, `${id}: one message`).toBe(1);
  const cards = messages.flatMap(({ replies }) => replies.flatMap((reply) => (mark(reply)?.n === 0 ? [mark(reply)?.migration ?? ''] : [])));
  expect(cards.sort(), `${id}: a card for each member, each once`).toEqual([...listed].sort());
}

/** Versions without holes or backward steps, an unbroken hash chain, and a record that is what its events make. */
function expectSoundLog(id: string, lines: string[], record: Migration, version: number): void {
  expect(firstBroken(lines), `${id}: the hash chain of the log`).toBeUndefined();
  const versions = lines.map((line) => parseLine(line).version);
  expect(versions, `${id}: versions in the log`).toEqual([...versions].sort((a, b) => a - b));
  expect(Math.max(...versions), `${id}: the log is no newer than the record`).toBeLessThanOrEqual(version);
  const replayed = lines.map(parseLine).reduce<Migration | undefined>((m, { event }) => evolve(m, event), undefined);
  const bare = (m: Migration | undefined) =>
    m && { ...m, progress: undefined, unseen: undefined, tries: 0, steps: m.steps.map(({ memo: _, ...step }) => step) };
  expect(bare(replayed), `${id}: replaying the log gives the record`).toEqual(bare(record));
}

/** At each stop, failover and commit intent: valid votes of others, no stop wish, no earlier withdrawal; each operation sent once. */
function expectAuthorisedIntents(id: string, log: LogLine[], record: Migration): void {
  let m: Migration | undefined;
  const sent = new Set<string>();
  for (const { event } of log) {
    if (event.type === 'operation.intended' && m) {
      const { operation } = event;
      expect(sent.has(operation.id), `${id}: operation ${operation.id} is intended once`).toBe(false);
      sent.add(operation.id);
      if (operation.kind === 'stop-again') expect(m.awake?.settled?.how, `${id}: an approver wants EC2 stopped again`).toBe('stop');
      else expect(m.status.is, `${id}: ${operation.kind} leaves a migration that runs`).toBe('running');
      expect(m.stopWish, `${id}: ${operation.kind} respects a stop wish`).toBeUndefined();
      if (operation.kind === 'stop-instance' || operation.kind === 'unplanned-failover') {
        const authority = m.authorities.find((one) => one.gate === 'authorise-failover');
        expect(authority, `${id}: ${operation.kind} has an authority`).toBeDefined();
        const approvers = authority?.votes.filter((vote) => vote.yes && vote.by !== record.requestedBy) ?? [];
        expect(approvers.length, `${id}: ${operation.kind} was approved by someone else`).toBeGreaterThan(0);
        expect(operation.sentAt, `${id}: ${operation.kind} left inside the window`).toBeLessThanOrEqual(authority?.validUntil ?? 0);
      }
      const { point } = intentOf<{ readonly point?: RecoveryPoint }>(operation).input;
      if (operation.kind === 'unplanned-failover' && point) {
        const rule = m.authorities.find((one) => one.gate === 'authorise-failover')?.rule ?? { is: 'covering' };
        const { quiescedAt } = stopSource.result.parse(m.steps.find((step) => step.id === stopSource.id)?.result);
        expect(fulfils(rule, point, quiescedAt), `${id}: the failover keeps to the approved rule ${JSON.stringify(rule)}`).toBe(true);
      }
      if (operation.kind === 'change-recovery-point')
        expect(m.wishes?.at(-1)?.name, `${id}: a person wished for the point that is changed to`).toBe(point?.name);
      if (operation.kind === 'commit-failover') {
        expect(
          m.authorities.some((one) => one.gate === 'accept-target'),
          `${id}: the commit was accepted by a person`,
        ).toBe(true);
      }
    }
    m = evolve(m, event);
  }
}

/** Ended: no open intent, lease, lock or deadline. Open: due, or resting on a person. */
async function expectAtRest(stage: Stage, record: Migration): Promise<void> {
  const { redis } = stage.client;
  const { id, source } = record;
  if (record.status.is === 'ended') {
    expect(
      record.operations.filter((op) => op.state === 'open'),
      `${id}: an ended migration has no open call`,
    ).toEqual([]);
    expect(
      await redis.get(keys.lock(source.account, source.region, source.instanceId)),
      `${id}: the machine's lock is free or another's`,
    ).not.toBe(id);
    expect(await redis.zscore(keys.open, id), `${id}: it is not listed as open`).toBeNull();
    if (stage.workers.length > 0) {
      await eventually(`${id} to have no deadline and no lease`, async () => {
        const [due, lease] = [await redis.zscore(keys.due, id), await redis.hget(keys.record(id), 'lease')];
        return due === null && lease === '0' ? true : undefined;
      });
    }
    return;
  }
  expect(
    await redis.get(keys.lock(source.account, source.region, source.instanceId)),
    `${id}: an open migration holds its machine's lock`,
  ).toBe(id);
  const resting = next(record, Date.now()).do === 'rest';
  if (!resting) expect(await redis.zscore(keys.due, id), `${id}: an open migration that can go on is due`).not.toBeNull();
}

/** Lines once each and in the order of the log; the card shows the last version. */
async function expectTruthfulThread(stage: Stage, record: Migration): Promise<void> {
  const { redis } = stage.client;
  if (stage.workers.length === 0) return;
  await eventually(`the card of ${record.id} to show the last version`, async () => {
    const [shown, version] = [await redis.hget(keys.thread(record.id), 'shown'), await redis.hget(keys.record(record.id), 'v')];
    return shown === version ? true : undefined;
  });
  const said = await redis.llen(keys.log(record.id));
  await eventually(`the thread of ${record.id} to say everything`, async () =>
    Number(await redis.hget(keys.thread(record.id), 'said')) === said ? true : undefined,
  );
  const places = placesOfLines(stage, record);
  expect(places, `${record.id}: thread lines are in order, each once`).toEqual([...new Set(places)].sort((a, b) => a - b));
}

/** A line for each event of the log that people should read, and nothing else. */
export async function expectCompleteThread(stage: Stage, record: Migration): Promise<void> {
  let m: Migration | undefined;
  const log = (await stage.client.redis.lrange(keys.log(record.id), 0, -1)).map(parseLine);
  const telling = log.flatMap(({ event }, index) => {
    m = evolve(m, event);
    return line(event, m) ? [index + 1] : [];
  });
  await expect
    .poll(() => placesOfLines(stage, record), {
      timeout: 30_000,
      message: `${record.id}: the thread is complete and in order, each line once`,
    })
    .toEqual(telling);
}

/** Each line carries its place in the log, from one; the card itself is nought. Members of a group share one thread. */
function placesOfLines(stage: Stage, { id, channel, group }: Migration): number[] {
  const head = stage.sandbox.slack
    .messages(channel)
    .findLast((message) => mark(message)?.migration === (group ?? id) && mark(message)?.n === 0);
  const places = (head?.replies ?? []).filter((reply) => mark(reply)?.migration === id).map((reply) => mark(reply)?.n ?? -1);
  return group === undefined ? places : places.filter((n) => n > 0);
}

function mark(message: { metadata: Record<string, unknown> | undefined }): { migration: string; n: number } | undefined {
  return message.metadata?.['event_payload'] as { migration: string; n: number } | undefined;
}

/** Each kind of effect once per machine and migration, and once more for each time a person asked to retry its step. */
function expectSingleEffects(stage: Stage, told: readonly Told[]): void {
  const effects = stage.effects();
  for (const service of ['aws', 'azure'] as const) {
    for (const [operation, kind] of Object.entries(kinds[service])) {
      for (const [subject, times] of Object.entries(effects[service]?.[operation] ?? {})) {
        const behind = told.filter(({ record }) => record.operations.some((op) => op.kind === kind && touches(op.subject, subject)));
        const allowed = behind.reduce((sum, { record, log }) => sum + 1 + retries(record, log, kind), 0);
        expect(times, `${operation} of ${subject}`).toBeLessThanOrEqual(allowed);
      }
    }
  }
}

function touches(subject: string, effect: string): boolean {
  return subject.toLowerCase() === effect.toLowerCase() || effect.toLowerCase().endsWith(subject.toLowerCase());
}

function retries(record: Migration, log: readonly LogLine[], kind: string): number {
  const step = record.operations.find((op) => op.kind === kind)?.step;
  const wishes = kind === 'change-recovery-point' ? (record.wishes?.length ?? 1) - 1 : 0;
  // A test that somebody else made, and that a person let Ferry clean up, is on the same item.
  const others = /test-failover$/.test(kind) ? log.filter(({ event }) => event.type === 'test.clean-up-allowed').length : 0;
  // EC2 was started again behind Ferry's back, and an approver had it stopped.
  const anew = kind === 'stop-instance' ? log.filter(({ event }) => event.type === 'source.settled' && event.how === 'stop').length : 0;
  return anew + others + wishes + log.filter(({ event }) => event.type === 'retried' && event.step === step).length;
}
