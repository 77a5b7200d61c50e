import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
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
    await play.offers('ferry_authorise');
    expect(play.count('aws', 'SendCommand')).toBe(1);
  });

  test('that was not read is shown by a passed test failover, and what that does not show is named to approvers', async () => {
    const play = await on.stage.migrate(on.stage.machine({ ssm: null }));
    await play.toAuthorisation();
    await play.says(
      /The test failover does not show, and nobody has read inside the machine: Time that does not come from Amazon; A serial console to look at\./,
    );
  });
});

describe('the ports from inside', () => {
  const on = onStage({ sources: { prod: { runCommand: { reachability: true } } } });
  const host = '10.0.0.10';

  test('are tried after Start, once even when the answer is lost, and both are said: what AWS lets pass, and what connects', async () => {
    const machine = on.stage.machine({ ssm });
    on.stage.fault('aws', 'SendCommand', 'reset-after', { subject: machine.instanceId });
    const play = await on.stage.migrate(machine);
    await play.offers('ferry_start');
    expect(play.count('aws', 'SendCommand')).toBe(0);
    await play.toAuthorisation();
    await play.says(/Check the ports\.\* AWS lets it pass\. .* Tried: TCP 443 and 9443 from inside the machine to 10\.0\.0\.10 connects/);
    expect(play.thread().join('\n')).not.toContain('firewalls inside the machines are not visible');
    expect(play.count('aws', 'SendCommand')).toBe(1);
    const sent = (await play.record()).operations.filter(({ kind }) => kind === 'try-ports');
    expect(sent).toMatchObject([
      {
        step: 'check-connectivity',
        state: 'accepted',
        before: {
          input: {
            targets: [
              { address: host, port: 443 },
              { address: host, port: 9443 },
            ],
          },
        },
      },
    ]);
  });

  test('that get no answer stop the migration although AWS lets them pass; mended, Retry tries again and goes on', async () => {
    const machine = on.stage.machine({ ssm, guest: { [`tcp.${host}:9443`]: 'timeout' } });
    const play = await on.stage.migrate(machine);
    await play.start();
    await play.says(
      /is stuck at Check the ports\.\* .*TCP 9443 from inside the machine to 10\.0\.0\.10 gets no answer within five seconds: something on the way drops it, which AWS does not show/,
    );
    expect(play.count('azure', 'ReplicationProtectedItems_Create')).toBe(0);
    on.stage.sandbox.aws.world({ instances: [{ instanceId: machine.instanceId, guest: { [`tcp.${host}:9443`]: 'open' } }] });
    await play.press(people.requester, 'ferry_retry');
    await play.offers('ferry_authorise');
    await play.says(/TCP 443 and 9443 from inside the machine to 10\.0\.0\.10 connects/);
    expect(play.count('aws', 'SendCommand')).toBe(2);
  });

  test('are not tried on a machine without an agent of Systems Manager, and the configuration is all that is said', async () => {
    const play = await on.stage.migrate(on.stage.machine({ ssm: null }));
    await play.toAuthorisation();
    await play.says(/Check the ports\.\* AWS lets it pass\. .*; firewalls inside the machines are not visible to Ferry/);
    expect(play.thread().join('\n')).not.toMatch(/Tried:|not tried/);
    expect(play.count('aws', 'SendCommand')).toBe(0);
  });
});

