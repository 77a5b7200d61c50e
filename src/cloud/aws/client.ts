import { EC2Client } from '@aws-sdk/client-ec2';
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
  /**
   * Hears of each fact that AWS answered it would not give, and why; the fact is left out. Without it only the facts that
   * may always stay unknown are left out, and anything else that fails is thrown.
   */
  readonly withheld?: ((why: CloudError) => void) | undefined;
}

export interface Clients {
  readonly ec2: EC2Client;
  readonly sts: STSClient;
}

/** One client per account and region. Never a retry by the SDK: `mutate` sends once, and reads are repeated by the steps. */
export function createClients({ alias, config, env }: SourceOptions): Clients {
  const transport = createReadingTransport();
  const where = whereIs(alias, config);
  const once = { region: config.region, maxAttempts: 1 };
  const sts = { ...once, ...endpoint(env, 'STS'), requestHandler: transport };
  const credentials = createCredentials({ config, env, where, sts, transport });
  return {
    ec2: new EC2Client({ ...once, ...endpoint(env, 'EC2'), credentials, requestHandler: createGatedTransport() }),
    sts: new STSClient({ ...sts, credentials }),
  };
}

export function whereIs(alias: string, config: SourceConfig): Doing['where'] {
  return `${alias} (${config.region})`;
}

/** The SDK reads the process's environment by itself; only another one has to be handed to it. */
function endpoint(env: AwsEnvironment | undefined, service: 'EC2' | 'STS'): { endpoint?: string } {
  const url = env?.[`AWS_ENDPOINT_URL_${service}`] ?? env?.['AWS_ENDPOINT_URL'];
  return url ? { endpoint: url } : {};
}
