import { block, defineCheck, pass } from '../check.ts';
import { rules } from './rules.ts';

export const machineRunning = defineCheck({
  id: 'machine-running',
  title: 'EC2 instance runs',
  rule: rules.matrix,
  reads: ['ec2:DescribeInstances'],
  judge: ({ machine: { state }, moment }) => {
    if (moment === 'after-stop')
      return state === 'stopped'
        ? pass('State.Name is stopped, as Ferry left it')
        : block(`State.Name is ${state}`, 'Find out who changed it: what it has written since the stop is in no recovery point.');
    return state === 'running'
      ? pass('State.Name is running')
      : block(`State.Name is ${state}`, 'Start the instance: the Mobility service copies from a running system.');
  },
});
