import { readFileSync } from 'node:fs';
import { checkTrace, hasAzureSpec } from './azure-spec.ts';
import { hasBlockKit, validateMessage, validateView } from './block-kit.ts';

/** Slack's methods whose payload the Block Kit schema describes. */
const messages = new Set(['chat.postMessage', 'chat.update', 'chat.postEphemeral']);
const views = new Set(['views.open', 'views.update', 'views.push']);

interface Line {
  readonly service: string;
  readonly operation: string;
  readonly request: { readonly body: unknown };
}

/**
 * Holds what went over the wire to Microsoft's and Slack's own descriptions; returns every violation. Without the
 * descriptions it finds nothing, which the conformance tests show as skipped.
 */
export function createWireCheck(trace: string): () => string[] {
  let read = 0;
  return () => {
    const all = readFileSync(trace, 'utf8').split('\n');
    const fresh = all.slice(read, -1);
    read += fresh.length;
    return [...(hasAzureSpec ? checkTrace(fresh).violations : []), ...(hasBlockKit ? fresh.flatMap(slackViolations) : [])];
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
