import type { InMageAzureV2PolicyDetails } from '@azure/arm-recoveryservices-siterecovery';
import { CloudError } from '../../../errors.ts';
import { hostKinds } from '../../../migration/host-kinds.ts';
import { resourceGroupId } from '../resource-id.ts';
import { finite, known } from '../values.ts';
import type { SiteRecoveryEngine } from './engine.ts';
import { discoverProtectableMachines } from './in-mage-azure-v2-discovery.ts';
import { configurationServersOf, readConfigurationServer } from './in-mage-azure-v2-host.ts';
import { readItemDetails } from './in-mage-azure-v2-item.ts';
import { nameFor } from './in-mage-azure-v2-name.ts';

/** Azure warns when the newest recovery point is older; it counts for nothing else. */
const RECOVERY_POINT_THRESHOLD = 60;

/** The configuration server ("classic"): the engine of Microsoft's article of 2016, which new vaults no longer offer. */
export const inMageAzureV2: SiteRecoveryEngine = {
  engine: 'InMageAzureV2',
  fabricType: 'VMware',
  host: readConfigurationServer,
  hosts: configurationServersOf,
  discover: discoverProtectableMachines,
  itemDetails: readItemDetails,

  discoverInput: ({ name, privateIp, os }, operation) => ({
    friendlyName: nameFor(name, operation),
    ipAddress: privateIp,
    osType: os === 'windows' ? 'Windows' : 'Linux',
  }),

  policyInput: (policy) => ({
    instanceType: 'InMageAzureV2',
    recoveryPointHistory: policy.recoveryPointHistoryMinutes,
    crashConsistentFrequencyInMinutes: policy.crashConsistentMinutes,
    appConsistentFrequencyInMinutes: policy.appConsistentMinutes,
    recoveryPointThresholdInMinutes: RECOVERY_POINT_THRESHOLD,
    multiVmSyncStatus: 'Enable',
  }),

  policyDetails(details) {
    const v2 = details as InMageAzureV2PolicyDetails;
    return known({
      recoveryPointHistoryMinutes: finite(v2.recoveryPointHistory),
      crashConsistentMinutes: finite(v2.crashConsistentFrequencyInMinutes),
      appConsistentMinutes: finite(v2.appConsistentFrequencyInMinutes),
    });
  },

  // Azure's word for the subnet is an id, and what it takes is the name, as its own PowerShell module sends it.
  enableInput(request, { subscription, placement }) {
    const { policyId, machine, host, vmName, vmSize, zone, availabilitySet, runAsAccount, disks } = request;
    const diskType = request.diskType ?? placement.diskType;
    if (host.processServer === '' || host.masterTarget === '') {
      throw new CloudError(
        `enabling replication of ${machine.name}: the ${hostKinds.InMageAzureV2.name} ${host.name} lacks its process server or master target`,
        { code: 'azure-refused', retryable: false, remedy: 'Repair its installation with Unified Setup, then Retry.' },
      );
    }
    return {
      policyId,
      protectableItemId: machine.id,
      providerSpecificDetails: {
        instanceType: 'InMageAzureV2',
        processServerId: host.processServer,
        masterTargetId: host.masterTarget,
        ...(runAsAccount && { runAsAccountId: runAsAccount }),
        logStorageAccountId: placement.cacheStorageAccount,
        diskType,
        ...(disks && {
          disksToInclude: disks.map(({ id, type }) => ({
            diskId: id,
            diskType: type,
            logStorageAccountId: placement.cacheStorageAccount,
          })),
        }),
        targetAzureV2ResourceGroupId: resourceGroupId(subscription, placement.resourceGroup),
        targetAzureNetworkId: placement.network,
        targetAzureSubnetId: placement.subnet,
        targetAzureVmName: vmName,
        ...(vmSize && { targetVmSize: vmSize }),
        ...(zone && { targetAvailabilityZone: zone }),
        ...(availabilitySet && { targetAvailabilitySetId: availabilitySet }),
        enableRdpOnTargetOption: 'Never',
      },
    };
  },

  // The network stands beside it, where every engine's does.
  testFailoverInput: (_network, recoveryPointId) => ({ instanceType: 'InMageAzureV2', recoveryPointId }),

  failOverInput: (recoveryPointId) => ({ instanceType: 'InMageAzureV2', recoveryPointId }),

  // This engine takes the point beside its own part of the request, which is empty.
  applyRecoveryPointInput: () => ({ instanceType: 'InMageAzureV2' }),
};
