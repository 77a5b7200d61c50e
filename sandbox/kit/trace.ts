import { createWriteStream, type WriteStream } from 'node:fs';
import type { ServiceName } from './service.ts';

export interface Exchange {
  readonly time: string;
  readonly service: ServiceName;
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly request: { readonly headers: Record<string, string>; readonly body: unknown };
  /** Absent when the connection was dropped before an answer. */
  readonly response?: { readonly status: number; readonly headers: Record<string, string>; readonly body: unknown };
}

const secretHeader = /^(authorization|cookie|set-cookie|x-amz-security-token)$/i;
const secretValue = /(xox[a-z]-|xapp-)[A-Za-z0-9-]+/g;
const secretField = /("?(?:client_secret|access_token|client_assertion|token|integrityKey)"?\s*[=:]\s*"?)[^"&\s]+/gi;

/** Keeps every exchange as one JSON line in a file, secrets redacted. Without a file it keeps nothing. */
export class Trace {
  #out: WriteStream | undefined;

  constructor(file?: string) {
    if (file) this.#out = createWriteStream(file, { flags: 'a' });
  }

  write(exchange: Exchange): void {
    this.#out?.write(
      `${redact(JSON.stringify({ ...exchange, request: { ...exchange.request, headers: safe(exchange.request.headers) } }))}\n`,
    );
  }

  close(): Promise<void> {
    return new Promise((resolve) => (this.#out ? this.#out.end(resolve) : resolve()));
  }
}

function safe(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, secretHeader.test(name) ? '[redacted]' : value]));
}

function redact(line: string): string {
  return line.replace(secretValue, '$1[redacted]').replace(secretField, '$1[redacted]');
}
