import { attested, block, defineCheck, type Judgement, pass, unknown, warn } from '../check.ts';

const id = 'shutdown-behaviour';

export const shutdownBehaviour = defineCheck({
  id,
  title: 'A shutdown stops and does not delete',
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
    const unread = 'instanceInitiatedShutdownBehavior could not be read';
    const said = attested(facts, id)?.value;
    if (said === 'stop')
      return warn(`${unread}; a person vouches that it is stop`, 'Allow ec2:DescribeInstanceAttribute to have Ferry see it by itself.');
    if (said === 'terminate') return deletes(machine.instanceId, `${unread}; a person says that it is terminate`);
    return unknown(unread, 'Allow ec2:DescribeInstanceAttribute to the role that Ferry uses, then Retry.');
  },
});

function deletes(instanceId: string, evidence: string): Judgement {
  return block(
    evidence,
    `A shutdown from inside would delete this instance. Run this, then Retry: aws ec2 modify-instance-attribute --instance-id ${instanceId} --instance-initiated-shutdown-behavior stop`,
  );
}
