import { stringify } from 'yaml';
import type { AwsSandbox } from './aws/index.ts';
import type { AzureDetails, AzureSandbox } from './azure/index.ts';
import type { EngineName } from './azure/world.ts';
import type { HookSandbox } from './hook/index.ts';
import type { SlackSandbox } from './slack/index.ts';

export interface Clouds {
  readonly slack: Pick<SlackSandbox, 'details'>;
  readonly aws: Pick<AwsSandbox, 'details'>;
  readonly azure: Pick<AzureSandbox, 'details'>;
}

/** The target of each engine: its alias, and what is its own. */
const targets: Readonly<Record<EngineName, (azure: AzureDetails) => readonly [alias: string, target: object]>> = {
  InMageRcm: ({ vault, applianceAddress }) => ['azure', { vault, replicationHost: { addresses: [applianceAddress] } }],
  InMageAzureV2: ({ classic: { vault, configurationServerAddress } }) => [
    'classic',
    { vault, engine: 'InMageAzureV2', replicationHost: { addresses: [configurationServerAddress] } },
  ],
};

/** The text of a ferry.yml that fits the sandbox, with a target for each of these engines. */
export function ferryFile({ aws, azure }: Clouds, speed: number, engines: readonly EngineName[]): string {
  const { account, region } = aws.details;
  const { subscription, resourceGroup, placement, testNetwork } = azure.details;
  const target = (engine: EngineName) => {
    const [alias, own] = targets[engine](azure.details);
    return [alias, { subscription, resourceGroup, ...own, placement, testFailover: { network: testNetwork } }] as const;
  };
  return stringify({
    sources: { prod: { account, region } },
    targets: Object.fromEntries(engines.map(target)),
    approvers: { groups: ['S0APPROVERS1'], needed: 1 },
    channels: { operators: 'C0OPERATORS1' },
    timing: timing(speed),
  });
}

/** Every variable that Ferry needs to talk to the sandbox, and to nothing else. */
export function ferryEnvironment(
  { slack, aws, azure, hook }: Clouds & { readonly hook: Pick<HookSandbox, 'details'> },
  file: string,
  redis: string | undefined,
): Record<string, string> {
  return {
    SLACK_BOT_TOKEN: slack.details.botToken,
    SLACK_APP_TOKEN: slack.details.appToken,
    SLACK_SIGNING_SECRET: slack.details.signingSecret,
    SLACK_API_URL: slack.details.api,
    ...aws.details.env,
    AZURE_TENANT_ID: azure.details.tenantId,
    AZURE_CLIENT_ID: azure.details.clientId,
    AZURE_CLIENT_SECRET: azure.details.clientSecret,
    FERRY_AZURE_ENDPOINT: azure.details.endpoint,
    FERRY_QUIESCE_SECRET: hook.details.secret,
    FERRY_CONFIG: file,
    ...(redis !== undefined && { REDIS_URL: redis }),
  };
}

/**
 * Ferry's own periods, in seconds, shortened as the clouds' work is: the default, and what is still sane on a slow machine.
 * Periods of people (how long a plan or an approval stays open, how late a click may be) are left alone.
 */
const machinePeriods = {
  lease: [10, 2],
  lock: [15, 3],
  stalled: [5, 1],
  sweep: [1, 0.2],
  poll: [30, 0.5],
  lookEvery: [30, 0.5],
  lookHorizon: [600, 5],
  quarantine: [600, 5],
  settle: [900, 5],
  drainBudget: [1200, 20],
  testDeadline: [7200, 60],
  hold: [60, 2],
  watchEvery: [300, 2],
  sourceWatch: [30, 1],
  cardEvery: [5, 0.5],
  redrawAfter: [60, 2],
  backoffMax: [300, 2],
} as const;

function timing(speed: number): Record<string, number> {
  return Object.fromEntries(Object.entries(machinePeriods).map(([name, [seconds, least]]) => [name, Math.max(least, seconds / speed)]));
}
