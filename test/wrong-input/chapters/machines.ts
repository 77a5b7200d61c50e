import { channel, type Machine, people, type Stage } from '../../support/scene.ts';
import { setTheStage } from '../../support/stage.ts';
import { bare, readable } from '../as-read.ts';
import { endByHand, replicateByHand } from '../by-hand.ts';
import type { Chapter, Row } from '../chapter.ts';
import { expectUntouched, retry, said, stuck } from '../in-the-thread.ts';

const thread = 'everybody in the thread';

/** A machine that the checks do not let pass: nothing is touched, and when it is mended Retry comes to the plan. */
function checked(when: string, attributes: Record<string, unknown>, mended: Record<string, unknown>, says: string): Row<Stage> {
  return {
    when,
    seenBy: thread,
    says,
    async play(stage) {
      const machine = stage.machine(attributes);
      const play = await stage.migrate(machine);
      const told = await stuck(play);
      expectUntouched(play, stage);
      stage.sandbox.aws.world({ instances: [{ instanceId: machine.instanceId, ...mended }] });
      await retry(play);
      await play.offers('ferry_start');
      return told;
    },
  };
}

/** As `checked`, for a machine around which something in AWS is in the way: `around` puts it there, `away` takes it away. */
function shut(
  when: string,
  around: (instanceId: string) => Record<string, unknown>,
  away: (instanceId: string) => Record<string, unknown>,
  says: string,
): Row<Stage> {
  return {
    when,
    seenBy: thread,
    says,
    async play(stage) {
      const machine = stage.machine();
      stage.sandbox.aws.world(around(machine.instanceId));
      const play = await stage.migrate(machine);
      const told = await stuck(play);
      expectUntouched(play, stage);
      stage.sandbox.aws.world(away(machine.instanceId));
      await retry(play);
      await play.offers('ferry_start');
      return told;
    },
  };
}

const closedGroup = 'sg-000000000000000c1';
const usualGroup = 'sg-0f00d000000000001';
/** The machine in a subnet of its own. */
const inSubnet = (instanceId: string) => ({ instances: [{ instanceId, subnetId: 'subnet-000000000000000c1' }] });

/** A migration that ends at once; the same machine can be asked for again. */
function ended(when: string, machine: (stage: Stage) => Machine, says: string): Row<Stage> {
  return {
    when,
    seenBy: thread,
    says,
    async play(stage) {
      const play = await stage.migrate(machine(stage));
      await play.ended('ineligible');
      expectUntouched(play, stage);
      const told = await said(play, /cannot be moved/);
      await (await stage.migrate(play.machine)).ended('ineligible');
      return told;
    },
  };
}

/** Something in Azure that stands in the way after Start, and is taken away. */
function after(
  when: string,
  scene: {
    readonly attributes?: Record<string, unknown>;
    before?(stage: Stage, machine: Machine): Promise<void> | void;
    mend(stage: Stage, machine: Machine): Promise<void> | void;
  },
  says: string,
): Row<Stage> {
  return {
    when,
    seenBy: thread,
    says,
    async play(stage) {
      const machine = stage.machine(scene.attributes);
      await scene.before?.(stage, machine);
      const play = await stage.migrate(machine);
      await play.start();
      const told = await stuck(play);
      await scene.mend(stage, machine);
      await retry(play);
      await play.offers('ferry_authorise');
      return told;
    },
  };
}

/** The item of the row in which somebody else replicates. */
let foreign = '';

