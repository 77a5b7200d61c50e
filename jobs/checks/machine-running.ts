import { block, defineCheck, pass } from '../check.ts';

export const machineRunning = defineCheck({
  id: 'machine-running',
  title: 'EC2 instance runs',
  judge: ({ machine }) =>
    machine.state === 'running'
      ? pass('State.Name is running')
      : block(`State.Name is ${machine.state}`, 'Start the instance: the Mobility service copies from a running system.'),
});
