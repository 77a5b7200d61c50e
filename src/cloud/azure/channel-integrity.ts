import { createHmac } from 'node:crypto';
import type { RecoveryServicesClient } from '@azure/arm-recoveryservices';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { CloudError } from '../../errors.ts';
import { currentOperation } from '../sending.ts';
import { readingIfFound } from './errors.ts';
import { text } from './values.ts';

const hour = 3_600_000;
const week = 7 * 24 * hour;

/**
 * The header by which Azure PowerShell proves that a change comes from somebody who may read the vault's key (its
 * PSRecoveryServicesClient): JSON whose HMAC is that of the same JSON before it had one.
 */
export function agentAuthentication(key: string, clientRequestId: string, now: number): string {
  const from = now - hour;
  const token = (signature: { readonly HashFunction: string | null; readonly Hmac: string | null }) =>
    JSON.stringify({
      NotBeforeTimestamp: `/Date(${from})/`,
      NotAfterTimestamp: `/Date(${from + week})/`,
      ClientRequestId: clientRequestId,
      ...signature,
      Version: { Major: 1, Minor: 2, Build: -1, Revision: -1, MajorRevision: -1, MinorRevision: -1 },
      PropertyBag: {},
      // PowerShell's JSON escapes the slashes of dates, and the HMAC is over the text.
    }).replaceAll(/"\/(Date\(\d+\))\/"/g, String.raw`"\/$1\/"`);
  const hmac = createHmac('sha256', key)
    .update(token({ HashFunction: null, Hmac: null }))
    .digest('base64');
  return token({ HashFunction: 'HMACSHA256', Hmac: hmac });
}

/** Signs every change with the vault's key, under the id that the transport gives the request. */
export function signing(readKey: () => Promise<string>): PipelinePolicy {
  return {
    name: 'channelIntegrity',
    async sendRequest(request, next) {
      if (request.method !== 'GET') {
        request.headers.set('Agent-Authentication', agentAuthentication(await readKey(), currentOperation(), Date.now()));
      }
      return next(request);
    },
  };
}

/** The key in the vault's extended information; a vault that nobody registered anything with has none. */
export async function channelIntegrityKey(
  { vaultExtendedInfo }: Pick<RecoveryServicesClient, 'vaultExtendedInfo'>,
  resourceGroup: string,
  vault: string,
): Promise<string> {
  const action = `reading the channel integrity key of the vault ${vault}`;
  const found = await readingIfFound(action, () => vaultExtendedInfo.get(resourceGroup, vault));
  const key = text(found?.properties?.integrityKey);
  if (key) return key;
  throw new CloudError(`${action}: the vault has none`, {
    code: 'azure-not-found',
    retryable: false,
    remedy: 'Set channelIntegrity: false for the target in ferry.yml and restart Ferry, or register a configuration server with the vault.',
  });
}
