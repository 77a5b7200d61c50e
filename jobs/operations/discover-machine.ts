import type { NewMachine, ReplicationHost } from '../../src/migration/replicator-port.ts';
import { defineOperation } from '../operation.ts';
import { followJob } from './replication-jobs.ts';

export interface NewMachineInput {
  readonly host: ReplicationHost;
  readonly machine: NewMachine;
}

/** Puts the machine on the host's list, under a name that ends with the operation's id: a listing proves whose it is. */
export const discover = defineOperation<NewMachineInput>({
  kind: 'discover-machine',
  cloud: 'Azure',
  verb: 'discovering',
  asks: { sends: 'replicator.addMachine', follow: ['replicator.job'] },
  repeat: 'after-horizon',
  subject: (input) => input.machine.name,
  send: ({ replicator }, input) => replicator.addMachine(input.host, input.machine),
  async look({ replicator }, { host, machine }, operation) {
    const listed = await replicator.discover(host, machine.privateIp);
    return listed.some((found) => found.addedBy === operation.id)
      ? { found: 'ours', handle: { status: 202 }, seen: `${host.name} lists the machine under our id` }
      : { found: 'nothing', seen: `${host.name} lists ${listed.length} machines at ${machine.privateIp}, none under our id` };
  },
  follow: ({ replicator }, _input, operation) => followJob(replicator, operation),
});
