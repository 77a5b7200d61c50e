import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rollback, undo } from '../../jobs/steps/index.ts';
import { eventually } from '../support/eventually.ts';
import { expectInvariants } from '../support/invariants.ts';
import { type Play, people, type Stage } from '../support/scene.ts';
import { setTheStage } from '../support/stage.ts';
import { arm, type Death, deathsIn, dieAt, effectsOn, goOnTo, heldIn } from './killing.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setTheStage({ timing: { lease: 1.5 }, testFailover: 'real' });
});

afterAll(() => stage?.close());

/** Down, with the failover about to leave: cancelled there, nothing has failed over and everything has to be undone. */
const beforeFailover: Death = { step: 'fail-over', service: 'azure', call: 'ReplicationJobs_List', when: 'before' };

const courses = [
  {
    from: 'a test failover',
    course: 'undo',
    ending: 'cancelled',
    steps: undo.filter(({ id }) => id !== 'restart-source'),
    started: [],
    mute: true,
    async turn(play: Play) {
      await play.start();
      await play.says(/EC2 up · Azure test/);
      await stage.killWorkers();
      await play.command(people.requester, `cancel ${play.id} --remove-replication`);
    },
  },
  {
    from: 'a machine that is down',
    course: 'undo',
    ending: 'cancelled',
    steps: undo.filter(({ id }) => id !== 'clean-up-test'),
    started: [1],
    mute: false,
    async turn(play: Play) {
      await play.toAuthorisation();
      arm(stage, beforeFailover);
      await play.press(people.approver, 'ferry_authorise');
      await heldIn(stage, play, beforeFailover);
      await stage.killWorkers();
      await play.command(people.requester, `cancel ${play.id} --remove-replication`);
    },
  },
  {
    from: 'the Azure machine',
    course: 'rollback',
    ending: 'rolled-back',
    steps: rollback,
    started: [1],
    mute: false,
    async turn(play: Play) {
      await play.toAcceptance();
      await stage.killWorkers();
      await play.press(people.requester, 'ferry_roll_back');
    },
  },
];

describe.each(courses)('on the course $course from $from', ({ course, ending, steps, started, mute, turn }) => {
  /** Each test takes over where the one before left it: held at its first call. */
  let play: Play;

  const turned = async () => {
    const machine = stage.machine();
    // A test machine that never comes up stays until somebody cancels.
    stage.sandbox.azure.world({ mute: mute ? [machine.name] : [] });
    const turning = await stage.migrate(machine);
    await turn(turning);
    await eventually(`the course ${course}`, async () => ((await turning.record()).course === course ? true : undefined));
    return turning;
  };

  beforeAll(async () => {
    play = await turned();
    const [first] = steps.flatMap((step) => deathsIn(step));
    if (first) arm(stage, first);
    await stage.startWorker();
  });

  for (const [index, step] of steps.entries()) {
    test(`a worker killed in ${step.id} is succeeded by one that goes on`, async () => {
      await dieAt(stage, play, deathsIn(step));
      await goOnTo(stage, play, step, steps.slice(index + 1).flatMap((step) => deathsIn(step))[0], ending);
    });
  }

  test('the clouds saw what they see when nobody is killed on the way back', async () => {
    const calm = await turned();
    await stage.startWorker();
    const undisturbed = effectsOn(stage, calm, await calm.ended(ending));
    expect(effectsOn(stage, play, await play.record())).toEqual(undisturbed);
    expect(undisturbed['StartInstances'] ?? []).toEqual(started);
    expect((await play.record()).sees.source).toBe('up');
    await expectInvariants(stage);
    expect(stage.violations(), 'exchanges that differ from the published descriptions').toEqual([]);
  });
});
