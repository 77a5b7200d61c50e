import type { permissions } from '../../../src/cloud/aws/permissions.ts';
import { type Play, people, type Stage } from '../../support/scene.ts';
import { setTheStage } from '../../support/stage.ts';
import type { Chapter, Row } from '../chapter.ts';
import { type Door, standBefore } from '../door.ts';
import { expectUntouched, retry, said, shown, stuck } from '../in-the-thread.ts';
import { type Journey, type Obstacle, setOut } from '../journey.ts';
import { untilCleared, withVariables } from '../mended.ts';

interface Scene {
  readonly stage: Stage;
  readonly door: Door;
  /** The machine that meets every refusal of an action in turn. */
  readonly journey: Journey;
  /** A machine that EC2 has left hanging since the chapter began. */
  readonly hanging: Play;
}

type Action = keyof typeof permissions;

const thread = 'everybody in the thread';
const card = 'everybody on the card';
const prod = '--source prod --target azure';
const listed = 'sg-000000000000000c2';
const lent = 'arn:aws:iam::111122223333:role/ferry';
/** Only machines whose image is gone need it: others are not held up. */
const hung = 'DescribeInstanceImageMetadata';

const deny = (...actions: readonly Action[]): Obstacle => ({
  place: ({ sandbox }) => sandbox.aws.world({ deny: actions }),
  clear: ({ sandbox }) => sandbox.aws.world({ deny: [] }),
});

/** The actions without which a migration stops, in the order in which it needs them. */
const needed = [
  'ec2:DescribeInstances',
  'ec2:DescribeVolumes',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeInstanceAttribute',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeRouteTables',
  'ec2:StopInstances',
  'ec2:DescribeSnapshots',
  'ec2:CreateSnapshots',
  'ec2:DescribeTags',
  'ec2:CreateTags',
  'ec2:ModifyInstanceAttribute',
] as const satisfies readonly Action[];

