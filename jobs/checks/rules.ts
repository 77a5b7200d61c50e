import type { Rule } from '../check.ts';

/** Whose rules the checks follow, each as of the edition that was read. */
export const rules = {
  article: {
    source: 'Microsoft, “Migrate virtual machines in Amazon Web Services (AWS) to Azure with Azure Site Recovery”',
    date: '2016-11-01',
  },
  matrix: {
    source: 'Microsoft, “Support matrix for disaster recovery of VMware VMs and physical servers to Azure”',
    date: '2019-10-15',
  },
  awsToAzure: {
    source: 'Microsoft, “Discover, assess, and migrate Amazon Web Services (AWS) VMs to Azure”',
    date: '2022-12',
  },
  ec2: { source: 'AWS, Amazon EC2 User Guide' },
  autoScaling: { source: 'AWS, Amazon EC2 Auto Scaling User Guide' },
  ferry: { source: 'Ferry: what it needs to find, stop and keep a machine' },
} as const satisfies Record<string, Rule>;
