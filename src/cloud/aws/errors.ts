import { z } from 'zod';
import { CloudError } from '../../errors.ts';
import { isThrottle, readable } from './answer.ts';
import { isWireFailure } from './gate.ts';
import type { Permission } from './permissions.ts';
import { badCredentials, forbidden, permissionRemedy, remedyFor } from './remedies.ts';

/** What was being done when AWS answered badly. */
export interface Doing {
  /** As a person would say it: "stopping i-0abc". */
  readonly what: string;
  /** The permission it needs, as IAM spells it: "ec2:StopInstances". */
  readonly permission: Permission;
  /** "prod (eu-west-1)". */
  readonly where: string;
}

const answered = z.looseObject({
  name: z.string().default('Error'),
  message: z.string().default(''),
  code: z.string().optional().catch(undefined),
  $metadata: z.looseObject({ httpStatusCode: z.int().optional() }).optional().catch(undefined),
  $response: z
    .looseObject({ headers: z.looseObject({ 'retry-after': z.string().optional() }) })
    .optional()
    .catch(undefined),
});

/** Decides once what an error of the SDK means. What is neither AWS nor the wire (the gate, a bug) comes back as it was. */
export function explain(error: unknown, doing: Doing): unknown {
  if (error instanceof CloudError) return error;
  const parsed = answered.safeParse(facts(error));
  if (!parsed.success) return error;
  const { name, message, code, $metadata, $response } = parsed.data;
  const status = $metadata?.httpStatusCode;
  const known = badCredentials.has(name);
  if (!isWireFailure(error) && status === undefined && !known) return error;

  const said = (words: string) => `${doing.what} in ${doing.where}: ${words}`;
  const vendor = { cause: error, vendorCode: name, status };
  const retryAfter = Number($response?.headers['retry-after']);
  const retryAfterSeconds = Number.isFinite(retryAfter) ? retryAfter : undefined;

  if (isWireFailure(error)) {
    return new CloudError(said(silence(code ?? name, message)), {
      ...vendor,
      vendorCode: code ?? name,
      code: 'aws-unavailable',
      retryable: true,
      remedy: `Check that the worker's host reaches the AWS endpoint of ${doing.where}: name resolution, proxy, firewall.`,
    });
  }
  if (isThrottle(name) || status === 429) {
    return new CloudError(said(`${sentence(message)} (${name})`), {
      ...vendor,
      retryAfterSeconds,
      code: 'aws-throttled',
      retryable: true,
      remedy: 'If it lasts, another program calls AWS too often in this account: find it.',
    });
  }
  if (known) {
    return new CloudError(said(`${sentence(message)} (${name})`), {
      ...vendor,
      code: 'aws-denied',
      retryable: false,
      remedy: remedyFor(name, doing.permission),
    });
  }
  if (forbidden.has(name) || status === 401 || status === 403) {
    return new CloudError(said(`${sentence(readable(message))} (${name})`), {
      ...vendor,
      code: 'aws-denied',
      retryable: false,
      remedy: permissionRemedy(doing.permission),
    });
  }
  if (name.endsWith('.NotFound') || name.endsWith('NotFoundException') || status === 404) {
    return new CloudError(said(`${sentence(message)} (${name})`), { ...vendor, code: 'aws-not-found', retryable: false });
  }
  if (status !== undefined && (status >= 500 || status === 408)) {
    const words =
      name === 'Error' || name === 'SyntaxError'
        ? `HTTP ${status}, and not in the shape of AWS: perhaps a proxy on the way`
        : `${sentence(message)} (${name})`;
    return new CloudError(said(words), { ...vendor, retryAfterSeconds, code: 'aws-unavailable', retryable: true });
  }
  const unreadable = status !== undefined && status < 300;
  return unreadable
    ? new CloudError(said(`HTTP ${status}, but the answer cannot be read`), { ...vendor, code: 'aws-unavailable', retryable: true })
    : new CloudError(said(`${sentence(message)} (${name})`), {
        ...vendor,
        code: 'aws-refused',
        retryable: false,
        remedy: remedyFor(name, doing.permission),
      });
}

/** Whether AWS, or what stands in for it, answered that it does not give this, as opposed to not yet or not at all. */
export function isWithheld(error: unknown): error is CloudError {
  if (!(error instanceof CloudError) || error.status === undefined || error.code === 'aws-throttled') return false;
  return !badCredentials.has(error.vendorCode ?? '') && !error.vendorCode?.endsWith('.NotFound');
}

/** What a broken wire means to a person; the name of the failure stays for those who search for it. */
function silence(code: string, message: string): string {
  if (code === 'ECONNREFUSED') return `the connection was refused (${code})`;
  if (code === 'ECONNRESET') return `AWS broke the connection without an answer (${code})`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the name of the AWS endpoint does not resolve (${code})`;
  if (code === 'TimeoutError' || code === 'ETIMEDOUT') return `AWS did not answer in time (${code})`;
  return `AWS did not answer (${code}: ${message})`;
}

/** Whether AWS said that Ferry may not, as opposed to not being able to say anything. */
export function isDenied(error: unknown): error is CloudError {
  return error instanceof CloudError && error.code === 'aws-denied';
}

function facts(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return {
    ...Object.fromEntries(['code', '$metadata', '$response'].map((key) => [key, Reflect.get(error, key)])),
    name: error.name,
    message: error.message,
  };
}

function sentence(message: string): string {
  return message.replace(/[\s.]+$/, '') || 'no message';
}
