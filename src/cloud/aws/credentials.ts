import type { STSClientConfig } from '@aws-sdk/client-sts';
import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { SourceConfig } from '../../config-schema.ts';
import { CloudError } from '../../errors.ts';
import type { AwsEnvironment } from './client.ts';
import { explain } from './errors.ts';
import type { Transport } from './gate.ts';
import { sessionName } from './session-name.ts';

interface CredentialsOptions {
  readonly config: SourceConfig;
  readonly env: AwsEnvironment | undefined;
  readonly person: string | undefined;
  readonly where: string;
  /** How to reach STS. */
  readonly sts: STSClientConfig;
  /** Not EC2's own, which would take the borrowing of a role for a change. */
  readonly transport: Transport;
}

/** In seconds, and no session of STS is shorter; the SDK borrows anew in time. */
const shortest = 900;

type Provider = ReturnType<typeof fromNodeProviderChain>;

/** The default chain, or the role that ferry.yml names, borrowed with the default chain. */
export function createCredentials({ config, env, person, where, sts, transport }: CredentialsOptions): Provider {
  const own = ownCredentials(env, config.region, transport);
  if (!config.role) return explained(own, { what: 'loading AWS credentials', permission: 'sts:GetCallerIdentity', where });
  const borrowed = fromTemporaryCredentials({
    masterCredentials: own,
    params: {
      RoleArn: config.role,
      RoleSessionName: sessionName(person),
      DurationSeconds: shortest,
      ...(config.externalId && { ExternalId: config.externalId }),
    },
    clientConfig: sts,
  });
  return explained(borrowed, { what: `assuming ${config.role}`, permission: 'sts:AssumeRole', where });
}

function ownCredentials(env: AwsEnvironment | undefined, region: string, transport: Transport): Provider {
  const accessKeyId = env?.['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env?.['AWS_SECRET_ACCESS_KEY'];
  if (!accessKeyId || !secretAccessKey) return fromNodeProviderChain({ clientConfig: { region, requestHandler: transport } });
  const sessionToken = env?.['AWS_SESSION_TOKEN'];
  return () => Promise.resolve({ accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) });
}

function explained(provider: Provider, doing: Parameters<typeof explain>[1]): Provider {
  return async (properties) => {
    try {
      return await provider(properties);
    } catch (error) {
      const known = explain(error, doing);
      if (known instanceof CloudError) throw known;
      // A provider of the chain failed in a way of its own: a metadata service that hangs, a process that crashed.
      throw new CloudError(`${doing.what} in ${doing.where}: ${error instanceof Error ? error.message : String(error)}`, {
        code: 'aws-unavailable',
        retryable: true,
        cause: error,
        remedy: 'Check where Ferry gets its AWS credentials from.',
      });
    }
  };
}
