import { afterAll, beforeAll, expect, test } from 'vitest';
import { forward } from '../../jobs/steps/index.ts';
import { classicTarget } from '../support/classic-target.ts';
import { expectInvariants } from '../support/invariants.ts';
import type { Stage } from '../support/scene.ts';
import { setTheStage } from '../support/stage.ts';
import { classicCalls } from './held-calls.ts';
import { arm, deathsIn, dieAt } from './killing.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setTheStage({ timing: { lease: 1.5 }, targets: { classic: classicTarget } });
});

afterAll(() => stage?.close());

const deaths = forward.flatMap((step) => deathsIn(step, classicCalls));

test('a worker killed before and after it put the machine on the list of a configuration server leaves it there once', async () => {
  const [first] = deaths;
  if (first) arm(stage, first);
  const play = await stage.migrate(stage.machine(), '--target classic');
  await play.start();
  await dieAt(stage, play, deaths);
  await stage.startWorker();
  await play.offers('ferry_authorise');
  const { operations } = await play.record();
  const sent = operations.filter(({ kind }) => kind === 'discover-machine');
  expect(sent.map(({ state }) => state)).toEqual(['not-seen', 'accepted']);
  expect(sent[1]?.looks.at(-1)?.seen).toMatch(/lists the machine under our id/);
  expect(Object.values(stage.effects()['azure']?.['ReplicationProtectionContainers_DiscoverProtectableItem'] ?? {})).toEqual([1]);
  await expectInvariants(stage, { midway: true });
});
