import { createHmac } from 'node:crypto';

export interface Signing {
  readonly key: string;
  readonly requestId: string;
  /** When the token begins to count and when it ends, as milliseconds. */
  readonly from: number;
  readonly until: number;
}

/**
 * The header by which Azure PowerShell shows that a request for the source's site comes from a client of the vault: the
 * HMAC of the token without HashFunction and Hmac, its dates as .NET of old writes them.
 */
export function agentAuthentication({ key, requestId, from, until }: Signing): string {
  const date = (at: number) => `"\\/Date(${at})\\/"`;
  const token = (hashFunction: string, hmac: string) =>
    `{"NotBeforeTimestamp":${date(from)},"NotAfterTimestamp":${date(until)},"ClientRequestId":${JSON.stringify(requestId)},` +
    `"HashFunction":${hashFunction},"Hmac":${hmac},` +
    `"Version":{"Major":1,"Minor":2,"Build":-1,"Revision":-1,"MajorRevision":-1,"MinorRevision":-1},"PropertyBag":{}}`;
  const hmac = createHmac('sha256', key).update(token('null', 'null')).digest('base64');
  return token('"HMACSHA256"', `"${hmac}"`);
}
