import { randomUUID } from 'node:crypto';
import type { Reply } from '../../kit/http.ts';
import { AwsRefusal } from '../refusals.ts';
import type { AwsService, Circumstances, RefusalCodes } from './service.ts';

/** One signed JSON request, with what it may see and change. */
export interface JsonAsked extends Circumstances {
  readonly input: unknown;
}

/** Does one action's work synchronously and gives its answer; throws an AwsRefusal. */
export type JsonAction = (asked: JsonAsked) => object;

/** A service that speaks AWS's JSON under one prefix, as Systems Manager does: the operation is in `X-Amz-Target`. */
export function jsonService(
  iam: string,
  version: '1.0' | '1.1',
  prefix: string,
  actions: Readonly<Record<string, JsonAction>>,
  subject: (input: unknown) => string,
): AwsService {
  return {
    iam,
    operations: Object.keys(actions),
    codes,
    named({ headers, body }) {
      const target = headers['x-amz-target'] ?? '';
      const operation = target.startsWith(`${prefix}.`) ? target.slice(prefix.length + 1) : 'unknown';
      return { operation, subject: subject(parsed(body)) };
    },
    answer({ operation, body }, circumstances) {
      const action = actions[operation];
      if (!action) throw new AwsRefusal('UnknownOperationException', `The operation ${operation} is not known.`);
      return reply(version, 200, action({ ...circumstances, input: parsed(body) }));
    },
    refuse: (status, code, message) => reply(version, status, { __type: code, message }),
  };
}

const codes: RefusalCodes = {
  throttled: [400, 'ThrottlingException', 'Rate exceeded'],
  denied: [400, 'AccessDeniedException', 'User is not authorized to perform this operation'],
  unknownKey: [400, 'UnrecognizedClientException', 'The security token included in the request is invalid.'],
  expired: [400, 'ExpiredTokenException', 'The security token included in the request is expired'],
  unavailable: [500, 'InternalServerError', 'An error occurred on the server side.'],
};

function reply(version: string, status: number, body: object): Reply {
  return {
    status,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(body),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new AwsRefusal('SerializationException', 'The request body is no JSON.');
  }
}
