import { describe, expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import { people } from '../support/scene.ts';

const create = 'ReplicationProtectedItems_Create';

describe('where owners install it', () => {
  const on = onStage();
  const install = (ip: string) => on.stage.sandbox.azure.world({ site: { machines: [{ ip, agent: 'installed' }] } });

  test('a machine without it tells its owner what to install, and goes on by itself once it is there', async () => {
    const machine = on.stage.machine({}, 'no-agent');
    const play = await on.stage.migrate(machine);
    await play.start();
    await play.says(
      /The Mobility service is not installed on app-\d+\. Its owner installs it from the appliance \S+ \(unattended, with -c CSPrime\)/,
    );
    expect(play.count('azure', create)).toBe(0);
    install(machine.ip);
    await play.offers('ferry_authorise');
    expect(play.thread().filter((line) => line.includes('is not installed on'))).toHaveLength(1);
    expect(play.count('azure', create)).toBe(1);
  });

  test('the owner of a Windows machine is told the option of Windows', async () => {
    const play = await on.stage.migrate(
      on.stage.machine({ imageName: 'Windows_Server-2019-English-Full-Base-2023.10.11', platform: 'windows' }, 'no-agent'),
    );
    await play.start();
    await play.says(/is not installed on app-\d+\..*\/CSType CSPrime/);
    await play.press(people.requester, 'ferry_cancel');
    await play.ended('cancelled');
  });
});

describe('where the appliance pushes it', () => {
  const on = onStage({ mobilityService: 'push' });
  const change = (ip: string, more: object) => on.stage.sandbox.azure.world({ site: { machines: [{ ip, ...more }] } });

  test('a push that works needs nobody, and its prerequisites are told before', async () => {
    const machine = on.stage.machine({}, 'no-agent');
    change(machine.ip, { push: 'works' });
    const play = await on.stage.migrate(machine);
    await play.says(/The replication host pushes the Mobility service to it where it is missing/);
    await play.start();
    await play.says(
      /pushes it to app-\d+ with the machine's account while replication is enabled\. That needs root with a password, PasswordAuthentication and SFTP on in sshd, and TCP 22 open\. Microsoft does not support pushing to AWS machines/,
    );
    await play.offers('ferry_authorise');
    expect(play.count('azure', create)).toBe(1);
  });

  test('a push that wants a reboot lets replication begin, and the thread says so', async () => {
    const machine = on.stage.machine({}, 'no-agent');
    change(machine.ip, { push: 'works-after-reboot' });
    const play = await on.stage.migrate(machine);
    await play.start();
    await play.says(
      /Enable replication\.\* app-\d+ replicates as \S+\. A warning: .*works only after a reboot of the machine\. Replication goes on without \(95266\)/,
    );
  });

  test('without an account nothing is sent; the thread asks for one, and Ferry goes on when it is there', async () => {
    const machine = on.stage.machine({}, 'no-agent');
    change(machine.ip, { account: false, push: 'works' });
    const play = await on.stage.migrate(machine);
    await play.start();
    await play.says(/has no account to push the Mobility service to app-\d+ with\. An operator gives it the credentials of root/);
    expect(play.count('azure', create)).toBe(0);
    change(machine.ip, { account: true });
    await play.offers('ferry_authorise');
    expect(play.count('azure', create)).toBe(1);
  });

  test.each([
    ['that cannot log in', 'no-login', /The push could not log in to the Linux machine.*\(95108\)/],
    ['that cannot reach the machine', 'no-route', /The push could not reach the Linux machine \(97118\)/],
    ['that GRUB forbids', '95320', /GRUB names devices where Site Recovery wants UUIDs.*\(95320\)/],
  ])("a push %s stops at the requester with Microsoft's code; after an installation by hand, Retry enables it", async (_, push, code) => {
    const machine = on.stage.machine({}, 'no-agent');
    change(machine.ip, { push });
    const play = await on.stage.migrate(machine);
    await play.start();
    await play.says(code);
    await play.says(/Or install the Mobility service by hand\. Then Retry/);
    await play.offers('ferry_retry');
    expect(play.count('azure', create)).toBe(1);
    change(machine.ip, { agent: 'installed' });
    await play.press(people.requester, 'ferry_retry');
    await play.offers('ferry_authorise');
    expect(play.count('azure', create)).toBe(2);
  });
});
