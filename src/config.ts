import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { StartError } from './errors.ts';

const alias = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'an alias is lower-case letters, digits and hyphens');
const seconds = (fallback: number) => z.number().positive().default(fallback);
const minutes = (fallback: number) => z.int().min(0).default(fallback);

const accountProblem = 'an AWS account is 12 digits, in quotes';

const source = z.strictObject({
  account: z.string(accountProblem).regex(/^\d{12}$/, accountProblem),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region looks like eu-west-1'),
  role: z.string().startsWith('arn:').optional(),
  externalId: z.string().min(2).optional(),
});

const armId = z
  .string()
  .regex(/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/.+/i, 'an Azure resource id begins with /subscriptions/…');

const target = z.strictObject({
  subscription: z.guid(),
  resourceGroup: z.string().min(1),
  vault: z.string().min(2).max(50),
  engine: z.enum(['auto', 'InMageRcm']).default('auto'),
  /** Addresses of the replication appliance as the EC2 machines reach it. */
  replicationHost: z.strictObject({ addresses: z.array(z.ipv4()).min(1) }),
  /** Who puts the Mobility service on machines: their owners, or the appliance. Microsoft supports no push to AWS machines. */
  mobilityService: z.enum(['preinstalled', 'push']).default('preinstalled'),
  placement: z.strictObject({
    resourceGroup: z.string().min(1),
    network: armId,
    subnet: z.string().min(1),
    cacheStorageAccount: armId,
    diskType: z.enum(['Standard_LRS', 'StandardSSD_LRS', 'Premium_LRS']).default('StandardSSD_LRS'),
    vmSize: z.string().startsWith('Standard_').optional(),
  }),
  policy: z
    .strictObject({
      name: z
        .string()
        .regex(/^[A-Za-z0-9-]{1,60}$/)
        .default('ferry-24h'),
      recoveryPointHistoryMinutes: minutes(1440),
      crashConsistentMinutes: minutes(5),
      appConsistentMinutes: minutes(0),
    })
    .prefault({}),
});

const slackUser = z.string().regex(/^[UW][A-Z0-9]{2,}$/, 'a Slack user id looks like U012AB3CD');
const slackGroup = z.string().regex(/^S[A-Z0-9]{2,}$/, 'a Slack user group id looks like S012AB3CD');
const slackChannel = z.string().regex(/^[CG][A-Z0-9]{2,}$/, 'a Slack channel id looks like C012AB3CD');

const approvers = z
  .strictObject({
    users: z.array(slackUser).default([]),
    groups: z.array(slackGroup).default([]),
    needed: z.int().min(1).max(10).default(1),
  })
  .refine((a) => a.users.length + a.groups.length > 0, 'name at least one user or user group: without approvers Ferry does not start');

/** All in seconds. */
const timing = z.strictObject({
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
  acceptReminder: seconds(1_800),
  cardEvery: seconds(5),
  threadLease: seconds(15),
  redrawAfter: seconds(60),
  backoffMax: seconds(300),
  shutdownGrace: seconds(60),
});

const schema = z.strictObject({
  sources: z.record(alias, source).refine((s) => Object.keys(s).length > 0, 'name at least one source'),
  targets: z.record(alias, target).refine((t) => Object.keys(t).length > 0, 'name at least one target'),
  approvers,
  channels: z
    .strictObject({
      /** Hears of everything that an operator has to do; without it only the thread says it. */
      operators: slackChannel.optional(),
      /** Where `/migrate` starts migrations; empty means everywhere Ferry is a member. */
      allowed: z.array(slackChannel).default([]),
    })
    .prefault({}),
  osProfile: z.enum(['current', 'article-2016']).default('current'),
  timing: timing.prefault({}),
});

export type FerryFile = z.infer<typeof schema>;
export type SourceConfig = z.infer<typeof source>;
export type TargetConfig = z.infer<typeof target>;
export type ApproversConfig = z.infer<typeof approvers>;
export type Timing = z.infer<typeof timing>;

const botTokenProblem = 'set it to the bot token of the Slack app (xoxb-…)';
const appTokenProblem = 'set it to the app-level token of the Slack app (xapp-…), with connections:write';
const redisProblem = 'set it to the address of a Redis that keeps what it acknowledges (redis://… or rediss://…)';

const environment = z.object({
  SLACK_BOT_TOKEN: z.string(botTokenProblem).startsWith('xoxb-', botTokenProblem),
  SLACK_APP_TOKEN: z.string(appTokenProblem).startsWith('xapp-', appTokenProblem),
  SLACK_API_URL: z.url().optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: redisProblem }),
  AZURE_TENANT_ID: z.string().min(1).optional(),
  AZURE_CLIENT_ID: z.string().min(1).optional(),
  AZURE_CLIENT_SECRET: z.string().min(1).optional(),
  FERRY_AZURE_ENDPOINT: z
    .url()
    .regex(/^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+\/?$/, 'FERRY_AZURE_ENDPOINT is for a sandbox on this machine only')
    .optional(),
  FERRY_CONFIG: z.string().default('ferry.yml'),
  FERRY_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

export type Environment = z.infer<typeof environment>;
export interface Config extends FerryFile {
  readonly env: Environment;
}

/** Parses the text of ferry.yml; throws a StartError that lists every problem. */
export function parseFerryFile(text: string, file = 'ferry.yml'): FerryFile {
  let raw: unknown;
  try {
    raw = parseYaml(text);
  } catch (cause) {
    throw new StartError('config-invalid', [`${file}: not valid YAML: ${cause instanceof Error ? cause.message : String(cause)}`], cause);
  }
  const parsed = schema.safeParse(raw ?? {});
  if (!parsed.success) throw new StartError('config-invalid', problems(parsed.error, `${file}: `));
  return parsed.data;
}

/** Reads ferry.yml and the environment once; throws one StartError with every problem of both. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const found: string[] = [];
  const parsedEnv = environment.safeParse(env);
  if (!parsedEnv.success) found.push(...problems(parsedEnv.error, 'environment: '));
  const file = env['FERRY_CONFIG'] ?? 'ferry.yml';
  let ferry: FerryFile | undefined;
  try {
    ferry = parseFerryFile(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof StartError) found.push(...error.problems);
    else
      found.push(
        `${file}: cannot be read (${error instanceof Error ? error.message : String(error)}); copy ferry.example.yml and fill it in`,
      );
  }
  if (!parsedEnv.success || !ferry) throw new StartError('config-invalid', found);
  return { ...ferry, env: parsedEnv.data };
}

function problems(error: z.ZodError, prefix: string): string[] {
  return error.issues.map((issue) => `${prefix}${issue.path.join('.') || '(top)'}: ${issue.message}`);
}
