import { randomBytes } from 'node:crypto';
import { AwsRefusal } from './refusals.ts';
import type { Dialect } from './xml.ts';

export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly region: string;
}

interface Session {
  readonly account: string;
  readonly arn: string;
  readonly token: string;
  readonly expiresAt: number;
}

/** Who may call: one long-lived key, and the sessions that AssumeRole gave out. The signature itself is not verified. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  caller(headers: Readonly<Record<string, string>>, dialect: Dialect): Caller;
  assume(roleArn: string, session: string, seconds: number): Session & { readonly accessKeyId: string; readonly secretAccessKey: string };
  forget(): void;
}

const credential =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=[^,]+, ?Signature=[0-9a-f]{64}$/;

/** The service a request is signed for tells EC2 from STS on the one port. */
export function signedFor(authorization: string | undefined): { key: string; region: string; dialect: Dialect } | undefined {
  const [, key, region, service] = credential.exec(authorization ?? '') ?? [];
  return key && region && (service === 'ec2' || service === 'sts') ? { key, region, dialect: service } : undefined;
}

export function createCredentials(account: string): Credentials {
  const sessions = new Map<string, Session>();
  const accessKeyId = 'AKIAFERRYSANDBOX0001';
  return {
    accessKeyId,
    secretAccessKey: 'sandbox-secret-access-key-not-for-aws',
    caller(headers, dialect) {
      const signed = signedFor(headers['authorization']);
      if (!signed) throw new AwsRefusal('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
      if (signed.key === accessKeyId) return { account, arn: `arn:aws:iam::${account}:user/ferry`, region: signed.region };
      const session = sessions.get(signed.key);
      if (!session || session.token !== headers['x-amz-security-token']) throw unknownKey(dialect);
      if (session.expiresAt <= Date.now()) throw expired(dialect);
      return { account: session.account, arn: session.arn, region: signed.region };
    },
    assume(roleArn, name, seconds) {
      const [, roleAccount, role] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(roleArn) ?? [];
      const session: Session = {
        account: roleAccount ?? account,
        arn: `arn:aws:sts::${roleAccount}:assumed-role/${role}/${name}`,
        token: randomBytes(24).toString('base64'),
        expiresAt: Date.now() + seconds * 1000,
      };
      const key = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
      sessions.set(key, session);
      return { ...session, accessKeyId: key, secretAccessKey: randomBytes(20).toString('hex') };
    },
    forget: () => sessions.clear(),
  };
}

function unknownKey(dialect: Dialect): AwsRefusal {
  return dialect === 'ec2'
    ? new AwsRefusal('AuthFailure', 'AWS was not able to validate the provided access credentials', 401)
    : new AwsRefusal('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
}

function expired(dialect: Dialect): AwsRefusal {
  return dialect === 'ec2'
    ? new AwsRefusal('RequestExpired', 'Request has expired.')
    : new AwsRefusal('ExpiredToken', 'The security token included in the request is expired', 403);
}
