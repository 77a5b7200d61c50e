import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Reply } from '../kit/http.ts';
import { vaultId } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { armError, ok } from './replies.ts';
import { underVault, withVault } from './vault-routes.ts';
import type { Vault } from './world.ts';

const clientAuthentication = '1.3.6.1.5.5.7.3.2';

const upload = z.looseObject({
  properties: z.looseObject({ authType: z.enum(['AAD', 'AzureActiveDirectory']), certificate: z.base64().min(1) }),
});

/** Certificates that a host of the vault may show when it registers. */
export const certificateRoutes: readonly Route[] = [
  route(
    'PUT',
    underVault('/certificates/{certificate}'),
    'VaultCertificates_Create',
    'Microsoft.RecoveryServices/Vaults/certificates/write',
    withVault(takeCertificate),
  ),
];

function takeCertificate(ask: Ask, vault: Vault): Reply {
  const body = upload.safeParse(ask.body);
  if (!body.success) return notUnderstood(z.prettifyError(body.error));
  const shown = read(body.data.properties.certificate);
  if (!shown) return notUnderstood('The certificate is not a DER encoded X.509 certificate.');
  if (!shown.keyUsage?.includes(clientAuthentication)) return notUnderstood('The certificate is not for client authentication.');
  if (shown.validToDate.getTime() <= Date.now()) return notUnderstood('The certificate has expired.');
  const name = ask.param('certificate');
  ask.kit.effects.count('azure', ask.operation, vault.name);
  return ok({
    name,
    type: 'Microsoft.RecoveryServices/vaults/certificates',
    id: `${vaultId(ask.world, vault)}/certificates/${name}`,
    properties: {
      authType: 'AzureActiveDirectory',
      certificate: body.data.properties.certificate,
      resourceId: 6134871820938475,
      aadAuthority: 'https://login.microsoftonline.com',
      aadTenantId: ask.world.tenantId,
      servicePrincipalClientId: 'fc0d52c2-6a6e-4d0f-a9b8-7e6d5c4b3a21',
      servicePrincipalObjectId: 'a1b2c3d4-0e5f-4a6b-8c7d-9e0f1a2b3c4d',
      azureManagementEndpointAudience: 'https://pod01-id1.we.backup.windowsazure.com/restapi/',
      subject: shown.subject,
      validFrom: shown.validFromDate.toISOString(),
      validTo: shown.validToDate.toISOString(),
      thumbprint: shown.fingerprint.replaceAll(':', ''),
      friendlyName: '',
      issuer: shown.issuer,
      aadAudience: `api://${ask.world.tenantId}/RecoveryServiceVault/${vault.location}/${vault.name}/6134871820938475`,
    },
  });
}

function read(certificate: string): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(certificate, 'base64'));
  } catch {
    return undefined;
  }
}

function notUnderstood(why: string): Reply {
  return armError(400, 'InvalidRequestContent', `The request content was invalid: ${why}`);
}
