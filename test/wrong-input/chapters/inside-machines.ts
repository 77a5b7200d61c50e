import type { permissions } from '../../../src/cloud/aws/permissions.ts';
import { type Machine, people, type Stage } from '../../support/scene.ts';
import { setTheStage } from '../../support/stage.ts';
import type { Chapter, Row } from '../chapter.ts';
import { retry, said, stuck } from '../in-the-thread.ts';
import { type Journey, type Obstacle, setOut } from '../journey.ts';

interface Scene {
  readonly stage: Stage;
  readonly linux: Journey;
  readonly windows: Journey;
  /** A machine that tries its ports from inside. */
  readonly trying: Journey;
  /** A machine on which the Mobility service is installed from inside. */
  readonly installing: Journey;
}

type Facts = Readonly<Record<string, string>>;
type Action = keyof typeof permissions;

const thread = 'everybody in the thread';
const ssm = { platformName: 'Red Hat Enterprise Linux', platformVersion: '8.8' };
const windows2019 = {
  imageName: 'Windows_Server-2019-English-Full-Base-2023.10.11',
  platform: 'windows',
  ssm: { platformName: 'Microsoft Windows Server 2019 Datacenter', platformVersion: '10.0.17763' },
};

/** Something inside the machine that would keep it from coming up in Azure, until its owner mends it. */
interface Unready {
  readonly when: string;
  readonly found: Facts;
  readonly mended: Facts;
  readonly says: string;
}

