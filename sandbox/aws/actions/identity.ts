import { AwsRefusal } from '../refusals.ts';
import type { Action } from './action.ts';

export const getCallerIdentity: Action = ({ caller }) => ({ Arn: caller.arn, UserId: 'AIDAFERRYSANDBOX0001', Account: caller.account });

/** The role's trust is real: a role nobody made, or a missing or wrong external id, is refused. */
export const assumeRole: Action = ({ query, world, caller, credentials }) => {
  const arn = query.text('RoleArn') ?? '';
  const demanded = world.roles.get(arn);
  if (!world.roles.has(arn) || (demanded !== undefined && demanded !== query.text('ExternalId'))) {
    throw new AwsRefusal('AccessDenied', `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`, 403);
  }
  const session = credentials.assume(arn, query.text('RoleSessionName') ?? 'session', Number(query.text('DurationSeconds') ?? 3600));
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.token,
      Expiration: new Date(session.expiresAt),
    },
    AssumedRoleUser: { Arn: session.arn, AssumedRoleId: `AROAFERRYSANDBOX0001:${query.text('RoleSessionName') ?? 'session'}` },
    PackedPolicySize: 1,
  };
};
