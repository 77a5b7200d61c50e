import type { Guest } from '../../migration/guest-port.ts';
import type { ApiCall } from '../../migration/preview-port.ts';
import type { Source } from '../../migration/source-port.ts';

/** What each verb of the port asks of AWS when all goes well. A test plays a migration and holds the trace to it. */
export const awsCalls = {
  machine: [
    { operation: 'DescribeInstances' },
    { operation: 'DescribeVolumes' },
    { operation: 'DescribeSecurityGroups' },
    { operation: 'DescribeAddresses' },
    { operation: 'DescribeImages' },
    { operation: 'DescribeInstanceImageMetadata', where: 'where its image is gone' },
    { operation: 'DescribeInstanceTypes' },
    { operation: 'DescribeInstanceAttribute', times: 3 },
  ],
  surroundings: [
    { operation: 'DescribeInstances' },
    { operation: 'DescribeAutoScalingInstances' },
    { operation: 'DescribeInstanceInformation' },
    { operation: 'ListInventoryEntries', where: 'where it runs Windows' },
    { operation: 'GetMetricData', where: 'where its disks are known' },
  ],
  network: [
    { operation: 'DescribeInstances' },
    { operation: 'DescribeNetworkInterfaces' },
    { operation: 'DescribeSecurityGroups' },
    { operation: 'DescribeNetworkAcls' },
    { operation: 'DescribeRouteTables' },
    { operation: 'GetManagedPrefixListEntries', where: 'where a rule or route names a prefix list' },
  ],
  'guest.sent': [{ operation: 'ListCommands' }],
  'guest.result': [{ operation: 'GetCommandInvocation' }],
  'guest.run': [{ operation: 'SendCommand' }],
  recordsPointingAt: [{ operation: 'ListHostedZones' }, { operation: 'ListResourceRecordSets', where: 'for each DNS zone of the account' }],
  power: [{ operation: 'DescribeInstances' }],
  snapshots: [{ operation: 'DescribeSnapshots' }],
  tags: [{ operation: 'DescribeTags' }],
  terminationProtected: [{ operation: 'DescribeInstanceAttribute' }],
  stop: [{ operation: 'StopInstances' }],
  forceStop: [{ operation: 'StopInstances' }],
  start: [{ operation: 'StartInstances' }],
  createSnapshots: [{ operation: 'CreateSnapshots' }],
  tag: [{ operation: 'CreateTags' }],
  protectFromTermination: [{ operation: 'ModifyInstanceAttribute' }],
} as const satisfies Record<Exclude<keyof Source, 'guest'> | `guest.${keyof Guest}`, readonly ApiCall[]>;
