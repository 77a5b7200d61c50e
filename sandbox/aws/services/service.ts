import type { Call, Named, Reply } from '../../kit/http.ts';
import type { Kit } from '../../kit/service.ts';
import type { Caller, Credentials } from '../credentials.ts';
import type { World } from '../model.ts';

/** A signed request's circumstances: who asks, and what it may see and change. */
export interface Circumstances {
  readonly caller: Caller;
  readonly credentials: Credentials;
  readonly world: World;
  readonly kit: Kit;
  readonly now: number;
}

/** One AWS service as it speaks on the wire. */
export interface AwsService {
  /** How IAM names it: `ec2:DescribeInstances`. */
  readonly iam: string;
  readonly operations: readonly string[];
  named(call: Pick<Call, 'headers' | 'body' | 'url' | 'method'>): Named;
  /** Does the work of an operation it has, and answers; throws an AwsRefusal. */
  answer(call: Call, circumstances: Circumstances): Reply;
  /** Says no, in the service's own shape. */
  refuse(status: number, code: string, message: string): Reply;
  /** What the service calls the refusals that are not about the request itself. */
  readonly codes: RefusalCodes;
}

export interface RefusalCodes {
  readonly throttled: readonly [status: number, code: string, message: string];
  readonly denied: readonly [status: number, code: string, message: string];
  readonly unknownKey: readonly [status: number, code: string, message: string];
  readonly expired: readonly [status: number, code: string, message: string];
  readonly unavailable: readonly [status: number, code: string, message: string];
}
