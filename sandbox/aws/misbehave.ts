import type { Fault } from '../kit/faults.ts';
import type { Call, Reply } from '../kit/http.ts';
import { signedFor } from './credentials.ts';
import { failure } from './xml.ts';

/**
 * Kinds that only AWS understands: `html` is a proxy's error page instead of XML, `auth-failure` and `expired` doubt the
 * credentials, and `error` answers any `code`, `status` and `message` the fault names.
 */
export const ownFaults = ['html', 'auth-failure', 'expired', 'error'] as const;

/** Answers an armed fault the way EC2 or STS would. */
export function misbehave(kind: string, call: Call, fault: Partial<Fault> = {}): Reply {
  const dialect = signedFor(call.headers['authorization'])?.dialect ?? 'ec2';
  const ec2 = dialect === 'ec2';
  switch (kind) {
    case 'throttle': {
      const reply = ec2
        ? failure(dialect, 503, 'RequestLimitExceeded', 'Request limit exceeded.')
        : failure(dialect, 400, 'Throttling', 'Rate exceeded');
      return fault.retryAfter === undefined ? reply : { ...reply, headers: { ...reply.headers, 'retry-after': String(fault.retryAfter) } };
    }
    case 'deny':
      return ec2
        ? failure(
            dialect,
            403,
            'UnauthorizedOperation',
            `You are not authorized to perform this operation. Encoded authorization failure message: ${'4lY9z'.repeat(80)}`,
          )
        : failure(dialect, 403, 'AccessDenied', `User is not authorized to perform: sts:${call.operation}`);
    case 'html':
      return {
        status: 502,
        headers: { 'content-type': 'text/html' },
        body: '<html><head><title>502 Bad Gateway</title></head><body><hr></body></html>',
      };
    case 'auth-failure':
      return failure(dialect, 401, 'AuthFailure', 'AWS was not able to validate the provided access credentials');
    case 'expired':
      return ec2
        ? failure(dialect, 400, 'RequestExpired', 'Request has expired.')
        : failure(dialect, 403, 'ExpiredToken', 'The security token included in the request is expired');
    case 'error':
      return failure(
        dialect,
        Number(fault['status'] ?? 400),
        String(fault['code'] ?? 'InternalError'),
        String(fault['message'] ?? 'An error has occurred'),
      );
    default:
      return failure(dialect, 503, ec2 ? 'Unavailable' : 'ServiceUnavailable', 'The service is unavailable. Please try again shortly.');
  }
}