const denials: Readonly<Record<(typeof needed)[number], string>> = {
  'ec2:DescribeInstances': [
    '@‹requester› :x: *‹instance› is stuck at Check eligibility.* Describing ‹instance› in prod (eu-west-1): You are not authorized to perform this operation (UnauthorizedOperation).',
    '*What to do:* Allow ec2:DescribeInstances to the role that Ferry uses; a service control policy may deny it too. Then press Retry on the card.',
    'EC2 not yet seen · Azure none.',
  ].join('\n'),
  'ec2:DescribeVolumes': [
    '@‹requester› :x: *‹instance› is stuck at Check eligibility.* Describing the volumes of ‹instance› in prod (eu-west-1): You are not authorized to perform this operation (UnauthorizedOperation).',
    '*What to do:* Allow ec2:DescribeVolumes to the role that Ferry uses; a service control policy may deny it too. Then press Retry on the card.',
    'EC2 not yet seen · Azure none.',
  ].join('\n'),
  'ec2:DescribeSecurityGroups': [
    '@‹requester› :x: *‹instance› is stuck at Check eligibility.* Reading the security groups of ‹instance› in prod (eu-west-1): You are not authorized to perform this operation (UnauthorizedOperation).',
    '*What to do:* Allow ec2:DescribeSecurityGroups to the role that Ferry uses; a service control policy may deny it too. Then press Retry on the card.',
    'EC2 not yet seen · Azure none.',
  ].join('\n'),
  'ec2:DescribeInstanceAttribute': [
    '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not proven: A shutdown stops and does not delete – instanceInitiatedShutdownBehavior could not be read: reading instanceInitiatedShutdownBehavior of ‹instance› in prod (eu-west-1): You are not authorized to perform this operation (UnauthorizedOperation) (ec2:DescribeInstanceAttribute, ‹moment›).',
    '*What to do:* Allow ec2:DescribeInstanceAttribute to the role that Ferry uses, then Retry. Who knows the answer may give it by Vouch… on the card.',
    'EC2 up · Azure none.',
  ].join('\n'),
  'ec2:DescribeNetworkInterfaces': [
    '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not proven: AWS lets the machine and its replication host reach each other – TCP 443 and 9443 from ‹address› to 10.0.0.10: looking for 10.0.0.10 among the network interfaces in prod (eu-west-1): You are not authorized to perform this operation (UnauthorizedOperation) (ec2:DescribeNetworkInterfaces, ‹moment›).',
    '*What to do:* Allow ec2:DescribeNetworkInterfaces to the role that Ferry uses. Then Retry. Who knows the answer may give it by Vouch… on the card.',
    'EC2 up · Azure none.',
  ].join('\n'),
  'ec2:DescribeNetworkAcls': [
    '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not proven: AWS lets the machine and its replication host reach each other – TCP 443 and 9443 from ‹address› to 10.0.0.10: reading the network ACLs of subnet-0f00d00000000001a in prod (eu-west-1): You are not authorized to perform this operation (UnauthorizedOperation) (ec2:DescribeNetworkInterfaces, ‹moment›).',
    '*What to do:* Allow ec2:DescribeNetworkAcls to the role that Ferry uses. Then Retry. Who knows the answer may give it by Vouch… on the card.',
    'EC2 up · Azure none.',
  ].join('\n'),
  'ec2:DescribeRouteTables': [
    '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not proven: AWS lets the machine and its replication host reach each other – TCP 443 and 9443 from ‹address› to 10.0.0.10: reading the route tables of vpc-0f00d00000000001a in prod (eu-west-1): You are not authorized to perform this operation (UnauthorizedOperation) (ec2:DescribeNetworkInterfaces, ‹moment›).',
    '*What to do:* Allow ec2:DescribeRouteTables to the role that Ferry uses. Then Retry. Who knows the answer may give it by Vouch… on the card.',
    'EC2 up · Azure none.',
  ].join('\n'),
  'ec2:StopInstances': [
    '@‹requester› :x: *‹machine› is stuck at Stop the EC2 instance.* Stopping ‹instance›: AWS refused it: You are not authorized to perform this operation (UnauthorizedOperation).',
    '*What to do:* Allow ec2:StopInstances to the role that Ferry uses; a service control policy may deny it too. Then press Retry on the card.',
    'EC2 up · Azure none.',
  ].join('\n'),
  'ec2:DescribeSnapshots': [
    '@‹requester› :x: *‹machine› is stuck at Snapshot the EC2 volumes.* Listing the snapshots of migration ‹migration› in prod (eu-west-1): You are not authorized to perform this operation (UnauthorizedOperation).',
    '*What to do:* Allow ec2:DescribeSnapshots to the role that Ferry uses; a service control policy may deny it too. Then press Retry on the card.',
    'EC2 DOWN · Azure none.',
  ].join('\n'),
  'ec2:CreateSnapshots': [
    '@‹requester› :x: *‹machine› is stuck at Snapshot the EC2 volumes.* Taking snapshots of ‹instance›: AWS refused it: You are not authorized to perform this operation (UnauthorizedOperation).',
    '*What to do:* Allow ec2:CreateSnapshots to the role that Ferry uses; a service control policy may deny it too. Then press Retry on the card.',
    'EC2 DOWN · Azure none.',
  ].join('\n'),
  'ec2:DescribeTags': [
    '@‹requester› :x: *‹machine› is stuck at Close the source.* Reading the tags of ‹instance› and 2 more in prod (eu-west-1): You are not authorized to perform this operation (UnauthorizedOperation).',
    '*What to do:* Allow ec2:DescribeTags to the role that Ferry uses; a service control policy may deny it too. Then press Retry on the card.',
    'EC2 DOWN · Azure live.',
  ].join('\n'),
  'ec2:CreateTags': [
    '@‹requester› :x: *‹machine› is stuck at Close the source.* Tagging ‹instance›: AWS refused it: You are not authorized to perform this operation (UnauthorizedOperation).',
    '*What to do:* Allow ec2:CreateTags to the role that Ferry uses; a service control policy may deny it too. Then press Retry on the card.',
    'EC2 DOWN · Azure live.',
  ].join('\n'),
  'ec2:ModifyInstanceAttribute': [
    '@‹requester› :x: *‹machine› is stuck at Close the source.* Setting the termination protection of ‹instance›: AWS refused it: You are not authorized to perform this operation (UnauthorizedOperation).',
    '*What to do:* Allow ec2:ModifyInstanceAttribute to the role that Ferry uses; a service control policy may deny it too. Then press Retry on the card.',
    'EC2 DOWN · Azure live.',
  ].join('\n'),
};

