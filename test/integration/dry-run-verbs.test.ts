import { describe, expect, test } from 'vitest';
import type { Verb } from '../../jobs/asks.ts';
import { operations } from '../../jobs/operations/index.ts';
import { dryRun } from '../../jobs/preview/dry-run.ts';
import type { Step } from '../../jobs/step.ts';
import { downtimeMinutes } from '../../jobs/steps/confirm-plan.ts';
import { forward, steps } from '../../jobs/steps/index.ts';
import type { Engine } from '../../src/migration/types.ts';
import { useStore } from '../support/local-store.ts';
import { type Playing, playing } from '../support/playing.ts';
import { approver, requester } from '../support/situations.ts';

const { open } = useStore({ appendfsync: 'no' });

/** Plays a migration to its end and gives every verb that each step used, by the step's id. */
async function played(play: Playing): Promise<Readonly<Record<string, ReadonlySet<Verb>>>> {
  const used: Record<string, Set<Verb>> = {};
  let step = '';
  for (const each of ['source', 'replicator'] as const) {
    const port = play.clouds[each] as unknown as Record<string, (...words: unknown[]) => unknown>;
    for (const [verb, answer] of Object.entries(port)) {
      port[verb] = (...words) => {
        (used[step] ??= new Set()).add(`${each}.${verb}` as Verb);
        return answer(...words);
      };
    }
  }
  const watched = steps.map(
    (one): Step => ({
      ...one,
      run: (context) => {
        step = one.id;
        return one.run(context);
      },
    }),
  );
  for (let n = 0; n < 200; n += 1) {
    const m = await play.record();
    if (m.status.is === 'ended') {
      expect(m.status.how).toBe('completed');
      return used;
    }
    if (m.status.is === 'stuck') throw new Error(m.status.problem);
    if (m.status.is === 'asking')
      await play.press({ kind: 'answer', gate: m.status.gate, yes: true }, m.status.gate === 'confirm-plan' ? requester : approver);
    await play.turn(undefined, { steps: watched });
  }
  throw new Error('it never ended');
}

function declared(id: string): ReadonlySet<Verb> {
  const { reads = [], sends = [] } = steps.find((step) => step.id === id)?.asks ?? {};
  return new Set([
    ...reads,
    ...sends.flatMap(({ operation: { asks, authority } }) => [
      asks.sends,
      ...(asks.before ?? []),
      ...(asks.follow ?? []),
      ...(authority ? (['source.machine'] as const) : []),
    ]),
  ]);
}

describe.each(['InMageRcm', 'InMageAzureV2'] as const)('by %s', (engine: Engine) => {
  test('every step asks the clouds for what it says, and for nothing else; what it says it changes, it changes', async () => {
    const play = await playing(await open(), {}, engine);
    const used = await played(play);
    const undeclared = Object.entries(used).flatMap(([id, verbs]) =>
      [...verbs].filter((verb) => !declared(id).has(verb)).map((verb) => `${id}: ${verb}`),
    );
    expect(undeclared).toEqual([]);
    // Nothing of these clouds makes a test, a hook or a look inside the machine necessary.
    const always = forward.flatMap(({ id, asks }) =>
      (asks.sends ?? [])
        .filter(({ where }) => where === undefined || where === 'policy' || where === 'mapping' || where === 'replication')
        .map(({ operation }) => ({ id, verb: operation.asks.sends })),
    );
    expect(always.length).toBeGreaterThan(10);
    expect(always.filter(({ id, verb }) => !used[id]?.has(verb))).toEqual([]);
  });
});

describe('what steps and operations say of themselves', () => {
  test('each operation is sent by a step, and each step sends operations that there are', () => {
    const kinds = new Set(steps.flatMap(({ asks }) => (asks.sends ?? []).map(({ operation }) => operation.kind)));
    // Only when an approver says so: a source that somebody has started again, and a stop that hangs.
    const planned = operations.map(({ kind }) => kind).filter((kind) => kind !== 'stop-again' && kind !== 'force-stop');
    expect([...kinds].toSorted()).toEqual(planned.toSorted());
  });

  test('the minutes of downtime are those that the plan and the approval promise', () => {
    const about = { engine: 'InMageRcm', gib: 40, pollSeconds: 30, missing: [], there: [] } as const;
    expect(dryRun(forward, about).downtime).toBe(downtimeMinutes);
  });

  test('what is there already is neither sent nor takes time, what may be there carries its condition', () => {
    const about = { engine: 'InMageRcm', gib: 40, pollSeconds: 30 } as const;
    const policyStep = (more: { missing: readonly 'policy'[]; there: readonly ('policy' | 'mapping')[] }) =>
      dryRun(forward, { ...about, ...more }).steps.find(({ id }) => id === 'set-replication-policy');
    const there = policyStep({ missing: [], there: ['policy', 'mapping'] });
    expect(there).toMatchObject({ minutes: 0 });
    expect(there?.calls.filter(({ changes }) => changes)).toEqual([]);
    const open = policyStep({ missing: [], there: [] });
    expect(open?.calls.filter(({ changes }) => changes).map(({ operation, where }) => [operation, where])).toEqual([
      ['ReplicationPolicies_Create', 'where the vault lacks the policy'],
      ['ReplicationProtectionContainerMappings_Create', 'where the policy is not associated yet'],
    ]);
    const missing = policyStep({ missing: ['policy'], there: ['mapping'] });
    expect(missing?.calls.filter(({ changes }) => changes)).toMatchObject([{ operation: 'ReplicationPolicies_Create', times: 1 }]);
    expect(missing?.calls.find(({ changes }) => changes)).not.toHaveProperty('where');
  });

  test('polls are as many as the minutes hold, and say that they are an estimate', () => {
    const copying = (gib: number) =>
      dryRun(forward, { engine: 'InMageRcm', gib, pollSeconds: 30, missing: [], there: [] }).steps.find(
        ({ id }) => id === 'wait-for-initial-replication',
      );
    expect(copying(44)).toMatchObject({ minutes: 60 });
    expect(copying(44)?.calls.find(({ operation }) => operation === 'ReplicationProtectedItems_Get')).toMatchObject({
      times: 121,
      about: true,
    });
    expect(copying(440)?.minutes).toBe(600);
  });
});
