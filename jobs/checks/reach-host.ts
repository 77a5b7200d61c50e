import { attested, defineCheck, pass } from '../check.ts';
import { judgeReach } from '../reach/judge.ts';
import { familyOf } from './os-family.ts';
import { rules } from './rules.ts';

export const reachHost = defineCheck({
  id: 'reach-host',
  title: 'AWS lets the machine and its replication host reach each other',
  rule: rules.awsToAzure,
  reads: [
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:GetManagedPrefixListEntries',
    'ec2:DescribeNetworkAcls',
    'ec2:DescribeRouteTables',
  ],
  // A machine that is down sends nothing.
  moments: ['before-start', 'before-stop'],
  attest: {
    question: 'Does the machine reach its replication host on TCP 443 and 9443? Try it from the machine itself.',
    choices: [{ value: 'tried', label: 'Yes, tried from the machine' }],
  },
  judge(facts) {
    const { machine, network, hostAddresses, push } = facts;
    const judged = judgeReach(network, { hostAddresses, ...(push && { push: familyOf(machine) }) });
    const word = judged.verdict === 'unknown' ? attested(facts, 'reach-host') : undefined;
    return word ? pass(`${word.by} tried it from the machine; AWS alone does not tell: ${judged.evidence}`) : judged;
  },
});
