import { block, defineCheck, pass } from '../check.ts';
import { rules } from './rules.ts';

/** Tags by which services mark the machines that they make and replace themselves; a star stands for the rest of the key. */
const marks: readonly (readonly [service: string, key: string])[] = [
  ['Amazon EKS or another Kubernetes', 'kubernetes.io/cluster/*'],
  ['Amazon EKS', 'aws:eks:*'],
  ['Amazon EKS', 'eks:*'],
  ['Amazon ECS', 'aws:ecs:*'],
  ['Amazon ECS', 'AmazonECSManaged'],
  ['Amazon EMR', 'aws:elasticmapreduce:*'],
  ['AWS Elastic Beanstalk', 'elasticbeanstalk:*'],
];

export const managedByOthers = defineCheck({
  id: 'managed-by-others',
  title: 'No service of AWS runs it',
  rule: rules.ec2,
  reads: ['ec2:DescribeInstances'],
  judge: ({ machine: { operator, tags } }) => {
    if (operator) return block(`Operator.Managed is true, Operator.Principal is ${operator}`, redeploy(operator));
    for (const key of Object.keys(tags)) {
      const mark = marks.find(([, pattern]) => matches(pattern, key));
      if (mark) return block(`it has the tag ${key}`, redeploy(mark[0]));
    }
    return pass('Operator.Managed is not set, and no tag is that of a service');
  },
});

function matches(pattern: string, key: string): boolean {
  return pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern;
}

function redeploy(service: string): string {
  return `${service} makes and replaces this machine: deploy its workload anew in Azure, and Cancel here.`;
}
