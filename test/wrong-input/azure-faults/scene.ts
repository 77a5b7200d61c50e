import { itemOf } from '../../support/azure-item.ts';
import { classicTarget } from '../../support/classic-target.ts';
import { eventually } from '../../support/eventually.ts';
import { portal } from '../../support/portal.ts';
import { type Play, people, type Stage } from '../../support/scene.ts';
import { setTheStage } from '../../support/stage.ts';

/** A stage, and machines that move by one engine. */
export interface Machines {
  readonly stage: Stage;
  /** A machine that nobody has touched. */
  machine(): Promise<Play>;
  /** One that nobody has touched since Ferry asked for the authorisation of its failover. */
  authorisable(): Promise<Play>;
}

export interface Scene extends Machines {
  /** The same through a configuration server. */
  readonly classic: Machines;
}

export const failover = 'ReplicationProtectedItems_UnplannedFailover';
export const failedOver = ':white_check_mark: *Fail over.* ‹machine› failed over; it runs from the point of ‹moment›.';
export const thread = 'everybody in the thread';
export const card = 'everybody on the card';

export async function openScene(): Promise<Scene> {
  const stage = await setTheStage({ timing: { backoffMax: 0.3 }, targets: { classic: classicTarget } });
  return { ...machinesOf(stage, '--target azure'), classic: machinesOf(stage, '--target classic') };
}

function machinesOf(stage: Stage, words: string): Machines {
  const ready: Play[] = [];
  const machine = () => stage.migrate(stage.machine(), words);
  return {
    stage,
    machine,
    // A few at once, so that the chapter does not wait for each one's copying by itself.
    async authorisable() {
      if (ready.length === 0) {
        stage.sandbox.kit.faults.reset();
        const some = Array.from({ length: 4 }, async () => {
          const play = await machine();
          await play.toAuthorisation();
          return play;
        });
        ready.push(...(await Promise.all(some)));
      }
      return ready.pop() as Play;
    },
  };
}

/** It comes to its acceptance, and was failed over so many times. */
export const goesOn =
  (times = 1) =>
  async (play: Play): Promise<void> => {
    await play.offers('ferry_accept');
    expectFailovers(play, times);
  };

export function expectFailovers(play: Play, times: number): void {
  const counted = play.count('azure', failover);
  if (counted !== times) throw new Error(`${play.machine.name} was failed over ${counted} times, not ${times}`);
}

export function expectStops(play: Play, times: number): void {
  const counted = play.count('aws', 'StopInstances');
  if (counted !== times) throw new Error(`EC2 was stopped ${counted} times, not ${times}`);
}

export async function cancelled(play: Play): Promise<void> {
  await play.press(people.requester, 'ferry_cancel');
  const { sees } = await play.ended('cancelled');
  if (sees.source !== 'up') throw new Error(`EC2 is ${sees.source} after cancelling`);
}

export async function allows(stage: Stage, play: Play, verb: string): Promise<void> {
  await eventually(
    `${play.machine.name} to allow ${verb}`,
    async () => JSON.stringify((await itemOf(stage, play.machine)).properties['allowedOperations']).includes(`"${verb}"`) || undefined,
  );
}

export async function goneFromVault(stage: Stage, play: Play): Promise<void> {
  await portal(stage, play.machine).disableReplication();
  await eventually('the item to be gone', () =>
    itemOf(stage, play.machine).then(
      () => undefined,
      () => true,
    ),
  );
}