/** Machines that cannot be moved, or not yet. */
export const machines: Chapter<Stage> = {
  title: 'Machines',
  about:
    'The machine itself stands in the way. Before Start nothing is changed in any cloud; what can be mended is mended, then Retry on the card goes on.',
  open: () => setTheStage(),
  close: (stage) => stage.close(),
  rows: [
    checked(
      'the machine is stopped',
      { state: 'stopped' },
      { state: 'running' },
      [
        '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not met: EC2 instance runs – State.Name is stopped (ec2:DescribeInstances, ‹moment›).',
        '*What to do:* Start the instance: the Mobility service copies from a running system. Then press Retry on the card.',
        'EC2 DOWN · Azure none.',
      ].join('\n'),
    ),
    checked(
      'its processor is arm64',
      { architecture: 'arm64' },
      { architecture: 'x86_64' },
      [
        '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not met: 64-bit x86 – Architecture is arm64 (ec2:DescribeInstances, ‹moment›).',
        '*What to do:* Site Recovery moves 64-bit x86 machines only: rebuild this one in Azure, and Cancel here.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    checked(
      'it is paravirtual',
      { virtualization: 'paravirtual' },
      { virtualization: 'hvm' },
      [
        '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not met: Hardware virtualization (HVM) – VirtualizationType is paravirtual (ec2:DescribeInstances, ‹moment›).',
        '*What to do:* A paravirtual machine boots in AWS only: move its workload to an HVM instance and migrate that one; Cancel here.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    checked(
      'its root volume is an instance store',
      { rootDeviceType: 'instance-store', volumes: [] },
      { rootDeviceType: 'ebs', volumes: [{ gib: 8 }] },
      [
        '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not met: Root volume on EBS – RootDeviceType is instance-store (ec2:DescribeInstances, ‹moment›).',
        '*What to do:* An instance-store machine cannot be stopped and kept: move its workload to an EBS-backed instance and migrate that one; Cancel here.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    checked(
      'its operating system is not supported',
      { imageName: 'amzn2-ami-hvm-2.0.20230926.0-x86_64-gp2' },
      { imageName: 'RHEL-8.8.0_HVM-20230623-x86_64-3-Hourly2-GP2' },
      [
        '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not met: Supported operating system – image ‹image› “amzn2-ami-hvm-2.0.20230926.0-x86_64-gp2”: Amazon Linux 2; seen at launch, may have been patched since (ec2:DescribeImages, ‹moment›).',
        "*What to do:* Not on Microsoft's list (current, 2023-09-01): launch the workload from an image of a listed system and migrate that one, or rebuild it in Azure; Cancel here.",
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    checked(
      'its image no longer exists, so that nothing proves its operating system',
      { imageName: undefined, imageId: 'ami-0f00d00000000dead' },
      { imageName: 'RHEL-8.8.0_HVM-20230623-x86_64-3-Hourly2-GP2' },
      [
        '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not proven: Supported operating system – Systems Manager does not know the machine; image ‹image› is called “golden-app-2021-04”, which names no operating system (ssm:DescribeInstanceInformation, ‹moment›).',
        '*What to do:* Nothing proves the operating system: let the agent of Systems Manager run on it, then Retry. Who knows the answer may give it by Vouch… on the card.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    checked(
      'it has two private addresses',
      { privateIps: ['10.0.90.1', '10.0.90.2'] },
      { privateIps: ['10.0.90.1'] },
      [
        '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not met: One private IPv4 address – private addresses 10.0.90.1, 10.0.90.2 (ec2:DescribeInstances, ‹moment›).',
        '*What to do:* Ferry moves machines with one private address: remove the others, then Retry; or move this machine by hand and Cancel here.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    checked(
      'it has no private address',
      { privateIps: [] },
      { privateIps: ['10.0.90.3'] },
      [
        '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not met: One private IPv4 address – no private IPv4 address (ec2:DescribeInstances, ‹moment›); AWS lets the machine and its replication host reach each other – EC2 shows no network interface with a private IPv4 address (ec2:DescribeNetworkInterfaces, ‹moment›).',
        '*What to do:* Site Recovery finds the machine by its private IPv4 address: give it one, then Retry. Give the machine a private IPv4 address, then Retry.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    checked(
      'a shutdown from inside would terminate it',
      { shutdownBehaviour: 'terminate' },
      { shutdownBehaviour: 'stop' },
      [
        '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not met: A shutdown stops and does not delete – instanceInitiatedShutdownBehavior is terminate (ec2:DescribeInstanceAttribute, ‹moment›).',
        '*What to do:* A shutdown from inside would delete this instance. Run this, then Retry: aws ec2 modify-instance-attribute --instance-id ‹instance› --instance-initiated-shutdown-behavior stop',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    checked(
      'it is a Spot instance',
      { spot: true },
      { spot: false },
      [
        '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not met: On-Demand instance – InstanceLifecycle is spot (ec2:DescribeInstances, ‹moment›).',
        '*What to do:* EC2 may reclaim it at any time, and one of a one-time Spot request cannot be stopped: launch it as an On-Demand instance and migrate that one; Cancel here.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    shut(
      'its security groups do not let it reach the replication host',
      (instanceId) => ({
        securityGroups: [{ groupId: closedGroup, egress: [{ fromPort: 443, toPort: 443, cidrs: ['0.0.0.0/0'] }] }],
        instances: [{ instanceId, securityGroups: [closedGroup] }],
      }),
      (instanceId) => ({ instances: [{ instanceId, securityGroups: [usualGroup] }] }),
      [
        '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not met: AWS lets the machine and its replication host reach each other – TCP 9443 from ‹address› to 10.0.0.10: no rule of sg-000000000000000c1 lets it out (ec2:DescribeNetworkInterfaces, ‹moment›).',
        "*What to do:* Ferry changes no network. To open it: aws ec2 authorize-security-group-egress --region eu-west-1 --group-id sg-000000000000000c1 --ip-permissions IpProtocol=tcp,FromPort=9443,ToPort=9443,IpRanges='[{CidrIp=10.0.0.10/32}]' ; to close it again: aws ec2 revoke-security-group-egress --region eu-west-1 --group-id sg-000000000000000c1 --ip-permissions IpProtocol=tcp,FromPort=9443,ToPort=9443,IpRanges='[{CidrIp=10.0.0.10/32}]' ; then Retry.",
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    shut(
      'the network ACL of its subnet keeps the answers of the replication host out',
      (instanceId) => ({
        ...inSubnet(instanceId),
        networkAcls: [
          {
            networkAclId: 'acl-000000000000000c1',
            subnetIds: ['subnet-000000000000000c1'],
            entries: [
              { ruleNumber: 100, egress: true, protocol: '-1', cidr: '0.0.0.0/0' },
              { ruleNumber: 100, from: 443, to: 443, cidr: '0.0.0.0/0' },
            ],
          },
        ],
      }),
      () => ({ networkAcls: [{ networkAclId: 'acl-000000000000000c1', remove: true }] }),
      [
        '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not met: AWS lets the machine and its replication host reach each other – TCP 443 and 9443 from ‹address› to 10.0.0.10: acl-000000000000000c1 keeps the answer from going into subnet-000000000000000c1 on 1024–65535 (rule ∗) (ec2:DescribeNetworkInterfaces, ‹moment›).',
        '*What to do:* Ferry changes no network. To open it: aws ec2 create-network-acl-entry --region eu-west-1 --network-acl-id acl-000000000000000c1 --ingress --rule-number 110 --protocol tcp --port-range From=1024,To=65535 --cidr-block 10.0.0.10/32 --rule-action allow ; to close it again: aws ec2 delete-network-acl-entry --region eu-west-1 --network-acl-id acl-000000000000000c1 --ingress --rule-number 110 ; then Retry.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    shut(
      'its route to the replication host leads nowhere any more',
      (instanceId) => ({
        ...inSubnet(instanceId),
        routeTables: [
          {
            routeTableId: 'rtb-000000000000000c1',
            subnetIds: ['subnet-000000000000000c1'],
            routes: [{ cidr: '10.0.0.0/24', target: 'pcx-000000000000000c1', state: 'blackhole' }],
          },
        ],
      }),
      () => ({ routeTables: [{ routeTableId: 'rtb-000000000000000c1', remove: true }] }),
      [
        '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not met: AWS lets the machine and its replication host reach each other – TCP 443 and 9443 from ‹address› to 10.0.0.10: the route of rtb-000000000000000c1 to 10.0.0.0/24 is a blackhole: pcx-000000000000000c1 is gone or detached (ec2:DescribeNetworkInterfaces, ‹moment›).',
        '*What to do:* Ferry changes no network. To open it: aws ec2 create-route --region eu-west-1 --route-table-id rtb-000000000000000c1 --destination-cidr-block 10.0.0.10/32 --transit-gateway-id GATEWAY ; to close it again: aws ec2 delete-route --region eu-west-1 --route-table-id rtb-000000000000000c1 --destination-cidr-block 10.0.0.10/32 ; put what leads there in the place of GATEWAY (--transit-gateway-id tgw-…, --vpc-peering-connection-id pcx-… or --gateway-id vgw-…), then Retry.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    ended(
      'it is terminated',
      (stage) => stage.machine({ state: 'terminated' }),
      '@‹requester› :no_entry: *‹instance› cannot be moved.* ‹instance› is terminated in prod (account 111122223333, eu-west-1). Check the id, or name another source with --source.',
    ),
    ended(
      'it does not exist in that account and region',
      () => ({ instanceId: 'i-00000000000000abc', ip: '', name: '' }),
      '@‹requester› :no_entry: *‹instance› cannot be moved.* ‹instance› does not exist in prod (account 111122223333, eu-west-1). Check the id, or name another source with --source.',
    ),
    {
      when: 'somebody else types `/migrate` for a machine that is being moved',
      seenBy: 'that person alone',
      says: '‹instance› already has an open migration, ‹migration›. Open its card.',
      async play(stage) {
        const play = await stage.migrate(stage.machine());
        await play.offers('ferry_start');
        const told = await play.command(people.approver, play.machine.instanceId, /already/);
        const cards = stage.sandbox.slack.messages(channel).filter((message) => message.text.includes(play.machine.instanceId));
        if (cards.length !== 1) throw new Error(`there are ${cards.length} cards`);
        return bare(readable(told), play.machine, play.id);
      },
    },
    {
      when: 'it is protected against being stopped',
      seenBy: thread,
      says: [
        "@‹requester› :x: *‹machine› is stuck at Stop the EC2 instance.* Stopping ‹instance›: AWS refused it: The instance '‹instance›' may not be stopped. Modify its 'disableApiStop' instance attribute and try again (OperationNotPermitted).",
        '*What to do:* The instance is protected against being stopped. Turn that off, then Retry: aws ec2 modify-instance-attribute --instance-id ‹instance› --no-disable-api-stop',
        'EC2 up · Azure none.',
      ].join('\n'),
      async play(stage) {
        const machine = stage.machine({ stopProtection: true });
        const play = await stage.migrate(machine);
        await play.toAuthorisation();
        await play.press(people.approver, 'ferry_authorise');
        const told = await stuck(play);
        if (play.count('aws', 'StopInstances') !== 0) throw new Error('EC2 stopped it all the same');
        stage.sandbox.aws.world({ instances: [{ instanceId: machine.instanceId, stopProtection: false }] });
        await retry(play);
        await play.offers('ferry_accept');
        if (play.count('aws', 'StopInstances') !== 1) throw new Error('it was not stopped exactly once');
        return told;
      },
    },
    after(
      'it is replicated to another vault already',
      {
        before: (stage, machine) => elsewhere(stage, machine, 'rsv-disaster-recovery'),
        mend: (stage, machine) => elsewhere(stage, machine, ''),
      },
      [
        "@‹requester› :x: *‹machine› is stuck at Enable replication.* Enabling replication of ‹item›: Azure's job ‹job› (EnableDr) ended as Failed. The machine ‹machine› is already protected in the vault rsv-disaster-recovery (SandboxProtectedElsewhere). Possible causes: The Mobility service of the machine is registered for replication with the vault rsv-disaster-recovery.",
        '*What to do:* Disable replication of the machine in the vault rsv-disaster-recovery, then retry the operation. Then press Retry on the card.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    after(
      'somebody else replicates it to this vault already',
      {
        async before(stage, machine) {
          foreign = await replicateByHand(stage, machine, 'moved-by-hand');
        },
        mend: (stage) => endByHand(stage, foreign),
      },
      [
        '@‹requester› :x: *‹machine› is stuck at Enable replication.* ‹machine› is already replicated in vault rsv-migrate by somebody else (moved-by-hand, Protected).',
        '*What to do:* Finish or disable that replication in the vault. Then Retry.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    {
      when: 'an earlier migration was cancelled and kept its replication',
      seenBy: thread,
      says: ':white_check_mark: *Enable replication.* took over the replication that an earlier migration kept (‹item›)',
      async play(stage) {
        const machine = stage.machine();
        const first = await stage.migrate(machine);
        await first.toAuthorisation();
        await first.press(people.requester, 'ferry_cancel');
        await first.ended('cancelled');
        const second = await stage.migrate(machine);
        await second.toAuthorisation();
        if (second.count('azure', 'ReplicationProtectedItems_Create') !== 1) throw new Error('it was enabled twice');
        return bare(await said(second, /Enable replication/), machine, first.id);
      },
    },
  ],
};

function elsewhere(stage: Stage, { ip, name }: Machine, vault: string): void {
  stage.sandbox.azure.world({ site: { machines: [{ ip, name, agent: 'installed', elsewhere: vault }] } });
}
