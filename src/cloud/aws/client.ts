import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { SourceConfig } from '../../config-schema.ts';
import type { CloudError } from '../../errors.ts';
import { createCredentials } from './credentials.ts';
import type { Doing } from './errors.ts';
import { createGatedTransport, createReadingTransport } from './gate.ts';

/** The environment the SDK is to go by, when it is not the process's own. */
export type AwsEnvironment = Readonly<Record<string, string | undefined>>;

export interface SourceOptions {
  readonly alias: string;
  readonly config: SourceConfig;
  readonly env?: AwsEnvironment | undefined;
  /** The Slack user on whose word AWS is asked; CloudTrail names whoever it is where ferry.yml has a role. */
  readonly person?: string | undefined;
  /**
   * Hears of each fact that AWS answered it would not give, and why; the fact is left out. Without it only the facts that
   * may always stay unknown are left out, and anything else that fails is thrown.
   */
  readonly withheld?: ((why: CloudError) => void) | undefined;
}

export interface Clients {
  readonly ec2: EC2Client;
  readonly ssm: SSMClient;
  readonly autoScaling: AutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
  /** Global: the SDK signs for the one region that answers for the partition of its own. */
  readonly route53: Route53Client;
  readonly sts: STSClient;
}

/** Services that a permission to change may open, as IAM names them, and as the SDK's environment does. */
const endpoints = { ec2: 'EC2', ssm: 'SSM', autoscaling: 'AUTO_SCALING', cloudwatch: 'CLOUDWATCH', route53: 'ROUTE_53' } as const;

/** One client per service, account and region. Never a retry by the SDK: `mutate` sends once, and reads are repeated by the steps. */
export function createClients({ alias, config, env, person }: SourceOptions): Clients {
  const transport = createReadingTransport();
  const where = whereIs(alias, config);
  const once = { region: config.region, maxAttempts: 1 };
  const sts = { ...once, ...endpoint(env, 'STS'), requestHandler: transport };
  const credentials = createCredentials({ config, env, person, where, sts, transport });
  const own = (service: keyof typeof endpoints) => ({
    ...once,
    ...endpoint(env, endpoints[service]),
    credentials,
    requestHandler: createGatedTransport(service),
  });
  return {
    ec2: new EC2Client(own('ec2')),
    ssm: new SSMClient(own('ssm')),
    autoScaling: new AutoScalingClient(own('autoscaling')),
    cloudWatch: new CloudWatchClient(own('cloudwatch')),
    route53: new Route53Client(own('route53')),
    sts: new STSClient({ ...sts, credentials }),
  };
}

export function whereIs(alias: string, config: SourceConfig): Doing['where'] {
  return `${alias} (${config.region})`;
}

/** The SDK reads the process's environment by itself; only another one has to be handed to it. */
function endpoint(env: AwsEnvironment | undefined, service: string): { endpoint?: string } {
  const url = env?.[`AWS_ENDPOINT_URL_${service}`] ?? env?.['AWS_ENDPOINT_URL'];
  return url ? { endpoint: url } : {};
}
