import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptTarget } from '../../jobs/steps/accept-target.ts';
import { otherPoint, rollback, undo } from '../../jobs/steps/index.ts';
import type { Migration } from '../../src/migration/types.ts';
import { eventually } from '../support/eventually.ts';
import { expectInvariants } from '../support/invariants.ts';
import { type Play, people, type Stage } from '../support/scene.ts';
import { setTheStage } from '../support/stage.ts';
import { answers, arm, type Death, deathsIn, dieAt, effectsOn, goOnTo, heldIn } from './killing.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await setTheStage({ timing: { lease: 1.5 }, testFailover: 'real' });
});

afterAll(() => stage?.close());

/** Down, with the failover about to leave: cancelled there, nothing has failed over and everything has to be undone. */
const beforeFailover: Death = { step: 'fail-over', service: 'azure', call: 'ReplicationJobs_List', when: 'before' };

/** No hook has quiesced these machines; ending a quiesce is in `lost-calls.test.ts`. */
const quiesces = ({ id }: { readonly id: string }) => id === 'resume-source';

const courses = [
  {
    from: 'a test failover',
    course: 'undo',
    ending: 'cancelled',
    steps: undo.filter((step) => step.id !== 'restart-source' && !quiesces(step)),
    turned: (record: Migration) => record.course === 'undo',
    finish: async () => undefined,
    once: 'StartInstances',
    times: [],
    source: 'up',
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
    steps: undo.filter((step) => step.id !== 'clean-up-test' && !quiesces(step)),
    turned: (record: Migration) => record.course === 'undo',
    finish: async () => undefined,
    once: 'StartInstances',
    times: [1],
    source: 'up',
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
    steps: rollback.filter((step) => !quiesces(step)),
    turned: (record: Migration) => record.course === 'rollback',
    finish: async () => undefined,
    once: 'StartInstances',
    source: 'up',
    times: [1],
    mute: false,
    async turn(play: Play) {
      await play.toAcceptance();
      await stage.killWorkers();
      await play.press(people.requester, 'ferry_roll_back');
    },
  },
  {
    from: 'acceptance',
    course: 'another recovery point',
    ending: 'completed',
    steps: [...otherPoint, acceptTarget],
    turned: (record: Migration) => record.wishes?.length === 1,
    async finish(play: Play) {
      await eventually('acceptance to be asked about anew', async () => {
        const { asks, status, steps: all } = await play.record();
        const changed = all.some(({ id, state }) => id === 'change-recovery-point' && state === 'done');
        return changed && status.is === 'asking' && play.value('ferry_accept').split('|')[1] === String(asks) ? true : undefined;
      });
      await play.press(...answers['accept-target']);
    },
    once: 'ReplicationProtectedItems_ApplyRecoveryPoint',
    times: [1],
    source: 'down',
    mute: false,
    async turn(play: Play) {
      await play.toAcceptance();
      await play.offers('ferry_other_point');
      await stage.killWorkers();
      const { status } = await play.record();
      const points = status.is === 'asking' ? status.question.points?.listed : undefined;
      await play.press(people.requester, 'ferry_other_point', { choice: `point:${points?.at(-1)?.name}` });
    },
  },
];

describe.each(courses)(
  'on the course $course from $from',
  ({ course, ending, steps, turn, turned: hasTurned, finish, once, times, source, mute }) => {
    /** Each test takes over where the one before left it: held at its first call. */
    let play: Play;

    const turned = async () => {
      const machine = stage.machine();
      // A test machine that never comes up stays until somebody cancels.
      stage.sandbox.azure.world({ mute: mute ? [machine.name] : [] });
      const turning = await stage.migrate(machine);
      await turn(turning);
      await eventually(`the course ${course}`, async () => (hasTurned(await turning.record()) ? true : undefined));
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
      await finish(calm);
      const undisturbed = effectsOn(stage, calm, await calm.ended(ending));
      expect(effectsOn(stage, play, await play.record())).toEqual(undisturbed);
      expect(undisturbed[once] ?? []).toEqual(times);
      expect((await play.record()).sees.source).toBe(source);
      await expectInvariants(stage);
      expect(stage.violations(), 'exchanges that differ from the published descriptions').toEqual([]);
    });
  },
);