const linux: readonly Unready[] = [
  {
    when: "a Linux machine runs another cloud's kernel",
    found: { kernel: '5.15.0-1045-aws' },
    mended: { kernel: '5.15.0-86-generic' },
    says: [
      "@‹requester› :x: *‹machine› is stuck at Boot readiness.* ‹machine› would not come up in Azure as it is. A kernel of the distribution's own – kernel 5.15.0-1045-aws is made for another cloud, and Site Recovery supports stock kernels only.",
      '*What to do:* Retry when this is done; Ferry looks again. Install and boot a stock kernel. On Ubuntu: apt-get install -y linux-image-generic && apt-get purge -y linux-aws linux-image-aws && update-grub && reboot',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: 'its initial RAM disk lacks the drivers of Hyper-V',
    found: { 'driver.hv_vmbus': 'absent', 'driver.hv_storvsc': 'disk' },
    mended: { 'driver.hv_vmbus': 'initramfs', 'driver.hv_storvsc': 'initramfs' },
    says: [
      "@‹requester› :x: *‹machine› is stuck at Boot readiness.* ‹machine› would not come up in Azure as it is. Hyper-V drivers at boot – not in the initial RAM disk: hv_vmbus, hv_storvsc; without them Azure's disks are not found.",
      "*What to do:* Retry when this is done; Ferry looks again. Rebuild it with them. On RHEL and its like: dracut -f --add-drivers 'hv_vmbus hv_storvsc hv_netvsc' --kver $(uname -r). On Debian and Ubuntu: printf 'hv_vmbus\\nhv_storvsc\\nhv_netvsc\\n' >> /etc/initramfs-tools/modules && update-initramfs -u",
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: 'its /etc/fstab and its kernel name disks by device',
    found: { 'fstab.devices': '/dev/nvme1n1,/dev/xvda1', 'cmdline.root': '/dev/xvda1' },
    mended: { 'fstab.devices': 'none', 'cmdline.root': 'UUID=d35fe619' },
    says: [
      '@‹requester› :x: *‹machine› is stuck at Boot readiness.* ‹machine› would not come up in Azure as it is. Disks by UUID or label – /etc/fstab names /dev/nvme1n1,/dev/xvda1; the kernel is started with root=/dev/xvda1; disks have other names in Azure.',
      '*What to do:* Retry when this is done; Ferry looks again. See the UUIDs with blkid, write UUID=… in the place of each device in /etc/fstab, test with mount -a; for the kernel: grubby --update-kernel=ALL --args=root=UUID=…, or GRUB_CMDLINE_LINUX in /etc/default/grub and update-grub',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: 'its network has a fixed address',
    found: { 'network.static': '/etc/network/interfaces' },
    mended: { 'network.static': 'none' },
    says: [
      '@‹requester› :x: *‹machine› is stuck at Boot readiness.* ‹machine› would not come up in Azure as it is. Network by DHCP on any card – a fixed address is configured in /etc/network/interfaces; Azure gives another.',
      '*What to do:* Retry when this is done; Ferry looks again. Let the card take its address by DHCP (BOOTPROTO=dhcp, dhcp4: true, or inet dhcp), without a fixed one; EC2 gives the same address by DHCP. Then look: ip addr',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
];

const windows: readonly Unready[] = [
  {
    when: 'a Windows machine starts the drivers of Hyper-V late',
    found: { 'driver.storvsc': '3', 'driver.storflt': '4' },
    mended: { 'driver.storvsc': '0', 'driver.storflt': '0' },
    says: [
      '@‹requester› :x: *‹machine› is stuck at Boot readiness.* ‹machine› would not come up in Azure as it is. Hyper-V drivers at boot – start types: vmbus 0, storvsc 3, storflt 4, netvsc 3; vmbus, storvsc and storflt have to start at boot (0), or Site Recovery refuses the failover (170010).',
      "*What to do:* Retry when this is done; Ferry looks again. In an administrator's prompt: reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\storvsc /v Start /t REG_DWORD /d 0 /f & reg add HKLM\\SYSTEM\\CurrentControlSet\\Services\\storflt /v Start /t REG_DWORD /d 0 /f",
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: 'it lacks one of them',
    found: { 'driver.netvsc': 'absent' },
    mended: { 'driver.netvsc': '3' },
    says: [
      "@‹requester› :x: *‹machine› is stuck at Boot readiness.* ‹machine› would not come up in Azure as it is. Hyper-V drivers at boot – netvsc not installed; Azure's disks or network are not found without.",
      '*What to do:* Retry when this is done; Ferry looks again. Install the Hyper-V Integration Services for this version of Windows, and look again.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: 'BitLocker protects a disk of it',
    found: { bitlocker: 'C:,D:' },
    mended: { bitlocker: 'none' },
    says: [
      '@‹requester› :x: *‹machine› is stuck at Boot readiness.* ‹machine› would not come up in Azure as it is. No BitLocker – BitLocker protects C:,D:; Site Recovery does not support it.',
      '*What to do:* Retry when this is done; Ferry looks again. In PowerShell, and wait until it says FullyDecrypted: Disable-BitLocker -MountPoint C:,D:; Get-BitLockerVolume',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: 'it has a fixed address',
    found: { 'network.static': 'AWS PV Network Device' },
    mended: { 'network.static': 'none' },
    says: [
      '@‹requester› :x: *‹machine› is stuck at Boot readiness.* ‹machine› would not come up in Azure as it is. Addresses by DHCP – a fixed address on AWS PV Network Device; Azure gives another.',
      '*What to do:* Retry when this is done; Ferry looks again. In PowerShell: Get-NetAdapter | Set-NetIPInterface -Dhcp Enabled; Get-NetAdapter | Set-DnsClientServerAddress -ResetServerAddresses. EC2 gives the same address by DHCP.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
];

const installing: readonly Unready[] = [
  {
    when: 'the installer cannot be fetched',
    found: { 'install.exit': '21', 'install.says': 'curl: (6) Could not resolve host: files.example.com' },
    mended: { 'install.exit': '0' },
    says: [
      '@‹requester› :x: *‹machine› is stuck at Mobility service.* Installing the Mobility service on ‹machine›: the installer could not be fetched. The machine said: “curl: (6) Could not resolve host: files.example.com”.',
      '*What to do:* Look whether the machine reaches the address that ferry.yml names for it: name resolution, proxy, security groups. Then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: 'what was fetched is another file',
    found: { 'install.exit': '22', 'install.says': 'its SHA-256 differs' },
    mended: { 'install.exit': '0' },
    says: [
      '@‹requester› :x: *‹machine› is stuck at Mobility service.* Installing the Mobility service on ‹machine›: what was fetched is not the installer that ferry.yml names, so it was not run. The machine said: “its SHA-256 differs”.',
      '*What to do:* Compare the file with its sha256 in ferry.yml, put the right one there, and restart Ferry if that was wrong. Then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: 'the installer cannot be unpacked',
    found: { 'install.exit': '23', 'install.says': 'tar: No space left on device' },
    mended: { 'install.exit': '0' },
    says: [
      '@‹requester› :x: *‹machine› is stuck at Mobility service.* Installing the Mobility service on ‹machine›: the installer could not be unpacked. The machine said: “tar: No space left on device”.',
      '*What to do:* Look whether the disk of the machine is full, and whether it is the file for its system. Then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: "Microsoft's installer refuses",
    found: { 'install.exit': '24', 'install.says': 'kernel 4.18.0-999 is not supported' },
    mended: { 'install.exit': '0' },
    says: [
      "@‹requester› :x: *‹machine› is stuck at Mobility service.* Installing the Mobility service on ‹machine›: Microsoft's installer refused. The machine said: “kernel 4.18.0-999 is not supported”.",
      '*What to do:* Its log on the machine says why: /var/log/ua_install.log, or C:\\ProgramData\\ASRSetupLogs\\ASRUnifiedAgentInstaller.log. Then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: 'nothing on the machine reads a parameter',
    found: { 'install.exit': '25', 'install.says': 'the AWS CLI is not installed' },
    mended: { 'install.exit': '0' },
    says: [
      '@‹requester› :x: *‹machine› is stuck at Mobility service.* Installing the Mobility service on ‹machine›: it is installed, and nothing on the machine can read a parameter of Systems Manager. The machine said: “the AWS CLI is not installed”.',
      '*What to do:* Install the AWS CLI on ‹machine›, or on Windows AWS Tools for PowerShell. Then Retry: what is installed stays.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: "the machine cannot read the appliance's configuration file",
    found: { 'install.exit': '26', 'install.says': 'ParameterNotFound' },
    mended: { 'install.exit': '0' },
    says: [
      '@‹requester› :x: *‹machine› is stuck at Mobility service.* Installing the Mobility service on ‹machine›: it is installed, and cannot be registered: the machine could read neither the parameter /ferry/mobility-service/‹instance› nor /ferry/mobility-service. The machine said: “ParameterNotFound”.',
      "*What to do:* Its machine details are eyJCaW9zSWQiOiJFQzIifQ==. Put the file that the appliance's configuration manager gives under Mobility service configuration details there: aws ssm put-parameter --type SecureString --name /ferry/mobility-service/‹instance› --value file://config.json. Let the machine's instance profile read it (ssm:GetParameter, kms:Decrypt). Then Retry: what is installed stays.",
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: 'the appliance does not take the registration',
    found: { 'install.exit': '27', 'install.says': 'the configurator ended with code 9' },
    mended: { 'install.exit': '0' },
    says: [
      '@‹requester› :x: *‹machine› is stuck at Mobility service.* Installing the Mobility service on ‹machine›: it is installed, and the appliance did not take its registration. The machine said: “the configurator ended with code 9”.',
      '*What to do:* Perhaps the configuration file has expired: make it anew and put it into /ferry/mobility-service/‹instance›. The machine has to reach the appliance on 443. Its log is /var/log/ua_install.log, or C:\\ProgramData\\ASRSetupLogs\\ASRUnifiedAgentConfigurator.log. Then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: 'the script ends otherwise, and says what it likes',
    found: { 'install.exit': '137', 'install.says': '<!channel> *Killed*' },
    mended: { 'install.exit': '0' },
    says: [
      '@‹requester› :x: *‹machine› is stuck at Mobility service.* Installing the Mobility service on ‹machine›: it ended on the machine as Failed with exit code 137. Its last words: “<!channel> ∗Killed∗”.',
      '*What to do:* Mend what it names, then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
];

const ports: readonly Unready[] = [
  {
    when: 'AWS lets the ports pass, and the machine gets no answer on one of them',
    found: { 'tcp.10.0.0.10:9443': 'timeout' },
    mended: { 'tcp.10.0.0.10:9443': 'open' },
    says: [
      '@‹requester› :x: *‹machine› is stuck at Check the ports.* The machine and the replication host do not reach each other, whatever AWS says. TCP 9443 from inside the machine to 10.0.0.10 gets no answer within five seconds: something on the way drops it, which AWS does not show. AWS: TCP 443 and 9443 from ‹address› to 10.0.0.10: sg-0f00d000000000001 lets it out, acl-003daee408a9c2103 lets it pass, the VPC itself leads there (10.0.0.0/16); 10.0.0.10 is not in EC2 where Ferry looks, so what guards it there is not judged.',
      '*What to do:* Open these ports in the firewall inside the replication host, for what goes out in the one inside the machine, and in every appliance between them. Then Retry: Ferry tries again.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: 'nothing listens on the replication host',
    found: { 'tcp.10.0.0.10:443': 'refused', 'tcp.10.0.0.10:9443': 'refused' },
    mended: { 'tcp.10.0.0.10:443': 'open', 'tcp.10.0.0.10:9443': 'open' },
    says: [
      '@‹requester› :x: *‹machine› is stuck at Check the ports.* The machine and the replication host do not reach each other, whatever AWS says. TCP 443 and 9443 from inside the machine to 10.0.0.10 is refused: the address is reached, and nothing listens there. AWS: TCP 443 and 9443 from ‹address› to 10.0.0.10: sg-0f00d000000000001 lets it out, acl-003daee408a9c2103 lets it pass, the VPC itself leads there (10.0.0.0/16); 10.0.0.10 is not in EC2 where Ferry looks, so what guards it there is not judged.',
      '*What to do:* Look on the replication host whether its services run and listen on these ports, and that the address in ferry.yml is its own. Then Retry: Ferry tries again.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
  {
    when: 'the machine itself knows no way there',
    found: { 'tcp.10.0.0.10:443': 'unreachable', 'tcp.10.0.0.10:9443': 'unreachable' },
    mended: { 'tcp.10.0.0.10:443': 'open', 'tcp.10.0.0.10:9443': 'open' },
    says: [
      '@‹requester› :x: *‹machine› is stuck at Check the ports.* The machine and the replication host do not reach each other, whatever AWS says. TCP 443 and 9443 from inside the machine to 10.0.0.10 finds no way: the system itself, or a router, says that it is unreachable. AWS: TCP 443 and 9443 from ‹address› to 10.0.0.10: sg-0f00d000000000001 lets it out, acl-003daee408a9c2103 lets it pass, the VPC itself leads there (10.0.0.0/16); 10.0.0.10 is not in EC2 where Ferry looks, so what guards it there is not judged.',
      '*What to do:* Look at the routes inside the machine, and at a firewall there or on the way that rejects it. Then Retry: Ferry tries again.',
      'EC2 up · Azure none.',
    ].join('\n'),
  },
];

const mobilityService = {
  installers: { 'RHEL8-64': { url: 'https://files.example.com/asr/RHEL8-64.tar.gz', sha256: 'a'.repeat(64) } },
  configuration: '/ferry/mobility-service',
};

const tell = (stage: Stage, { instanceId }: Machine, guest: Facts) => stage.sandbox.aws.world({ instances: [{ instanceId, guest }] });

const obstacles = (machine: Machine, unready: readonly Unready[]): readonly Obstacle[] =>
  unready.map(({ found, mended }) => ({
    place: (stage) => tell(stage, machine, found),
    clear: (stage) => tell(stage, machine, mended),
  }));

function rowsOf(unready: readonly Unready[], which: 'linux' | 'windows' | 'trying' | 'installing'): Row<Scene>[] {
  return unready.map(({ when, says }, n) => ({ when, seenBy: thread, says, play: (scene) => scene[which].told(n) }));
}

/** A script that cannot be run keeps nobody waiting: what it would have shown stays open, and is named. */
function withoutIt(when: string, attributes: Record<string, unknown>, says: string, ...denied: readonly Action[]): Row<Scene> {
  return {
    when,
    seenBy: thread,
    says,
    async play({ stage }) {
      stage.sandbox.aws.world({ deny: denied });
      const play = await stage.migrate(stage.machine(attributes), '--source prod --target azure');
      await play.start();
      const told = await said(play, /Boot readiness/);
      stage.sandbox.aws.world({ deny: [] });
      await play.offers('ferry_authorise');
      return told;
    },
  };
}

/** Ports that could not be tried from inside: the configuration of AWS stands alone, and why is said. */
function untried(when: string, attributes: Record<string, unknown>, says: string, ...denied: readonly Action[]): Row<Scene> {
  return {
    when,
    seenBy: thread,
    says,
    async play({ stage }) {
      stage.sandbox.aws.world({ deny: denied });
      const play = await stage.migrate(stage.machine(attributes), '--source tries --target azure');
      await play.start();
      const told = await said(play, /Check the ports/);
      stage.sandbox.aws.world({ deny: [] });
      await play.offers('ferry_authorise');
      return told;
    },
  };
}

/** Where Ferry cannot install it from inside, a person decides; once the owner has installed it, Retry goes on. */
function notFromInside(when: string, from: string, says: string, attributes: Record<string, unknown> = {}): Row<Scene> {
  return {
    when,
    seenBy: thread,
    says,
    async play({ stage }) {
      const machine = stage.machine({ ssm, ...attributes }, 'no-agent');
      const play = await stage.migrate(machine, `--source ${from} --target inside`);
      await play.start();
      const told = await stuck(play);
      if (from === 'installs' && play.count('aws', 'SendCommand') > 0) throw new Error('something was sent all the same');
      stage.sandbox.azure.world({ site: { machines: [{ ip: machine.ip, agent: 'installed' }] } });
      await retry(play);
      await play.offers('ferry_authorise');
      return told;
    },
  };
}

/** What Ferry finds inside machines, where ferry.yml lets it look. */
export const insideMachines: Chapter<Scene> = {
  title: 'Inside the machines',
  about:
    'Where `runCommand` of a source allows it, Ferry tries the ports from inside, and looks inside before it installs anything. What would keep a machine from coming up in Azure stops the migration, with the command that mends it; after Retry Ferry looks again.',
  async open() {
    const stage = await setTheStage({
      sources: {
        prod: { runCommand: { readiness: true } },
        tries: { runCommand: { reachability: true } },
        installs: { runCommand: { mobilityService } },
      },
      targets: { inside: { mobilityService: 'ssm' } },
    });
    const one = stage.machine({ ssm });
    const other = stage.machine(windows2019);
    const third = stage.machine({ ssm });
    const bare = stage.machine({ ssm }, 'no-agent');
    return {
      stage,
      linux: await setOut(stage, one, '--source prod --target azure', obstacles(one, linux)),
      windows: await setOut(stage, other, '--source prod --target azure', obstacles(other, windows)),
      trying: await setOut(stage, third, '--source tries --target azure', obstacles(third, ports)),
      installing: await setOut(stage, bare, '--source installs --target inside', obstacles(bare, installing)),
    };
  },
  close: ({ stage }) => stage.close(),
  rows: [
    ...rowsOf(ports, 'trying'),
    untried(
      '`ssm:SendCommand` is not allowed, and the ports were to be tried',
      { ssm },
      ':white_check_mark: *Check the ports.* AWS lets it pass. TCP 443 and 9443 from ‹address› to 10.0.0.10: sg-0f00d000000000001 lets it out, acl-003daee408a9c2103 lets it pass, the VPC itself leads there (10.0.0.0/16); 10.0.0.10 is not in EC2 where Ferry looks, so what guards it there is not judged; not tried from the machine, because AWS refused the script: User is not authorized to perform this operation (AccessDeniedException); firewalls inside the machines are not visible to Ferry',
      'ssm:SendCommand',
    ),
    untried(
      'the machine cannot try its ports',
      { ssm, guest: { 'tcp.10.0.0.10:443': 'unknown', 'tcp.10.0.0.10:9443': 'unknown' } },
      ':white_check_mark: *Check the ports.* AWS lets it pass. TCP 443 and 9443 from ‹address› to 10.0.0.10: sg-0f00d000000000001 lets it out, acl-003daee408a9c2103 lets it pass, the VPC itself leads there (10.0.0.0/16); 10.0.0.10 is not in EC2 where Ferry looks, so what guards it there is not judged. Tried: TCP 443 and 9443 from inside the machine to 10.0.0.10 could not be tried by the script; firewalls inside the machines are not visible to Ferry',
    ),
    untried(
      'the script that tries the ports prints something else than it should',
      { ssm, guest: { 'tcp.10.0.0.10:443': '<!channel>' } },
      ':white_check_mark: *Check the ports.* AWS lets it pass. TCP 443 and 9443 from ‹address› to 10.0.0.10: sg-0f00d000000000001 lets it out, acl-003daee408a9c2103 lets it pass, the VPC itself leads there (10.0.0.0/16); 10.0.0.10 is not in EC2 where Ferry looks, so what guards it there is not judged; not tried from the machine, because the script printed something else than it should; firewalls inside the machines are not visible to Ferry',
    ),
    ...rowsOf(linux, 'linux'),
    ...rowsOf(windows, 'windows'),
    withoutIt(
      'no agent of Systems Manager runs on the machine',
      { ssm: null },
      ':white_check_mark: *Boot readiness.* not read inside the machine, because AWS refused the script: Instances [[‹instance›]] not in a valid state for account (InvalidInstanceId). Systems Manager cannot reach ‹instance›: it has to run, with the SSM Agent started, an instance profile that lets it register (AmazonSSMManagedInstanceCore) and a way to the endpoints ssm, ssmmessages and ec2messages. aws ssm describe-instance-information shows it then. A passed test failover shows that it boots; before that its owner can look with the script that npx ferry readiness-script linux prints',
    ),
    withoutIt(
      'the script prints something else than it should',
      { ssm, guest: { 'ferry.readiness': 'solaris 1' } },
      ':white_check_mark: *Boot readiness.* not read inside the machine, because the script printed something else than it should. A passed test failover shows that it boots; before that its owner can look with the script that npx ferry readiness-script linux prints',
    ),
    withoutIt(
      '`ssm:SendCommand` is not allowed',
      { ssm },
      ':white_check_mark: *Boot readiness.* not read inside the machine, because AWS refused the script: User is not authorized to perform this operation (AccessDeniedException). Allow ssm:SendCommand to the role that Ferry uses; a service control policy may deny it too. A passed test failover shows that it boots; before that its owner can look with the script that npx ferry readiness-script linux prints',
      'ssm:SendCommand',
    ),
    {
      when: '`ssm:GetCommandInvocation` is not allowed',
      seenBy: thread,
      says: [
        '@‹requester› :x: *‹machine› is stuck at Boot readiness.* Reading what became of the command ‹id› on ‹instance› in prod (eu-west-1): User is not authorized to perform this operation (AccessDeniedException).',
        '*What to do:* Allow ssm:GetCommandInvocation to the role that Ferry uses; a service control policy may deny it too. Then press Retry on the card.',
        'EC2 up · Azure none.',
      ].join('\n'),
      async play({ stage }) {
        stage.sandbox.aws.world({ deny: ['ssm:GetCommandInvocation'] });
        const play = await stage.migrate(stage.machine({ ssm }), '--source prod --target azure');
        await play.start();
        const told = await stuck(play);
        stage.sandbox.aws.world({ deny: [] });
        await retry(play);
        await play.offers('ferry_authorise');
        if (play.count('aws', 'SendCommand') !== 1) throw new Error('the script was not sent once');
        return told;
      },
    },
    {
      when: '`ssm:ListCommands` is not allowed, and the answer to a command was lost',
      seenBy: thread,
      says: [
        '@‹requester› :x: *‹machine› is stuck at Boot readiness.* Listing the commands sent to ‹instance› in prod (eu-west-1): User is not authorized to perform this operation (AccessDeniedException).',
        '*What to do:* Allow ssm:ListCommands to the role that Ferry uses; a service control policy may deny it too. Then press Retry on the card.',
        'EC2 up · Azure none.',
      ].join('\n'),
      async play({ stage }) {
        stage.sandbox.aws.world({ deny: ['ssm:ListCommands'] });
        const machine = stage.machine({ ssm });
        stage.fault('aws', 'SendCommand', 'reset-after', { subject: machine.instanceId });
        const play = await stage.migrate(machine, '--source prod --target azure');
        await play.start();
        const told = await stuck(play);
        stage.sandbox.aws.world({ deny: [] });
        await retry(play);
        await play.offers('ferry_authorise');
        if (play.count('aws', 'SendCommand') !== 1) throw new Error('the script was not sent once');
        await play.press(people.requester, 'ferry_cancel');
        await play.ended('cancelled');
        return told;
      },
    },
    notFromInside(
      'a target has its Mobility service installed by Systems Manager, and the source does not allow it',
      'prod',
      [
        '@‹requester› :x: *‹machine› is stuck at Mobility service.* The target wants the Mobility service to be installed by Systems Manager, and ferry.yml does not let Ferry do that on machines of prod.',
        '*What to do:* Allow it as mobilityService under sources.prod.runCommand in ferry.yml, with the installers, and restart Ferry; or its owner installs it on ‹machine› by hand. Then Retry.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    notFromInside(
      'ferry.yml names no installer for the system',
      'installs',
      [
        '@‹requester› :x: *‹machine› is stuck at Mobility service.* ferry.yml names no installer of the Mobility service for Ubuntu 20.04 (UBUNTU-20.04-64).',
        '*What to do:* Copy the one with UBUNTU-20.04-64 in its name from E:\\Software\\Agents of the appliance to where machines may fetch it, name it as UBUNTU-20.04-64 under sources.installs.runCommand.mobilityService.installers, and restart Ferry; or its owner installs it on ‹machine› by hand. Then Retry.',
        'EC2 up · Azure none.',
      ].join('\n'),
      {
        imageName: 'ubuntu/images/hvm-ssd/ubuntu-focal-20.04-amd64-server-20230919',
        ssm: { platformName: 'Ubuntu', platformVersion: '20.04' },
      },
    ),
    ...rowsOf(installing, 'installing'),
  ],
};