/** Refusals that a migration survives without a person. */
const spared: readonly (readonly [Action, string])[] = [
  [
    'ec2:DescribeInstanceTypes',
    '@‹requester› *The plan for ‹machine›* (`‹instance›`) from prod to azure is ready. Nothing has been changed. Press Start or Cancel on the card before ‹moment›.',
  ],
  [
    'ec2:DescribeAddresses',
    '@‹requester› *The plan for ‹machine›* (`‹instance›`) from prod to azure is ready. Nothing has been changed. Press Start or Cancel on the card before ‹moment›.',
  ],
];

/** Refusals that are told as a warning of the plan. */
const warned: readonly (readonly [action: Action, attributes: Record<string, unknown>, says: string])[] = [
  [
    'autoscaling:DescribeAutoScalingInstances',
    {},
    ':warning: No Auto Scaling group replaces it: it has no tag aws∶autoscaling:groupName, which Auto Scaling puts on its machines; Auto Scaling itself could not be asked: asking Auto Scaling about ‹instance› in prod (eu-west-1): User is not authorized to perform this operation (AccessDenied) (ec2:DescribeInstances, ‹moment›). If a group keeps it after all, the group would replace it when it stops. Look in the EC2 console. Allow autoscaling:DescribeAutoScalingInstances to the role that Ferry uses, then Retry.',
  ],
  [
    'ssm:DescribeInstanceInformation',
    {},
    ':warning: Supported operating system: image ‹image› “RHEL-8.8.0_HVM-20230623-x86_64-3-Hourly2-GP2”: Red Hat Enterprise Linux 8.8 (article-2016: not supported; current: supported); seen at launch, may have been patched since; Systems Manager could not be asked: asking Systems Manager about ‹instance› in prod (eu-west-1): User is not authorized to perform this operation (AccessDeniedException) (ec2:DescribeImages, ‹moment›). Look inside the machine at what it runs now, or let the agent of Systems Manager report it. Allow ssm:DescribeInstanceInformation to the role that Ferry uses, then Retry.',
  ],
  [
    'cloudwatch:GetMetricData',
    {},
    ':warning: It writes less than Site Recovery copies: VolumeWriteBytes could not be read: reading what ‹instance› writes in prod (eu-west-1): User is not authorized to perform this operation (AccessDeniedException) (cloudwatch:GetMetricData, ‹moment›). Site Recovery keeps up with 54 MB/s over all disks (2019-10-15): look at what the machine writes at its busiest, or allow cloudwatch:GetMetricData to the role that Ferry uses.',
  ],
  [
    'ssm:ListInventoryEntries',
    {
      instanceType: 'm4.large',
      platform: 'windows',
      ssm: { platformName: 'Microsoft Windows Server 2012 R2 Standard', platformVersion: '6.3.9600' },
    },
    ':warning: Citrix or AWS PV drivers: the inventory of Systems Manager could not be read: reading the inventory of ‹instance› in prod (eu-west-1): User is not authorized to perform this operation (AccessDeniedException) (ssm:ListInventoryEntries, ‹moment›). Nothing proves which PV drivers it uses: Citrix and AWS PV drivers are supported, RedHat PV drivers are not. Let the inventory of Systems Manager collect AWS:Network, then Retry. Allow ssm:ListInventoryEntries to the role that Ferry uses, then Retry.',
  ],
];

/** Something is wrong from the first call on; when it is mended, Retry comes to the plan and nothing was touched. */
function atFirst(when: string, source: string, obstacle: Obstacle, says: string, attributes: Record<string, unknown> = {}): Row<Scene> {
  return { when, seenBy: thread, says, play: untilCleared(`--source ${source} --target azure`, obstacle, attributes) };
}

/** Ferry's worker runs with other credentials; with the right ones, and Retry, it goes on. */
function asWorker(when: string, env: Readonly<Record<string, string>>, says: string): Row<Scene> {
  return { when, seenBy: thread, says, play: withVariables(prod, env) };
}

/** AWS answers badly or not at all for a while: the card says what Ferry waits for, and Ferry goes on by itself. */
function meanwhile(
  when: string,
  trouble: { begin(scene: Scene): Promise<void> | void; end(scene: Scene): Promise<void> | void },
  says: string,
  read: (play: Play) => Promise<string> = waiting,
): Row<Scene> {
  return {
    when,
    seenBy: read === waiting ? card : thread,
    says,
    async play(scene) {
      await trouble.begin(scene);
      const play = await scene.stage.migrate(scene.stage.machine(), prod);
      const told = await read(play);
      await trouble.end(scene);
      await play.offers('ferry_start');
      expectUntouched(play, scene.stage);
      return told;
    },
  };
}

