import { defineCheck, pass, warn } from '../check.ts';
import { rules } from './rules.ts';

export const tenancy = defineCheck({
  id: 'tenancy',
  title: 'Shared tenancy',
  rule: rules.ec2,
  reads: ['ec2:DescribeInstances'],
  judge: ({ machine: { tenancy: kind, hostId } }) => {
    if (kind === undefined)
      return warn('EC2 gave no Placement.Tenancy', 'On a Dedicated Host it would go on billing: look in the EC2 console.');
    if (kind === 'host')
      return warn(
        `Placement.Tenancy is host, Placement.HostId is ${hostId ?? 'not given'}`,
        'The Dedicated Host goes on billing when this machine is stopped: release it when nothing else runs there. Licences bound to its cores do not come along.',
      );
    return kind === 'dedicated'
      ? warn(
          'Placement.Tenancy is dedicated',
          'In Azure it shares hardware with others, unless its target puts it on a dedicated host: ask its owner whether a licence or a rule forbids that.',
        )
      : pass(`Placement.Tenancy is ${kind}`);
  },
});
