import type { Source } from '../../migration/source-port.ts';
import { protectFromTermination, readTerminationProtection } from './attributes.ts';
import type { SourceOptions } from './client.ts';
import { readMachine } from './machine.ts';
import { readNetwork } from './network/index.ts';
import { forceStop, readPower, start, stop } from './power.ts';
import { readRecords } from './records.ts';
import { createSession } from './session.ts';
import { makeSnapshots, readSnapshots } from './snapshots.ts';
import { createGuest } from './ssm/guest.ts';
import { readSurroundings } from './surroundings.ts';
import { readTags, writeTags } from './tags.ts';

/** One AWS account and region behind the Source port. The six verbs that change AWS are refused outside `mutate`. */
export function createSource(options: SourceOptions): Source {
  const session = createSession(options);
  return {
    machine: (instanceId) => readMachine(session, options.config, instanceId),
    network: (instanceId, hosts) => readNetwork(session, options.config.region, instanceId, hosts),
    surroundings: (machine) => readSurroundings(session, machine),
    recordsPointingAt: (pointees) => readRecords(session, pointees),
    power: (instanceId) => readPower(session, instanceId),
    snapshots: (migration) => readSnapshots(session, migration),
    tags: (resourceIds) => readTags(session, resourceIds),
    terminationProtected: (instanceId) => readTerminationProtection(session, instanceId),
    guest: createGuest(session, options),
    stop: (instanceId) => stop(session, instanceId),
    forceStop: (instanceId) => forceStop(session, instanceId),
    start: (instanceId) => start(session, instanceId),
    createSnapshots: (instanceId, tags) => makeSnapshots(session, instanceId, tags),
    tag: (resourceIds, tags) => writeTags(session, resourceIds, tags),
    protectFromTermination: (instanceId) => protectFromTermination(session, instanceId),
  };
}