function waiting(play: Play): Promise<string> {
  return shown(play, /waiting for AWS/);
}

function outcry(play: Play): Promise<string> {
  return said(play, /somebody has to help/);
}

function fault(match: string, kind: string, more: Record<string, unknown> = {}) {
  return {
    begin: ({ stage }: Scene) => stage.fault('aws', match, kind, { times: 1000, ...more }),
    end: ({ stage }: Scene) => stage.sandbox.kit.faults.disarm(match),
  };
}

const once = (match: string, kind: string, more: Record<string, unknown> = {}): Obstacle => ({
  place: (stage) => stage.fault('aws', match, kind, more),
  clear: () => undefined,
});

/** What AWS refuses, and when it does not answer. */
export const aws: Chapter<Scene> = {
  title: 'AWS',
  about:
    'Credentials that do not fit, actions that are not allowed, and an AWS that slows down or does not answer. Nothing is lost: after Retry, or by itself, each migration goes on from where it was.',
  async open() {
    let door: Door | undefined;
    const stage = await setTheStage({
      timing: { backoffMax: 0.3 },
      sources: {
        second: {},
        third: {},
        borrowed: { role: lent, externalId: 'wrong' },
        elsewhere: { role: 'arn:aws:iam::999988887777:role/ferry' },
      },
      env: async (usual) => {
        door = await standBefore(usual['AWS_ENDPOINT_URL'] ?? '');
        return { ...usual, AWS_ENDPOINT_URL: door.url };
      },
    });
    if (!door) throw new Error('the door to AWS was never hung');
    stage.sandbox.aws.world({ roles: [{ arn: 'arn:aws:iam::999988887777:role/ferry' }] });
    stage.fault('aws', hung, 'hold-before', { times: 1000 });
    const hanging = await stage.migrate(stage.machine({ imageName: undefined, imageId: 'ami-0f00d00000000dead' }), prod);
    await stage.held(hung);
    const journey = await setOut(
      stage,
      stage.machine(),
      prod,
      needed.map((action) => deny(action)),
    );
    return { stage, door, journey, hanging };
  },
  async close({ stage, door }) {
    await stage.close();
    await door.shut();
  },
  rows: [
    ...needed.map(
      (action, n): Row<Scene> => ({
        when: `\`${action}\` is not allowed`,
        seenBy: thread,
        says: denials[action],
        async play({ stage, journey }) {
          const told = await journey.told(n);
          if (n === needed.length - 1) expectOnce(journey.play);
          stage.sandbox.aws.world({ deny: n === needed.length - 1 ? [] : [needed[n + 1] ?? ''] });
          return told;
        },
      }),
    ),
    ...spared.map(
      ([action, says]): Row<Scene> => ({
        when: `\`${action}\` is not allowed`,
        seenBy: thread,
        says,
        async play({ stage }) {
          deny(action).place(stage);
          const play = await stage.migrate(stage.machine(), prod);
          const told = await said(play, /The plan for/);
          deny(action).clear(stage);
          return told;
        },
      }),
    ),
    ...warned.map(
      ([action, attributes, says]): Row<Scene> => ({
        when: `\`${action}\` is not allowed`,
        seenBy: card,
        says,
        async play({ stage }) {
          deny(action).place(stage);
          const play = await stage.migrate(stage.machine(attributes), prod);
          await play.offers('ferry_start');
          const told = await shown(play, /could not be (?:read|asked)/);
          deny().clear(stage);
          const line = told.split('\n').find((one) => /could not be (?:read|asked)/.test(one));
          return line ?? told;
        },
      }),
    ),
    {
      when: '`route53:ListHostedZones` or `route53:ListResourceRecordSets` is not allowed',
      seenBy: card,
      says: '• *There may be more:* Route 53 could not be read: listing the DNS zones in prod (eu-west-1): User is not authorized to perform this operation (AccessDenied), allow route53:ListHostedZones and route53:ListResourceRecordSets',
      async play({ stage }) {
        deny('route53:ListHostedZones', 'route53:ListResourceRecordSets').place(stage);
        const play = await stage.migrate(stage.machine(), prod);
        await play.toAcceptance();
        const told = await shown(play, /Route 53 could not be read/);
        await play.press(people.requester, 'ferry_accept');
        await play.ended('completed');
        deny().clear(stage);
        return told.split('\n').find((one) => one.includes('Route 53')) ?? told;
      },
    },
    atFirst(
      '`sts:GetCallerIdentity` is not allowed',
      'second',
      deny('sts:GetCallerIdentity'),
      [
        '@‹requester› :x: *‹instance› is stuck at Check eligibility.* Checking which account the credentials belong to in second (eu-west-1): User is not authorized to perform this operation (AccessDenied).',
        '*What to do:* Allow sts:GetCallerIdentity to the role that Ferry uses; a service control policy may deny it too. Then press Retry on the card.',
        'EC2 not yet seen · Azure none.',
      ].join('\n'),
    ),
    atFirst(
      '`ec2:GetManagedPrefixListEntries` is not allowed, and only a prefix list could open the way',
      'prod',
      {
        place: ({ sandbox }) =>
          sandbox.aws.world({
            deny: ['ec2:GetManagedPrefixListEntries'],
            prefixLists: [{ prefixListId: 'pl-000000000000000c1', cidrs: ['10.0.0.0/24'] }],
            securityGroups: [{ groupId: listed, egress: [{ protocol: '-1', prefixLists: ['pl-000000000000000c1'] }] }],
          }),
        clear: ({ sandbox }) => sandbox.aws.world({ deny: [] }),
      },
      [
        '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not proven: AWS lets the machine and its replication host reach each other – TCP 443 and 9443 from ‹address› to 10.0.0.10: only sg-000000000000000c2 could let it out: pl-000000000000000c1 is not readable, reading the prefix list pl-000000000000000c1 in prod (eu-west-1): You are not authorized to perform this operation (UnauthorizedOperation) (ec2:DescribeNetworkInterfaces, ‹moment›).',
        '*What to do:* Allow ec2:GetManagedPrefixListEntries to the role that Ferry uses. Then Retry. Who knows the answer may give it by Vouch… on the card.',
        'EC2 up · Azure none.',
      ].join('\n'),
      { securityGroups: [listed] },
    ),
    {
      when: '`sts:AssumeRole` is not allowed, or the role asks for another externalId',
      seenBy: thread,
      says: [
        '@‹requester› :x: *‹instance› is stuck at Check eligibility.* Assuming arn:aws:iam::111122223333:role/ferry in borrowed (eu-west-1): User: arn:aws:iam::111122223333:user/ferry is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/ferry (AccessDenied).',
        "*What to do:* Let Ferry's own credentials call sts:AssumeRole, and let the role's trust policy name them, with the externalId of ferry.yml. Then press Retry on the card.",
        'EC2 not yet seen · Azure none.',
      ].join('\n'),
      async play({ stage }) {
        const play = await stage.migrate(stage.machine(), '--source borrowed --target azure');
        const told = await stuck(play);
        expectUntouched(play, stage);
        stage.sandbox.aws.world({ roles: [{ arn: lent, externalId: 'wrong' }] });
        await retry(play);
        await play.offers('ferry_start');
        return told;
      },
    },
    {
      when: 'the credentials belong to another account than `ferry.yml` says',
      seenBy: thread,
      says: [
        '@‹requester› :x: *‹instance› is stuck at Check eligibility.* Checking which account the credentials belong to in elsewhere (eu-west-1): they belong to account 999988887777, ferry.yml says 111122223333.',
        '*What to do:* Give Ferry credentials of account 111122223333, or set role: under sources.elsewhere to a role of that account, and restart Ferry. Then Retry.',
        'EC2 not yet seen · Azure none.',
      ].join('\n'),
      async play({ stage }) {
        const machine = stage.machine();
        const play = await stage.migrate(machine, '--source elsewhere --target azure');
        const told = await stuck(play);
        expectUntouched(play, stage);
        await play.press(people.requester, 'ferry_cancel');
        await play.ended('cancelled');
        await (await stage.migrate(machine, prod)).offers('ferry_start');
        return told;
      },
    },
    atFirst(
      'the session token has expired when Ferry asks who it is',
      'third',
      once('GetCallerIdentity', 'expired'),
      [
        '@‹requester› :x: *‹instance› is stuck at Check eligibility.* Checking which account the credentials belong to in third (eu-west-1): The security token included in the request is expired (ExpiredToken).',
        '*What to do:* Renew the AWS credentials of the worker and the bot and restart both, and check the clock of their host. Then Retry.',
        'EC2 not yet seen · Azure none.',
      ].join('\n'),
    ),
    atFirst(
      'the session token expires later',
      'prod',
      once('DescribeInstances', 'expired'),
      [
        '@‹requester› :x: *‹instance› is stuck at Check eligibility.* Describing ‹instance› in prod (eu-west-1): Request has expired (RequestExpired).',
        '*What to do:* Renew the AWS credentials of the worker and the bot and restart both, and check the clock of their host. Then Retry.',
        'EC2 not yet seen · Azure none.',
      ].join('\n'),
    ),
    atFirst(
      'AWS no longer accepts the key',
      'prod',
      once('DescribeInstances', 'auth-failure'),
      [
        '@‹requester› :x: *‹instance› is stuck at Check eligibility.* Describing ‹instance› in prod (eu-west-1): AWS was not able to validate the provided access credentials (AuthFailure).',
        '*What to do:* AWS does not accept the key or its signature: correct the AWS credentials of the worker and the bot and restart both. Then Retry.',
        'EC2 not yet seen · Azure none.',
      ].join('\n'),
    ),
    {
      when: '`ec2:StartInstances` is not allowed, and a migration is cancelled after the stop',
      seenBy: thread,
      says: [
        '@‹requester› :x: *‹machine› is stuck at Start the EC2 instance again.* Starting ‹instance›: AWS refused it: You are not authorized to perform this operation (UnauthorizedOperation).',
        '*What to do:* Allow ec2:StartInstances to the role that Ferry uses; a service control policy may deny it too. Then press Retry on the card.',
        'EC2 DOWN · Azure none.',
      ].join('\n'),
      async play({ stage }) {
        const play = await stage.migrate(stage.machine(), prod);
        await play.toAuthorisation();
        deny('ec2:CreateSnapshots', 'ec2:StartInstances').place(stage);
        await play.press(people.approver, 'ferry_authorise');
        await stuck(play);
        await play.press(people.requester, 'ferry_cancel');
        const told = await stuck(play, 1);
        deny().clear(stage);
        await retry(play);
        await play.ended('cancelled');
        if (play.count('aws', 'StopInstances') !== 1 || play.count('aws', 'StartInstances') !== 1)
          throw new Error('it was not stopped once and started once');
        return told;
      },
    },
    meanwhile(
      'AWS throttles for a while',
      fault('DescribeInstances', 'throttle'),
      [
        ':hourglass_flowing_sand: Check eligibility (running)',
        'waiting for AWS, again at ‹time›',
        'The reason: describing ‹instance› in prod (eu-west-1): Request limit exceeded (RequestLimitExceeded)',
      ].join('\n'),
    ),
    meanwhile(
      'AWS throttles and does not stop throttling',
      fault('DescribeInstances', 'throttle'),
      ':raised_hand: @‹requester› *Check eligibility: somebody has to help.* Describing ‹instance› in prod (eu-west-1): Request limit exceeded (RequestLimitExceeded). If it lasts, another program calls AWS too often in this account: find it. Ferry has asked 6 times and goes on asking.',
      outcry,
    ),
    {
      when: 'AWS throttles the call that stops the machine',
      seenBy: card,
      says: [
        ':hourglass_flowing_sand: Stop the EC2 instance (running)',
        'stopping the EC2 instance: AWS asked Ferry to slow down, again at ‹time›',
      ].join('\n'),
      async play({ stage }) {
        const play = await stage.migrate(stage.machine(), prod);
        await play.toAuthorisation();
        stage.fault('aws', 'StopInstances', 'throttle', { retryAfter: 1, times: 2 });
        await play.press(people.approver, 'ferry_authorise');
        const told = (await shown(play, /slow down/)).replace(/^.*\n(?=:hourglass)/s, '');
        await play.offers('ferry_accept');
        expectOnce(play, ['StopInstances', 'CreateSnapshots']);
        return told;
      },
    },
    meanwhile(
      'AWS answers 503',
      fault('DescribeInstances', 'unavailable'),
      [
        ':hourglass_flowing_sand: Check eligibility (running)',
        'waiting for AWS, again at ‹time›',
        'The reason: describing ‹instance› in prod (eu-west-1): The service is unavailable. Please try again shortly (Unavailable)',
      ].join('\n'),
    ),
    meanwhile(
      "a proxy's page comes instead of an answer",
      fault('DescribeInstances', 'html'),
      [
        ':hourglass_flowing_sand: Check eligibility (running)',
        'waiting for AWS, again at ‹time›',
        'The reason: describing ‹instance› in prod (eu-west-1): HTTP 502, and not in the shape of AWS: perhaps a proxy on the way',
      ].join('\n'),
    ),
    meanwhile(
      'AWS breaks the connection',
      fault('DescribeInstances', 'reset-before'),
      [
        ':hourglass_flowing_sand: Check eligibility (running)',
        'waiting for AWS, again at ‹time›',
        'The reason: describing ‹instance› in prod (eu-west-1): AWS broke the connection without an answer (ECONNRESET)',
      ].join('\n'),
    ),
    // Before the door is shut, which breaks what hangs.
    {
      when: 'AWS takes the connection and never answers',
      seenBy: card,
      says: [
        ':hourglass_flowing_sand: Check eligibility (running)',
        'waiting for AWS, again at ‹time›',
        'The reason: reading the image metadata of ‹instance› in prod (eu-west-1): AWS did not answer in time (ETIMEDOUT)',
      ].join('\n'),
      async play({ stage, hanging }) {
        const told = await shown(hanging, /waiting for AWS.*did not answer/s);
        stage.sandbox.kit.faults.disarm(hung);
        stage.release();
        // It has gone on by itself, to what nothing proves of a machine whose image is gone.
        await stuck(hanging);
        stage.sandbox.aws.world({
          instances: [{ instanceId: hanging.machine.instanceId, imageName: 'RHEL-8.8.0_HVM-20230623-x86_64-3-Hourly2-GP2' }],
        });
        await retry(hanging);
        await hanging.offers('ferry_start');
        expectUntouched(hanging, stage);
        return told;
      },
    },
    meanwhile(
      'the address of AWS refuses connections',
      { begin: ({ door }) => door.shut(), end: ({ door }) => door.open() },
      [
        ':hourglass_flowing_sand: Check eligibility (running)',
        'waiting for AWS, again at ‹time›',
        'The reason: describing ‹instance› in prod (eu-west-1): the connection was refused (ECONNREFUSED)',
      ].join('\n'),
    ),
    atFirst(
      '`ec2:DescribeImages` and `ec2:DescribeInstanceImageMetadata` are not allowed',
      'prod',
      deny('ec2:DescribeImages', 'ec2:DescribeInstanceImageMetadata'),
      [
        '@‹requester› :x: *‹machine› is stuck at Check eligibility.* This machine cannot be moved as it is. Not proven: Supported operating system – Systems Manager does not know the machine; image ‹image› could not be read: describing the image ‹image› in prod (eu-west-1): You are not authorized to perform this operation (UnauthorizedOperation) (ssm:DescribeInstanceInformation, ‹moment›).',
        '*What to do:* Nothing proves the operating system: let the agent of Systems Manager run on it, then Retry. Allow ec2:DescribeImages to the role that Ferry uses, then Retry. Who knows the answer may give it by Vouch… on the card.',
        'EC2 up · Azure none.',
      ].join('\n'),
      { ssm: null },
    ),
    // Last, because a worker that was started anew would take up what EC2 leaves hanging.
    asWorker(
      'nobody gave Ferry credentials',
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      [
        '@‹requester› :x: *‹instance› is stuck at Check eligibility.* Loading AWS credentials in prod (eu-west-1): Could not load credentials from any providers (CredentialsProviderError).',
        '*What to do:* Give the worker and the bot AWS credentials (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or a role of the host) and restart both. Then Retry.',
        'EC2 not yet seen · Azure none.',
      ].join('\n'),
    ),
    asWorker(
      'the access key does not exist',
      { AWS_ACCESS_KEY_ID: 'AKIANOBODYKNOWSTHIS1' },
      [
        '@‹requester› :x: *‹instance› is stuck at Check eligibility.* Checking which account the credentials belong to in prod (eu-west-1): The security token included in the request is invalid (InvalidClientTokenId).',
        '*What to do:* AWS does not accept the key or its signature: correct the AWS credentials of the worker and the bot and restart both. Then Retry.',
        'EC2 not yet seen · Azure none.',
      ].join('\n'),
    ),
  ],
};

function expectOnce(play: Play, operations: readonly string[] = ['StopInstances', 'CreateSnapshots', 'ModifyInstanceAttribute']): void {
  for (const operation of operations)
    if (play.count('aws', operation) !== 1) throw new Error(`${operation} was done ${play.count('aws', operation)} times`);
}
