import { randomBytes } from 'node:crypto';
import { AwsRefusal } from './refusals.ts';
import type { RefusalCodes } from './services/service.ts';

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
  /** Who signed a request; throws an AwsRefusal in the service's own words. */
  caller(headers: Readonly<Record<string, string>>, codes: Pick<RefusalCodes, 'unknownKey' | 'expired'>): Caller;
  assume(roleArn: string, session: string, seconds: number): Session & { readonly accessKeyId: string; readonly secretAccessKey: string };
  forget(): void;
}

const credential =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=[^,]+, ?Signature=[0-9a-f]{64}$/;

/** The service a request is signed for tells EC2 from STS and the others on the one port. */
export function signedFor(authorization: string | undefined): { key: string; region: string; service: string } | undefined {
  const [, key, region, service] = credential.exec(authorization ?? '') ?? [];
  return key && region && service ? { key, region, service } : undefined;
}

export function createCredentials(account: string): Credentials {
  const sessions = new Map<string, Session>();
  const accessKeyId = 'AKIAFERRYSANDBOX0001';
  return {
    accessKeyId,
    secretAccessKey: 'sandbox-secret-access-key-not-for-aws',
    caller(headers, codes) {
      const signed = signedFor(headers['authorization']);
      if (!signed) throw new AwsRefusal('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
      if (signed.key === accessKeyId) return { account, arn: `arn:aws:iam::${account}:user/ferry`, region: signed.region };
      const session = sessions.get(signed.key);
      if (!session || session.token !== headers['x-amz-security-token']) throw refusal(codes.unknownKey);
      if (session.expiresAt <= Date.now()) throw refusal(codes.expired);
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

function refusal([status, code, message]: RefusalCodes['expired']): AwsRefusal {
  return new AwsRefusal(code, message, status);
}
