import { allow, attested, block, defineCheck, type Judgement, pass, unknown, warn } from '../check.ts';
import { rules } from './rules.ts';

const id = 'shutdown-behaviour';

export const shutdownBehaviour = defineCheck({
  id,
  title: 'A shutdown stops and does not delete',
  rule: rules.ec2,
  reads: ['ec2:DescribeInstanceAttribute'],
  attest: {
    question: 'What does EC2 do when the system inside shuts down? (Shutdown behaviour in the EC2 console)',
    choices: [
      { value: 'stop', label: 'EC2 stops the instance' },
      { value: 'terminate', label: 'EC2 terminates it' },
    ],
  },
  judge: (facts) => {
    const { machine } = facts;
    if (machine.shutdownBehaviour)
      return machine.shutdownBehaviour === 'stop'
        ? pass('instanceInitiatedShutdownBehavior is stop')
        : deletes(machine.instanceId, `instanceInitiatedShutdownBehavior is ${machine.shutdownBehaviour}`);
    const why = machine.withheld?.shutdownBehaviour?.why;
    const silent = why ? `instanceInitiatedShutdownBehavior could not be read: ${why}` : 'EC2 gave no instanceInitiatedShutdownBehavior';
    const remedy = allow('ec2:DescribeInstanceAttribute');
    const word = attested(facts, id);
    if (!word) return unknown(silent, remedy);
    const read = { api: 'a person', at: word.at };
    return word.value === 'stop'
      ? { ...warn(`${silent}; a person vouches that it is stop`, remedy), read }
      : { ...deletes(machine.instanceId, `${silent}; a person says that it is ${word.value}`), read };
  },
});

function deletes(instanceId: string, evidence: string): Judgement {
  return block(
    evidence,
    `A shutdown from inside would delete this instance. Run this, then Retry: aws ec2 modify-instance-attribute --instance-id ${instanceId} --instance-initiated-shutdown-behavior stop`,
  );
}
