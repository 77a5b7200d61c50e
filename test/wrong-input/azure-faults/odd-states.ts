import { shown } from '../in-the-thread.ts';
import { bothEngines, type Story } from './both-engines.ts';
import { card } from './scene.ts';

const stories: readonly Story[] = [
  {
    when: "Azure's job is in a state that nobody knows",
    seenBy: card,
    says: [':hourglass_flowing_sand: Enable replication (running)', 'Azure says that its job is Rehydrating'].join('\n'),
    async play({ stage, machine }) {
      const play = await machine();
      stage.fault('azure', 'ReplicationJobs_Get', 'odd-state', { times: 1000 });
      stage.fault('azure', 'ReplicationProtectedItems_Get', 'odd-state', { times: 1000, state: 'UnprotectedStatesBegin' });
      await play.start();
      const told = (await shown(play, /Rehydrating/)).replace(/^.*\n(?=:hourglass)/s, '');
      for (const match of ['ReplicationJobs_Get', 'ReplicationProtectedItems_Get']) stage.sandbox.kit.faults.disarm(match);
      await play.offers('ferry_authorise');
      return told;
    },
  },
  {
    when: 'a replicated item is in a state that nobody knows',
    seenBy: card,
    says: [':hourglass_flowing_sand: Initial replication (running)', 'Azure says Rehydrating; Ferry keeps looking'].join('\n'),
    async play({ stage, machine }) {
      const play = await machine();
      stage.fault('azure', 'ReplicationProtectedItems_Get', 'odd-state', { times: 1000 });
      await play.start();
      const told = (await shown(play, /Rehydrating/)).replace(/^.*\n(?=:hourglass)/s, '').replace(/^[▰▱].*% · /m, '');
      stage.sandbox.kit.faults.disarm('ReplicationProtectedItems_Get');
      await play.offers('ferry_authorise');
      return told;
    },
  },
];

/** Azure names states that Ferry has never heard of. */
export const oddStates = stories.map(bothEngines);
