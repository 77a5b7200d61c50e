import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';

const parser = new XMLParser({ parseTagValue: false });
const coded = z.object({ Code: z.string(), Message: z.string().default('') });
const refusal = z.union([
  z.object({ Response: z.object({ Errors: z.object({ Error: coded }) }) }).transform(({ Response }) => Response.Errors.Error),
  z.object({ ErrorResponse: z.object({ Error: coded }) }).transform(({ ErrorResponse }) => ErrorResponse.Error),
]);
const jsonRefusal = z
  .object({ __type: z.string(), message: z.string().optional(), Message: z.string().optional() })
  .transform(({ __type, message, Message }) => ({ Code: __type.split('#').at(-1) ?? __type, Message: message ?? Message ?? '' }));

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

/** The error that an answer of EC2, of the services of STS's generation or of a JSON service carries; `undefined` for anything else, such as a proxy's page. */
export function readError(body: unknown): { readonly code: string; readonly message: string } | undefined {
  if (!(body instanceof Uint8Array)) return undefined;
  try {
    const text = Buffer.from(body).toString('utf8');
    const { Code, Message } = text.startsWith('{') ? jsonRefusal.parse(JSON.parse(text)) : refusal.parse(parser.parse(text));
    return { code: Code, message: readable(Message) };
  } catch {
    return undefined;
  }
}

/** Without the encoded authorization failure, a thousand letters that only the account's administrator can decode. */
export function readable(message: string): string {
  return message.replace(/\s*Encoded authorization failure message:.*$/s, '').trim();
}

const command = z.object({
  InstanceIds: z.array(z.string()).optional(),
  Command: z.object({ CommandId: z.string() }).optional(),
});

/** The machine that a request of Run Command is for, and the command that its answer names; `undefined` for anything else. */
export function readCommand(text: string): { readonly instanceId: string | undefined; readonly commandId: string | undefined } | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const { data } = command.safeParse(JSON.parse(text));
    return data && { instanceId: data.InstanceIds?.[0], commandId: data.Command?.CommandId };
  } catch {
    return undefined;
  }
}
