import type { Replicator } from '../../migration/replicator-port.ts';
import { currentOperation } from '../sending.ts';
import type { TargetContext } from './context.ts';
import { engineOf } from './engines/index.ts';
import { changing } from './transport.ts';
import { vmIn } from './virtual-machines.ts';

type Verb =
  | 'createPolicy'
  | 'createMapping'
  | 'addMachine'
  | 'enable'
  | 'testFailover'
  | 'cleanUpTestFailover'
  | 'failOver'
  | 'applyRecoveryPoint'
  | 'commit'
  | 'remove'
  | 'deallocate'
  | 'tagVm';

/** The calls that change Azure. Each returns once Azure has accepted it; whether it worked is for a read to see. */
export function verbs({ config, clients, inVault }: TargetContext): Pick<Replicator, Verb> {
  const { replicationPolicies, replicationProtectionContainers, replicationProtectionContainerMappings, replicationProtectedItems } =
    clients.recovery;
  return {
    createPolicy: (engine, name) =>
      changing(`creating the replication policy ${name}`, () =>
        replicationPolicies.beginCreate(...inVault, name, {
          properties: { providerSpecificInput: engineOf(engine).policyInput(config.policy) },
        }),
      ),

    // Without providerSpecificInput: the SDK has no class for it and would send a meaningless one.
    createMapping: (host, name, policyId) =>
      changing(`associating a replication policy with ${host.name}`, () =>
        replicationProtectionContainerMappings.beginCreate(...inVault, host.fabric, host.container, name, {
          properties: { policyId, targetProtectionContainerId: 'Microsoft Azure' },
        }),
      ),

    addMachine: (host, machine) =>
      changing(`adding ${machine.name} to ${host.name}`, async () => {
        const { discoverInput } = engineOf(host.engine);
        if (!discoverInput) throw new Error(`${host.engine} has no call that adds a machine; an operator does that`);
        await replicationProtectionContainers.beginDiscoverProtectableItem(...inVault, host.fabric, host.container, {
          properties: discoverInput(machine, currentOperation()),
        });
      }),

    enable: (request) =>
      changing(`enabling replication of ${request.machine.name}`, () =>
        replicationProtectedItems.beginCreate(...inVault, request.host.fabric, request.host.container, request.item, {
          properties: engineOf(request.host.engine).enableInput(request, config),
        }),
      ),

    testFailover: (host, item, network, recoveryPointId) =>
      changing(`making a test failover of ${item}`, () =>
        replicationProtectedItems.beginTestFailover(...inVault, host.fabric, host.container, item, {
          properties: {
            failoverDirection: 'PrimaryToRecovery',
            networkType: 'VmNetworkAsInput',
            networkId: network,
            providerSpecificDetails: engineOf(host.engine).testFailoverInput(network, recoveryPointId),
          },
        }),
      ),

    cleanUpTestFailover: (host, item) =>
      changing(`cleaning up the test failover of ${item}`, () =>
        replicationProtectedItems.beginTestFailoverCleanup(...inVault, host.fabric, host.container, item, {
          properties: { comments: 'Cleaned up by Ferry.' },
        }),
      ),

    failOver: (host, item, recoveryPointId) =>
      changing(`failing over ${item}`, () =>
        replicationProtectedItems.beginUnplannedFailover(...inVault, host.fabric, host.container, item, {
          properties: {
            failoverDirection: 'PrimaryToRecovery',
            sourceSiteOperations: 'NotRequired',
            providerSpecificDetails: engineOf(host.engine).failOverInput(recoveryPointId),
          },
        }),
      ),

    applyRecoveryPoint: (host, item, recoveryPointId) =>
      changing(`changing the recovery point of ${item}`, () =>
        replicationProtectedItems.beginApplyRecoveryPoint(...inVault, host.fabric, host.container, item, {
          properties: { recoveryPointId, providerSpecificDetails: engineOf(host.engine).applyRecoveryPointInput(recoveryPointId) },
        }),
      ),

    commit: (host, item) =>
      changing(`committing the failover of ${item}`, () =>
        replicationProtectedItems.beginFailoverCommit(...inVault, host.fabric, host.container, item),
      ),

    // beginDelete is POST …/remove; beginPurge would be HTTP DELETE, which cleans nothing up.
    remove: (host, item, reason) =>
      changing(`removing the replication of ${item}`, () =>
        replicationProtectedItems.beginDelete(...inVault, host.fabric, host.container, item, {
          properties: { disableProtectionReason: reason },
        }),
      ),

    deallocate: (vmId) =>
      changing(`stopping the Azure VM ${vmId}`, async () => {
        const { resourceGroup, name } = vmIn(config.subscription, vmId, `stopping the Azure VM ${vmId}`);
        await clients.compute.virtualMachines.deallocate(resourceGroup, name).submitted();
      }),

    tagVm: (vmId, tags, licenseType) =>
      changing(`tagging the Azure VM ${vmId}`, async () => {
        const { resourceGroup, name } = vmIn(config.subscription, vmId, `tagging the Azure VM ${vmId}`);
        const given = { tags: { ...tags }, ...(licenseType !== undefined && { licenseType }) };
        await clients.compute.virtualMachines.update(resourceGroup, name, given).submitted();
      }),
  };
}