describe('the ports from inside, where the replication host pushes and is an instance of the source', () => {
  const on = onStage({ mobilityService: 'push', sources: { prod: { runCommand: { reachability: true } } } });
  const host = { instanceId: 'i-0a0b0c0d0e0f00001', name: 'appliance', privateIp: '10.0.0.10', platform: 'windows' };

  test('are tried in both directions; SSH that is closed on the machine stops the migration before the push', async () => {
    const machine = on.stage.machine({ ssm }, 'no-agent');
    on.stage.sandbox.azure.world({ site: { machines: [{ ip: machine.ip, push: 'works' }] } });
    const tell = (end: string) =>
      on.stage.sandbox.aws.world({
        instances: [{ ...host, ssm: { platformName: 'Windows', platformVersion: '10.0.17763' }, guest: { [`tcp.${machine.ip}:22`]: end } }],
      });
    tell('refused');
    const play = await on.stage.migrate(machine);
    await play.start();
    await play.says(/TCP 22 from the replication host to 10\.0\.\d+\.\d+ is refused: the address is reached, and nothing listens there/);
    expect(play.count('azure', 'ReplicationProtectedItems_Create')).toBe(0);
    tell('open');
    await play.press(people.requester, 'ferry_retry');
    await play.offers('ferry_authorise');
    await play.says(/TCP 443 and 9443 from inside the machine .* connects; TCP 22 from the replication host to \S+ connects/);
    const tried = (await play.record()).operations.filter(({ kind }) => kind.startsWith('try-ports'));
    expect(tried.map(({ kind, subject, state }) => [kind, subject, state])).toEqual([
      ['try-ports', machine.instanceId, 'accepted'],
      ['try-ports-from-host', host.instanceId, 'accepted'],
      ['try-ports', machine.instanceId, 'accepted'],
      ['try-ports-from-host', host.instanceId, 'accepted'],
    ]);
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

  test('who has looked vouches for it while approvers are asked: they are asked anew with it, and what it was worth is on record', async () => {
    const play = await on.stage.migrate(on.stage.machine());
    await play.toAuthorisation();
    const list =
      "A kernel of the distribution's own; Hyper-V drivers at boot; Disks by UUID or label; Network by DHCP on any card; Cloud-init's datasource; Time that does not come from Amazon; A serial console to look at";
    await play.says(new RegExp(`Nobody has read inside the machine: ${list}\\. Who has looked may say so by Vouch… on the card\\.`));
    await play.offers('ferry_vouch');
    const stranger = await play.press(people.stranger, 'ferry_vouch', { refused: true });
    expect(stranger.told).toMatch(/You may not vouch for it/);
    const before = await play.record();
    const oldAuthorise = play.value('ferry_authorise');
    const choice = 'boot-readiness=stock-kernel,hyper-v-drivers,disk-names,network-card,cloud-init,time-source,serial-console';
    const given = await play.press(people.requester, 'ferry_vouch', { choice, reason: 'lsinitrd and fstab read <!channel>' });
    expect(given.told).toBeUndefined();
    await play.says(
      new RegExp(
        `<@U0REQUESTER1> vouches for .*Boot readiness: \\*Looked inside, all of it holds: ${list}\\*\\. “lsinitrd and fstab read &lt;!channel&gt;” It stands on the plan and on the approval; approvers are asked anew\\.`,
      ),
    );
    await eventually('approvers to be asked anew', async () => {
      const { status, asks } = await play.record();
      return (status.is === 'asking' && asks > before.asks) || undefined;
    });
    const anew = await play.record();
    if (before.status.is !== 'asking' || anew.status.is !== 'asking') throw new Error('approvers were not asked');
    expect(anew.status.question.digest).not.toBe(before.status.question.digest);
    expect(anew.status.question.warnings.join(' ')).not.toMatch(/inside the machine/);
    expect(anew.status.question.facts).toContainEqual(
      expect.objectContaining({ label: 'Vouched', by: people.requester, text: expect.stringContaining(`all of it holds: ${list}`) }),
    );
    const late = await play.press(people.approver, 'ferry_authorise', { value: oldAuthorise, refused: true });
    expect(late.told).toMatch(/earlier question/);

    await eventually('the newest card', () => play.value('ferry_authorise').startsWith(`${play.id}|${anew.asks}|`) || undefined);
    await play.press(people.approver, 'ferry_authorise');
    await play.offers('ferry_accept');
    expect(play.card().buttons).not.toContain('ferry_vouch');
    expect(play.count('azure', 'ReplicationProtectedItems_UnplannedFailover')).toBe(1);
  });

  test('what was vouched for can be taken back until the failover is authorised', async () => {
    const play = await on.stage.migrate(on.stage.machine());
    await play.toAuthorisation();
    const choice = 'boot-readiness=stock-kernel,hyper-v-drivers,disk-names,network-card,cloud-init,time-source,serial-console';
    const asked = async (asks: number) => {
      await eventually('approvers to be asked', () => play.value('ferry_vouch').startsWith(`${play.id}|${asks}|`) || undefined);
      const { status } = await play.record();
      if (status.is !== 'asking') throw new Error('nobody is asked');
      return status.question;
    };
    const { asks } = await play.record();
    const first = await asked(asks);
    await play.press(people.approver, 'ferry_vouch', { choice });
    await asked(asks + 1);
    await play.press(people.requester, 'ferry_vouch', { choice: 'boot-readiness' });
    await play.says(/takes back what was vouched for .*: Boot readiness\. Approvers are asked anew\./);
    const last = await asked(asks + 2);
    expect([last.digest, last.warnings]).toEqual([first.digest, first.warnings]);
    expect((await play.record()).attestations).toEqual([]);
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
    const machine = on.stage.machine({ ssm: null }, 'no-agent');
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
