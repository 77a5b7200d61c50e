import { afterEach, describe, expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import { policyFile, roleFile, withoutAction } from '../support/policies.ts';
import { people, type Stage } from '../support/scene.ts';

const on = onStage({ testFailover: 'real' });
const files = [policyFile('aws-read'), policyFile('aws-act')];
const opened = { tags: { 'ferry:allow': 'true' } };

/** From now on both clouds refuse whatever docs/policies does not allow. */
function confine({ sandbox }: Stage, { aws = files, azure = roleFile('azure-role') } = {}): void {
  sandbox.aws.world({ policies: aws });
  sandbox.azure.world({ allow: azure });
}

afterEach(() => {
  on.stage.sandbox.aws.world({ policies: null });
  on.stage.sandbox.azure.world({ allow: null });
});

describe('with the rights of docs/policies and no others', () => {
  test('a machine is moved from the first check to the last tag', async () => {
    confine(on.stage);
    const play = await on.stage.migrate(on.stage.machine(opened));
    await play.toAcceptance();
    await play.press(people.requester, 'ferry_accept');
    const record = await play.ended('completed');
    expect(record.steps.filter((step) => step.state !== 'done' && step.state !== 'skipped')).toEqual([]);
    expect(play.count('aws', 'StopInstances')).toBe(1);
  });

  test('a machine is given back, too', async () => {
    confine(on.stage);
    const play = await on.stage.migrate(on.stage.machine(opened));
    await play.toAcceptance();
    await play.press(people.requester, 'ferry_roll_back');
    await play.ended('rolled-back');
    expect(play.count('aws', 'StartInstances')).toBe(1);
  });

  test('a machine that its owner has not opened is not stopped', async () => {
    confine(on.stage);
    const play = await on.stage.migrate(on.stage.machine());
    await play.toAuthorisation();
    await play.press(people.approver, 'ferry_authorise');
    await play.says(/is stuck at Stop the EC2 instance.*Allow ec2:StopInstances to the role that Ferry uses/s);
    expect(play.count('aws', 'StopInstances')).toBe(0);
  });
});

describe('with one right less', () => {
  test('in AWS, the migration stops with the sentence that names it', async () => {
    confine(on.stage, { aws: withoutAction(files, 'ec2:DescribeVolumes') });
    const play = await on.stage.migrate(on.stage.machine(opened));
    await play.says(/is stuck at Check eligibility.*Allow ec2:DescribeVolumes to the role that Ferry uses/s);
  });

  test('in Azure, the migration stops with the sentence that names it', async () => {
    const action = 'Microsoft.Storage/storageAccounts/read';
    confine(on.stage, { azure: roleFile('azure-role').filter((one) => one !== action) });
    const play = await on.stage.migrate(on.stage.machine(opened));
    await play.says(/is stuck at .*Microsoft\.Storage\/storageAccounts\/read/s);
  });
});
