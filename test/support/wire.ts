import { readFileSync } from 'node:fs';
import { type Account, emptyAccount, keepAccount, sum, violationsOf } from './azure-account.ts';
import { hasAzureSpec } from './azure-spec.ts';
import { checkTrace } from './azure-trace.ts';
import { hasBlockKit, validateMessage, validateView } from './block-kit.ts';
import { unlisted } from './undescribed-page.ts';

/** Slack's methods whose payload the Block Kit schema describes. */
const messages = new Set(['chat.postMessage', 'chat.update', 'chat.postEphemeral']);
const views = new Set(['views.open', 'views.update', 'views.push']);

interface Line {
  readonly service: string;
  readonly operation: string;
  readonly request: { readonly body: unknown };
}

/** Holds what goes over the wire of one sandbox to Microsoft's and Slack's own descriptions. */
export interface WireCheck {
  /** What differs from them since the last call; nothing without the descriptions, which the conformance tests show as skipped. */
  violations(): string[];
  /** Checks the rest and leaves the account of all of it for the sum over the run. */
  close(): void;
}

export function createWireCheck(trace: string): WireCheck {
  let read = 0;
  let account: Account = emptyAccount;
  const violations = () => {
    const all = readFileSync(trace, 'utf8').split('\n');
    const fresh = all.slice(read, -1);
    read += fresh.length;
    const azure = hasAzureSpec ? checkTrace(fresh) : emptyAccount;
    account = sum(account, azure);
    return [...violationsOf(azure), ...unlisted(azure), ...(hasBlockKit ? fresh.flatMap(slackViolations) : [])];
  };
  return {
    violations,
    close() {
      violations();
      keepAccount('Ferry', account);
    },
  };
}

function slackViolations(text: string): string[] {
  const { service, operation, request } = JSON.parse(text) as Line;
  if (service !== 'slack' || (!messages.has(operation) && !views.has(operation))) return [];
  const payload = payloadOf(request.body);
  const violations = views.has(operation) ? validateView(payload['view'] as object) : validateMessage(payload);
  return (violations ?? []).map((violation) => `${operation}: ${violation}`);
}

/** The SDK sends forms whose structured fields are JSON. */
function payloadOf(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  return Object.fromEntries([...new URLSearchParams(String(body))].map(([name, value]) => [name, structured(name, value)]));
}

function structured(name: string, value: string): unknown {
  return ['blocks', 'attachments', 'metadata', 'view'].includes(name)
    ? (JSON.parse(value) as unknown)
    : value === 'true' || value === 'false'
      ? value === 'true'
      : value;
}
