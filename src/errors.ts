/** Every code a person can meet, in one place; docs/errors.md says the same in long form. */
export const errorCodes = {
  'config-invalid': 'ferry.yml or the environment is wrong',
  'redis-unreachable': 'Redis does not answer',
  'redis-evicts': 'Redis is allowed to evict keys',
  'redis-unfit': 'Redis is there, but Ferry cannot work with it',
  'aws-denied': 'AWS refused the credentials or the action',
  'aws-not-found': 'AWS does not know the resource',
  'aws-throttled': 'AWS asked Ferry to slow down',
  'aws-unavailable': 'AWS did not answer in time, or answered 5xx',
  'aws-refused': 'AWS refused the request',
  'azure-denied': 'Azure refused the credentials or the action',
  'azure-not-found': 'Azure does not know the resource',
  'azure-throttled': 'Azure asked Ferry to slow down',
  'azure-unavailable': 'Azure did not answer in time, or answered 5xx',
  'azure-refused': 'Azure refused the request',
  'slack-refused': 'Slack refused the request',
  'slack-throttled': 'Slack asked Ferry to slow down',
  'slack-unavailable': 'Slack did not answer',
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** A rule said no. Returned, never thrown: nothing is broken. */
export interface Refusal {
  readonly refused: true;
  readonly because: string;
  readonly remedy: string;
}

export function refuse(because: string, remedy: string): Refusal {
  return { refused: true, because, remedy };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value && value.refused === true;
}

/** What a person is to be told of a breakage, when whoever threw it knows. */
export function toldOf(error: unknown): Refusal | undefined {
  return error instanceof Error && 'told' in error && isRefusal(error.told) ? error.told : undefined;
}

interface CloudErrorParts {
  readonly code: ErrorCode;
  /** Whether the same read may succeed later by itself; decided once, at the adapter. */
  readonly retryable: boolean;
  readonly cause?: unknown;
  /** The vendor's own code, for example `InvalidInstanceID.NotFound`. */
  readonly vendorCode?: string | undefined;
  readonly status?: number | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** What to do now, in a sentence. */
  readonly remedy?: string | undefined;
}

/** A cloud answered badly or not at all. The message names the action: "stopping i-0abc: …". */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly vendorCode: string | undefined;
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly remedy: string | undefined;

  constructor(message: string, parts: CloudErrorParts) {
    super(message, { cause: parts.cause });
    this.code = parts.code;
    this.retryable = parts.retryable;
    this.vendorCode = parts.vendorCode;
    this.status = parts.status;
    this.retryAfterSeconds = parts.retryAfterSeconds;
    this.remedy = parts.remedy;
  }

  /** What a person is told who asked for something that Slack did not let Ferry do. */
  get told(): Refusal | undefined {
    if (!this.code.startsWith('slack-')) return undefined;
    return refuse(
      `Slack does not let Ferry work just now (${this.message}), so this was not done.`,
      this.retryable ? 'Do it again in a minute.' : (this.remedy ?? 'Tell whoever runs Ferry.'),
    );
  }
}

/** Ferry cannot start or go on; every problem is listed together with what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: ErrorCode;
  readonly problems: readonly string[];

  constructor(code: ErrorCode, problems: readonly string[], cause?: unknown) {
    super(problems.join('\n'), { cause });
    this.code = code;
    this.problems = problems;
  }
}
