import { z } from 'zod';
import { credential, type LocalAzure } from './local-azure.ts';

export interface RawReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

const page = z.object({ value: z.array(z.record(z.string(), z.unknown())), nextLink: z.string().nullish() });

/** Plain HTTP to the sandbox with a good token, for what the SDK hides: headers, cases, pages. */
export function raw(local: LocalAzure) {
  const tokens = credential(local);
  const send = async (
    method: string,
    path: string,
    options: { headers?: Record<string, string>; body?: unknown } = {},
  ): Promise<RawReply> => {
    const { token } = await tokens.getToken('https://management.azure.com/.default');
    const response = await fetch(`${local.azure.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...options.headers },
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    send,
    /** Every page of a list, following its links. */
    list: async (path: string): Promise<Record<string, unknown>[]> => {
      const all: Record<string, unknown>[] = [];
      for (let next: string | undefined = path; next !== undefined; ) {
        const { value, nextLink } = page.parse((await send('GET', next)).json);
        all.push(...value);
        next = nextLink?.replace('https://management.azure.com', '');
      }
      return all;
    },
  };
}
