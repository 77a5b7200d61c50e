import { z } from 'zod';
import type { AzureSandbox } from '../../sandbox/azure/index.ts';

export interface RawReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

const page = z.object({ value: z.array(z.record(z.string(), z.unknown())), nextLink: z.string().nullish() });

/** Plain HTTP to the sandbox with a good token, for what the SDK hides: headers, cases, pages. */
export function raw({ azure }: { readonly azure: Pick<AzureSandbox, 'url' | 'details'> }) {
  const send = async (
    method: string,
    path: string,
    options: { headers?: Record<string, string>; body?: unknown } = {},
  ): Promise<RawReply> => {
    const token = await signIn(azure);
    const response = await fetch(`${azure.url}${path}`, {
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

async function signIn({ url, details }: Pick<AzureSandbox, 'url' | 'details'>): Promise<string> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: details.clientId,
    client_secret: details.clientSecret,
    scope: 'https://management.azure.com/.default',
  });
  const response = await fetch(`${url}/${details.tenantId}/oauth2/v2.0/token`, { method: 'POST', body: form });
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
}
