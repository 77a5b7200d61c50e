import type { Fault } from '../kit/faults.ts';
import type { Reply } from '../kit/http.ts';
import type { AwsService } from './services/service.ts';

/**
 * Kinds that only AWS understands: `html` is a proxy's error page instead of an answer, `auth-failure` and `expired` doubt the
 * credentials, and `error` answers any `code`, `status` and `message` the fault names.
 */
export const ownFaults = ['html', 'auth-failure', 'expired', 'error'] as const;

/** Answers an armed fault the way the service would. */
export function misbehave(kind: string, { codes, refuse }: AwsService, fault: Partial<Fault> = {}): Reply {
  switch (kind) {
    case 'throttle': {
      const reply = refuse(...codes.throttled);
      return fault.retryAfter === undefined ? reply : { ...reply, headers: { ...reply.headers, 'retry-after': String(fault.retryAfter) } };
    }
    case 'deny':
      return refuse(...codes.denied);
    case 'html':
      return {
        status: 502,
        headers: { 'content-type': 'text/html' },
        body: '<html><head><title>502 Bad Gateway</title></head><body><hr></body></html>',
      };
    case 'auth-failure':
      return refuse(...codes.unknownKey);
    case 'expired':
      return refuse(...codes.expired);
    case 'error':
      return refuse(
        Number(fault['status'] ?? 400),
        String(fault['code'] ?? 'InternalError'),
        String(fault['message'] ?? 'An error has occurred'),
      );
    default:
      return refuse(...codes.unavailable);
  }
}
