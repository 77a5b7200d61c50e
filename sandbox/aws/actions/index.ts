import type { Dialect } from '../xml.ts';
import type { Action } from './action.ts';
import { describeInstanceAttribute, modifyInstanceAttribute } from './attributes.ts';
import { describeAutoScalingInstances } from './auto-scaling.ts';
import { assumeRole, getCallerIdentity } from './identity.ts';
import { describeImages, describeInstanceImageMetadata } from './images.ts';
import { describeInstanceStatus, describeInstances } from './instances.ts';
import { describeNetworkInterfaces } from './interfaces.ts';
import { describeAddresses, describeSecurityGroupRules, describeSecurityGroups, describeSubnets } from './network.ts';
import { startInstances, stopInstances } from './power.ts';
import { createSnapshots, describeSnapshots } from './snapshots.ts';
import { createTags, describeTags } from './tags.ts';
import { describeInstanceTypes } from './types.ts';
import { describeVolumes } from './volumes.ts';
import { describeManagedPrefixLists, describeNetworkAcls, describeRouteTables, getManagedPrefixListEntries } from './vpc.ts';

/** Every action the sandbox answers, by service and by the name on the wire. */
export const actions: Readonly<Record<Dialect, Readonly<Record<string, Action>>>> = {
  ec2: {
    CreateSnapshots: createSnapshots,
    CreateTags: createTags,
    DescribeAddresses: describeAddresses,
    DescribeImages: describeImages,
    DescribeInstanceAttribute: describeInstanceAttribute,
    DescribeInstanceImageMetadata: describeInstanceImageMetadata,
    DescribeInstanceStatus: describeInstanceStatus,
    DescribeInstanceTypes: describeInstanceTypes,
    DescribeInstances: describeInstances,
    DescribeManagedPrefixLists: describeManagedPrefixLists,
    DescribeNetworkAcls: describeNetworkAcls,
    DescribeNetworkInterfaces: describeNetworkInterfaces,
    DescribeRouteTables: describeRouteTables,
    DescribeSecurityGroupRules: describeSecurityGroupRules,
    DescribeSecurityGroups: describeSecurityGroups,
    DescribeSnapshots: describeSnapshots,
    DescribeSubnets: describeSubnets,
    DescribeTags: describeTags,
    DescribeVolumes: describeVolumes,
    GetManagedPrefixListEntries: getManagedPrefixListEntries,
    ModifyInstanceAttribute: modifyInstanceAttribute,
    StartInstances: startInstances,
    StopInstances: stopInstances,
  },
  autoscaling: {
    DescribeAutoScalingInstances: describeAutoScalingInstances,
  },
  sts: {
    AssumeRole: assumeRole,
    GetCallerIdentity: getCallerIdentity,
  },
};
