import { describe, expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import { people } from '../support/scene.ts';

const ssm = { platformName: 'Red Hat Enterprise Linux', platformVersion: '8.8' };
const installers = { 'RHEL8-64': { url: 'https://files.example.com/asr/RHEL8-64.tar.gz', sha256: 'a'.repeat(64) } };

describe('boot readiness', () => {
  const on = onStage({ sources: { prod: { runCommand: { readiness: true } } }, testFailover: 'real' });

  test('is read inside the machine after Start and before anything is installed, and approvers read what it came to', async () => {
    const play = await on.stage.migrate(on.stage.machine({ ssm, guest: { 'time.amazon': '/etc/chrony.conf' } }));
    await play.offers('ferry_start');
    expect(play.count('aws', 'SendCommand')).toBe(0);
    await play.start();
    await play.says(/Boot readiness\.\* 7 things read inside the machine, 1 with a warning \(Time that does not come from Amazon\)/);
    await play.says(/\/etc\/chrony\.conf names 169\.254\.169\.123/);
    await play.offers('ferry_authorise');
    await play.says(/Boot readiness:\* read inside the machine \d{4}-\d\d-\d\d/);
    expect(play.count('aws', 'SendCommand')).toBe(1);
    const order = (await play.record()).steps.map(({ id }) => id);
    expect(order.indexOf('check-readiness')).toBeLessThan(order.indexOf('install-mobility-service'));
  });

  test('an answer to the command that is lost costs nothing: the command is found, and was sent once', async () => {
    const machine = on.stage.machine({ ssm });
    on.stage.fault('aws', 'SendCommand', 'reset-after', { subject: machine.instanceId });
    const play = await on.stage.migrate(machine);
    await play.start();
    await play.says(/AWS did not answer at first, but .* has been found/);
    await play.says(/7 things read inside the machine, all as Azure needs them/);
    expect(play.count('aws', 'SendCommand')).toBe(1);
  });

  test('that was not read is shown by a passed test failover, and what that does not show is named to approvers', async () => {
    const play = await on.stage.migrate(on.stage.machine());
    await play.toAuthorisation();
    await play.says(
      /The test failover does not show, and nobody has read inside the machine: Time that does not come from Amazon; A serial console to look at\./,
    );
  });
});

describe('without runCommand in ferry.yml', () => {
  const on = onStage();

  test('nothing runs inside a machine, however well its agent is; approvers who have no test either read all that nobody has seen', async () => {
    const play = await on.stage.migrate(on.stage.machine({ ssm }));
    await play.toAuthorisation();
    expect(play.count('aws', 'SendCommand')).toBe(0);
    await play.says(/not read inside the machine, because ferry\.yml does not let Ferry look inside machines of prod/);
    await play.says(
      /Nobody has read inside the machine: A kernel of the distribution's own; Hyper-V drivers at boot; Disks by UUID or label/,
    );
  });
});

describe('the Mobility service by Systems Manager', () => {
  const on = onStage({
    mobilityService: 'ssm',
    sources: { prod: { runCommand: { mobilityService: { installers, configuration: '/ferry/mobility-service' } } } },
  });

  test('is installed from inside after Start, once even when the answer is lost, and nothing secret is sent along', async () => {
    const machine = on.stage.machine({ ssm }, 'no-agent');
    on.stage.fault('aws', 'SendCommand', 'reset-after', { subject: machine.instanceId });
    const play = await on.stage.migrate(machine);
    await play.says(/Ferry installs the Mobility service on it by Systems Manager where it is missing, as root or SYSTEM/);
    expect(play.count('aws', 'SendCommand')).toBe(0);
    await play.start();
    await play.offers('ferry_authorise');
    await play.says(/Mobility service\.\* installed/);
    expect(play.count('aws', 'SendCommand')).toBe(1);
    expect(play.count('azure', 'ReplicationProtectedItems_Create')).toBe(1);
    const sent = (await play.record()).operations.filter(({ kind }) => kind === 'install-mobility-service');
    expect(sent).toMatchObject([
      { state: 'accepted', before: { input: { parameter: '/ferry/mobility-service', url: installers['RHEL8-64'].url } } },
    ]);
    expect(JSON.stringify(sent)).not.toMatch(/passphrase|password/i);
  });

  test('that is there already needs no command', async () => {
    const play = await on.stage.migrate(on.stage.machine({ ssm }));
    await play.toAuthorisation();
    expect(play.count('aws', 'SendCommand')).toBe(0);
  });

  test('that is missing on a machine without an agent of Systems Manager waits for a person, and goes on after its owner has installed it', async () => {
    const machine = on.stage.machine({}, 'no-agent');
    const play = await on.stage.migrate(machine);
    await play.start();
    await play.says(
      /Installing the Mobility service on \S+: AWS refused it: Instances .* not in a valid state for account \(InvalidInstanceId\)/,
    );
    on.stage.sandbox.azure.world({ site: { machines: [{ ip: machine.ip, agent: 'installed' }] } });
    await play.press(people.requester, 'ferry_retry');
    await play.offers('ferry_authorise');
    expect(play.count('aws', 'SendCommand')).toBe(0);
  });
});
