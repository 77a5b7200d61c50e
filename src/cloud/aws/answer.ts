import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';

const parser = new XMLParser({ parseTagValue: false });
const refusal = z.object({
  Response: z.object({ Errors: z.object({ Error: z.object({ Code: z.string(), Message: z.string().default('') }) }) }),
});

const throttles: ReadonlySet<string> = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'EC2ThrottledException',
  'BandwidthLimitExceeded',
  'ConcurrentSnapshotLimitExceeded',
  'SnapshotCreationPerVolumeRateExceeded',
]);

/** Codes by which AWS asks for patience. Such a request was turned away at the door and changed nothing, even where EC2 sends it with 503. */
export function isThrottle(code: string): boolean {
  return throttles.has(code);
}

/** The error that EC2's XML carries; `undefined` for anything else, such as a proxy's page. */
export function readError(body: unknown): { readonly code: string; readonly message: string } | undefined {
  if (!(body instanceof Uint8Array)) return undefined;
  try {
    const { Code, Message } = refusal.parse(parser.parse(Buffer.from(body).toString('utf8'))).Response.Errors.Error;
    return { code: Code, message: readable(Message) };
  } catch {
    return undefined;
  }
}

/** Without the encoded authorization failure, a thousand letters that only the account's administrator can decode. */
export function readable(message: string): string {
  return message.replace(/\s*Encoded authorization failure message:.*$/s, '').trim();
}
