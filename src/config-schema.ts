import { z } from 'zod';
import { landing } from './config-placement.ts';
import { quiesce } from './config-quiesce.ts';
import { runCommand } from './config-run-command.ts';
import { slackSection } from './config-transport.ts';
import { armId, oneOf, word } from './config-words.ts';

const seconds = (fallback: number) =>
  z
    .number(inSeconds(fallback))
    .positive({ error: inSeconds(fallback), abort: true })
    .default(fallback);
const inSeconds = (fallback: number) => `seconds, more than 0, for example ${fallback}`;
const minutes = (fallback: number, least: number) =>
  z
    .int(inMinutes(fallback, least))
    .min(least, { error: inMinutes(fallback, least), abort: true })
    .default(fallback);
const inMinutes = (fallback: number, least: number) => `whole minutes, ${least} or more, for example ${fallback}`;

const trueOrFalse = 'true or false';

const alias = word(/^[a-z][a-z0-9-]{0,30}$/, 'an alias of lower-case letters, digits and hyphens, for example prod');

const optIn = z.strictObject(
  {
    tag: word(/^.{1,128}$/, 'the key of a tag on EC2 machines, 1 to 128 characters, for example ferry:allow'),
    value: word(/^.{1,256}$/, 'the value that the tag has on machines that may be moved, in quotes, for example "true"'),
  },
  "a tag with its value, as the consent of a machine's owner",
);

