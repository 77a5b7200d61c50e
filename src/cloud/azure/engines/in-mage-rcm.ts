import type { InMageRcmPolicyDetails } from '@azure/arm-recoveryservices-siterecovery';
import { CloudError } from '../../../errors.ts';
import { resourceGroupId } from '../resource-id.ts';
import { finite, known } from '../values.ts';
import type { SiteRecoveryEngine } from './engine.ts';
import { discoverPhysicalMachines, listAccounts } from './in-mage-rcm-discovery.ts';
import { appliancesOf, readAppliance } from './in-mage-rcm-host.ts';
import { readItemDetails } from './in-mage-rcm-item.ts';

/** The replication appliance ("modernized"): the only engine that new vaults offer. Its machines are added by an operator. */
export const inMageRcm: SiteRecoveryEngine = {
  engine: 'InMageRcm',
  fabricType: 'InMageRcm',
  host: readAppliance,
  hosts: appliancesOf,
  accounts: listAccounts,
  discover: discoverPhysicalMachines,
  itemDetails: readItemDetails,

  policyInput: (policy) => ({
    instanceType: 'InMageRcm',
    recoveryPointHistoryInMinutes: policy.recoveryPointHistoryMinutes,
    crashConsistentFrequencyInMinutes: policy.crashConsistentMinutes,
    appConsistentFrequencyInMinutes: policy.appConsistentMinutes,
    enableMultiVmSync: 'true',
  }),

  policyDetails(details) {
    const rcm = details as InMageRcmPolicyDetails;
    return known({
      recoveryPointHistoryMinutes: finite(rcm.recoveryPointHistoryInMinutes),
      crashConsistentMinutes: finite(rcm.crashConsistentFrequencyInMinutes),
      appConsistentMinutes: finite(rcm.appConsistentFrequencyInMinutes),
    });
  },

  enableInput(request, { subscription, placement, testFailover }) {
    const { policyId, machine, host, vmName, vmSize, zone, availabilitySet, disks, runAsAccount = machine.runAsAccount } = request;
    if (host.processServer === '') {
      throw new CloudError(`enabling replication of ${machine.name}: the replication appliance ${host.name} has no process server`, {
        code: 'azure-refused',
        retryable: false,
        remedy: 'Finish registering the appliance in its configuration manager.',
      });
    }
    const { cacheStorageAccount: logStorageAccountId } = placement;
    const kept = { diskType: request.diskType ?? placement.diskType, logStorageAccountId };
    return {
      policyId,
      providerSpecificDetails: {
        instanceType: 'InMageRcm',
        fabricDiscoveryMachineId: machine.id,
        processServerId: host.processServer,
        ...(runAsAccount && { runAsAccountId: runAsAccount }),
        ...(disks
          ? { disksToInclude: disks.map(({ id, type }) => ({ diskId: id, diskType: type, logStorageAccountId })) }
          : { disksDefault: kept }),
        targetResourceGroupId: resourceGroupId(subscription, placement.resourceGroup),
        targetNetworkId: placement.network,
        targetSubnetName: placement.subnet,
        ...(testFailover?.network && { testNetworkId: testFailover.network }),
        ...(testFailover?.subnet && { testSubnetName: testFailover.subnet }),
        targetVmName: vmName,
        ...(vmSize && { targetVmSize: vmSize }),
        ...(zone && { targetAvailabilityZone: zone }),
        ...(availabilitySet && { targetAvailabilitySetId: availabilitySet }),
      },
    };
  },

  testFailoverInput: (networkId, recoveryPointId) => ({ instanceType: 'InMageRcm', networkId, recoveryPointId }),

  // Ferry has stopped the source itself; the appliance of a physical server could not.
  failOverInput: (recoveryPointId) => ({ instanceType: 'InMageRcm', performShutdown: 'false', recoveryPointId }),

  applyRecoveryPointInput: (recoveryPointId) => ({ instanceType: 'InMageRcm', recoveryPointId }),
};