const region = word(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region, for example eu-west-1');

const sourceFields = z.strictObject(
  {
    account: word(/^\d{12}$/, 'an AWS account, 12 digits in quotes, for example "111122223333"'),
    /** The short form for one. */
    region: region.optional(),
    regions: z
      .array(region, 'a list of AWS regions, for example [eu-west-1, eu-central-1]')
      .min(1, 'at least one AWS region, for example [eu-west-1]')
      .refine((all) => new Set(all).size === all.length, 'a region is named twice; name each of them once')
      .optional(),
    role: word(/^arn:/, 'the ARN of a role, for example arn:aws:iam::111122223333:role/ferry').optional(),
    externalId: word(/^.{2,}$/s, 'the external id that the role asks for, 2 characters or more, for example ferry').optional(),
    /** Who makes applications still before their machine is stopped. */
    quiesce: quiesce.optional(),
    /** What Ferry may run inside machines, as root or SYSTEM; nothing where it is left out. */
    runCommand: runCommand.optional(),
    /** Only machines with this tag are moved. */
    optIn: optIn.optional(),
  },
  'a source with account and region',
);

const isBlock = ({ value }: { readonly value: unknown }) => typeof value === 'object' && value !== null && !Array.isArray(value);

const source = sourceFields
  .refine(({ region: one, regions }) => one !== undefined || regions !== undefined, {
    path: ['region'],
    message: 'missing; expected an AWS region, for example eu-west-1',
    when: isBlock,
  })
  .refine(({ region: one, regions }) => one === undefined || regions === undefined, {
    path: ['regions'],
    message: 'region is there as well; name one region as region, or several as regions',
  });

const resourceGroup = word(/^.+$/, 'the name of a resource group, for example rg-migrate');

const policy = z.strictObject(
  {
    name: word(/^[A-Za-z0-9-]{1,60}$/, 'a name of 1 to 60 letters, digits and hyphens, for example ferry-24h').default('ferry-24h'),
    recoveryPointHistoryMinutes: minutes(1440, 1),
    crashConsistentMinutes: minutes(5, 1),
    appConsistentMinutes: minutes(0, 0),
  },
  'a replication policy with name and minutes',
);

/** As `word`; what is wrong with it is all that is said. */
const alone = (pattern: RegExp, expected: string) => z.string(expected).regex(pattern, { error: expected, abort: true });

const testMinutes = 'minutes, more than 0, for example 120';

const testFailover = z
  .strictObject(
    {
      network: armId('Microsoft.Network/virtualNetworks/<name>').optional(),
      subnet: alone(/^.+$/, 'the name of a subnet of that network, for example machines').optional(),
      waivedBy: alone(/^.{2,100}$/, 'whoever decided that no test is made, 2 to 100 characters, for example the platform team').optional(),
      reason: alone(/^.{5,300}$/, 'why no test is made, 5 to 300 characters').optional(),
      /** How long a test machine may take to come up; without it `timing.testDeadline` counts. */
      deadlineMinutes: z.number(testMinutes).positive({ error: testMinutes, abort: true }).optional(),
    },
    'an isolated network for tests, or waivedBy with a reason',
  )
  .refine((test) => (test.network === undefined) !== (test.waivedBy === undefined), {
    message: 'either name an isolated network, or say who waived the test as waivedBy; not both, and not neither',
  })
  .refine((test) => (test.waivedBy === undefined) === (test.reason === undefined), {
    message: 'a waiver has a reason, which every approver reads; and only a waiver has one',
  })
  .refine((test) => test.deadlineMinutes === undefined || test.network !== undefined, {
    message: 'where no test is made none has a deadline; leave deadlineMinutes out',
  });

const targetFields = z.strictObject(
  {
    subscription: z.guid('the id of an Azure subscription, for example 00000000-0000-4000-8000-000000000000'),
    resourceGroup,
    vault: word(/^.{2,50}$/, 'the name of a Recovery Services vault, 2 to 50 characters, for example rsv-migrate'),
    /** Whether `npx ferry target prepare` may create the vault, and where. */
    createVault: z.boolean(trueOrFalse).optional(),
    location: word(/^[a-z][a-z0-9]+$/, 'an Azure region, for example westeurope').optional(),
    engine: oneOf(['auto', 'InMageRcm', 'InMageAzureV2']).default('auto'),
    /** Addresses of the replication host as the EC2 machines reach it. */
    replicationHost: z.strictObject(
      {
        addresses: z
          .array(z.ipv4('an IPv4 address of the replication host, for example 10.0.0.10'), 'a list of addresses, for example [10.0.0.10]')
          .min(1, 'at least one address of the replication host, for example [10.0.0.10]'),
      },
      'the replication host with its addresses',
    ),
    /** Who puts the Mobility service on machines: their owners, the replication host, or Ferry by Systems Manager. Microsoft supports no push to AWS machines. */
    mobilityService: oneOf(['preinstalled', 'push', 'ssm']).default('preinstalled'),
    /** Account of the replication host that pushes the Mobility service; without it the machine's own, or the only one. */
    runAsAccount: word(/^.+$/, 'the name of an account of the replication host, for example migration-account').optional(),
    /** Signs each change with the vault's channel integrity key, as Microsoft's PowerShell does. */
    channelIntegrity: z.boolean(trueOrFalse).default(false),
    placement: z.strictObject(
      {
        resourceGroup,
        network: armId('Microsoft.Network/virtualNetworks/<name>'),
        subnet: word(/^.+$/, 'the name of a subnet of that network, for example machines'),
        cacheStorageAccount: armId('Microsoft.Storage/storageAccounts/<name>'),
        diskType: oneOf(['Standard_LRS', 'StandardSSD_LRS', 'Premium_LRS']).default('StandardSSD_LRS'),
        ...landing,
      },
      'a place for the machines, with resourceGroup, network, subnet and cacheStorageAccount',
    ),
    /** Where a copy of each machine is booted before the failover; or who says that it need not be. */
    testFailover: testFailover.optional(),
    policy: policy
      .refine((p) => p.recoveryPointHistoryMinutes > p.crashConsistentMinutes, {
        path: ['recoveryPointHistoryMinutes'],
        message: 'recovery points would be dropped before the next one is made: it must be more than crashConsistentMinutes',
      })
      .prefault({}),
    /** Which recovery point a failover uses, unless people choose another one when they are asked. */
    recoveryPoint: oneOf(['covering', 'app-consistent']).default('covering'),
  },
  'a target with subscription, resourceGroup, vault, replicationHost and placement',
);

const target = targetFields.refine((t) => !t.createVault || t.location !== undefined, {
  path: ['location'],
  message: 'missing, and createVault is true; name the Azure region in which the vault is to be made, for example westeurope',
});

const targetWithPoints = target.refine((t) => t.recoveryPoint !== 'app-consistent' || t.policy.appConsistentMinutes > 0, {
  path: ['recoveryPoint'],
  message: 'the policy makes no application-consistent points; give it appConsistentMinutes, or choose covering',
});

const slackUser = word(/^[UW][A-Z0-9]{2,}$/, "a Slack user's id, for example U012AB3CD (profile, three dots, Copy member ID)");
const slackGroup = word(/^S[A-Z0-9]{2,}$/, "a Slack user group's id, for example S012AB3CD (the end of the group's address in a browser)");
const slackChannel = word(/^[CG][A-Z0-9]{2,}$/, "a Slack channel's id, for example C012AB3CD (at the bottom of the channel's details)");

const approvers = z
  .strictObject(
    {
      users: z.array(slackUser, 'a list of user ids, for example [U012AB3CD]').default([]),
      groups: z.array(slackGroup, 'a list of user group ids, for example [S012AB3CD]').default([]),
      needed: z.int(votes()).min(1, votes()).max(10, votes()).default(1),
    },
    'users or groups who may authorise a downtime',
  )
  .refine((a) => a.users.length + a.groups.length > 0, 'nobody may authorise a downtime; name at least one user or user group')
  .refine((a) => a.groups.length > 0 || a.users.length === 0 || a.needed <= new Set(a.users).size, {
    path: ['needed'],
    message: 'more approvals than there are approvers, so no downtime could ever be authorised; lower it, or name more users',
  });

function votes(): string {
  return 'how many must approve, a whole number from 1 to 10, for example 1';
}

/** All in seconds. */
const timing = z
  .strictObject(
    {
      lease: seconds(10),
      lock: seconds(15),
      stalled: seconds(5),
      sweep: seconds(1),
      poll: seconds(30),
      lookEvery: seconds(30),
      lookHorizon: seconds(600),
      quarantine: seconds(600),
      settle: seconds(900),
      clickLate: seconds(2.5),
      planExpires: seconds(86_400),
      approvalExpires: seconds(604_800),
      authorityValid: seconds(14_400),
      drainBudget: seconds(1_200),
      hold: seconds(60),
      testDeadline: seconds(7_200),
      acceptReminder: seconds(1_800),
      watchEvery: seconds(300),
      sourceWatch: seconds(30),
      standing: seconds(86_400),
      cardEvery: seconds(5),
      threadLease: seconds(15),
      redrawAfter: seconds(60),
      backoffMax: seconds(300),
      shutdownGrace: seconds(60),
      heartbeat: seconds(2),
      channelRetry: seconds(60),
    },
    'periods in seconds by their names',
  )
  .refine((t) => t.lease < t.lock, {
    path: ['lease'],
    message: "it must be less than lock, or the queue would hand out a migration before its worker's lease has run out",
  })
  .refine((t) => t.sweep < t.lease, { path: ['sweep'], message: 'it must be less than lease, or work that is due is found too late' })
  .refine((t) => t.lookEvery <= t.lookHorizon, {
    path: ['lookEvery'],
    message: 'it must not be more than lookHorizon, or Ferry gives up on a lost call before it has looked for it',
  })
  .refine((t) => t.sourceWatch <= 60, {
    path: ['sourceWatch'],
    message: 'it must not be more than 60, or a machine runs twice for longer before anybody hears of it',
  })
  .refine((t) => t.drainBudget + t.hold < t.authorityValid, {
    path: ['authorityValid'],
    message: 'it must be more than drainBudget and hold together, or an approval runs out before the failover that it is for',
  });

/** What ferry.yml may hold. Every message says what is expected at its place, with an example. */
export const ferrySchema = z.strictObject({
  sources: z
    .record(alias, source, 'sources by their aliases, for example prod:')
    .refine((s) => Object.keys(s).length > 0, 'machines come from nowhere; name at least one source'),
  targets: z
    .record(alias, targetWithPoints, 'targets by their aliases, for example azure:')
    .refine((t) => Object.keys(t).length > 0, 'machines go nowhere; name at least one target'),
  approvers,
  channels: z
    .strictObject(
      {
        /** Hears of everything that an operator has to do; without it only the thread says it. */
        operators: slackChannel.optional(),
        /** Where `/migrate` starts migrations; empty means everywhere Ferry is a member. */
        allowed: z.array(slackChannel, 'a list of channel ids, for example [C012AB3CD]').default([]),
      },
      'channels with operators and allowed',
    )
    .prefault({}),
  slack: slackSection.prefault({}),
  osProfile: oneOf(['current', 'article-2016']).default('current'),
  timing: timing.prefault({}),
});

/** The part of ferry.yml that a look at one machine needs; the rest may be missing or wrong. */
export const placesSchema = z.object({
  sources: ferrySchema.shape.sources,
  targets: ferrySchema.shape.targets,
  osProfile: ferrySchema.shape.osProfile,
  timing: ferrySchema.shape.timing.catch(() => ferrySchema.shape.timing.parse(undefined)),
});

/** The part that preparing a target needs. */
export const targetsSchema = z.object({
  targets: ferrySchema.shape.targets,
  channels: ferrySchema.shape.channels,
  timing: ferrySchema.shape.timing,
});

export type FerryFile = z.infer<typeof ferrySchema>;
export type Places = z.infer<typeof placesSchema>;
type SourceEntry = z.infer<typeof source>;
/** One account in one region. */
export type SourceConfig = Omit<SourceEntry, 'region' | 'regions'> & { readonly region: string };
export type TargetConfig = z.infer<typeof target>;
export type ApproversConfig = z.infer<typeof approvers>;
export type Timing = z.infer<typeof timing>;

const botToken = 'the bot token of the Slack app, xoxb-… (api.slack.com/apps, OAuth & Permissions)';
const loopback = 'the address of a sandbox on this machine, for example http://127.0.0.1:8080; leave it out for Azure itself';

/** The variables that Ferry reads. AWS's own SDK reads those of AWS. */
export const environmentSchema = z.object({
  SLACK_BOT_TOKEN: word(/^xoxb-/, botToken),
  SLACK_APP_TOKEN: z.string().optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_API_URL: z
    .url('the address of another Slack API, for example http://127.0.0.1:8080/api/; leave it out for Slack itself')
    .optional(),
  REDIS_URL: z.url({
    protocol: /^rediss?$/,
    error: 'the address of a Redis that keeps what it acknowledges, for example redis://127.0.0.1:6379 or rediss://…',
  }),
  AZURE_TENANT_ID: z.string().optional(),
  AZURE_CLIENT_ID: z.string().optional(),
  AZURE_CLIENT_SECRET: z.string().optional(),
  FERRY_AZURE_ENDPOINT: z
    .url(loopback)
    .regex(/^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+\/?$/, loopback)
    .optional(),
  FERRY_QUIESCE_SECRET: word(
    /^\S{32,}$/,
    'the secret that requests to a quiesce webhook are signed with, 32 characters or more without spaces',
  ).optional(),
  FERRY_CONFIG: z.string().default('ferry.yml'),
  FERRY_LOG: oneOf(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

export type Environment = z.infer<typeof environmentSchema>;
export interface Config extends FerryFile {
  readonly env: Environment;
}
