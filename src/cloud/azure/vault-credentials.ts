import { z } from 'zod';
import type { TargetConfig } from '../../config-schema.ts';

const answer = z.object({
  properties: z.object({
    resourceId: z.string().regex(/^\d+$/),
    aadAuthority: z.string(),
    aadTenantId: z.string(),
    servicePrincipalClientId: z.string(),
    azureManagementEndpointAudience: z.string(),
    aadAudience: z.string().nullish(),
  }),
});

/** What Azure answers about a certificate that a vault has taken: whom a host signs in as. Nothing in it is secret. */
export type RegisteredCertificate = z.infer<typeof answer>['properties'];

/** Reads it out of the text of the answer, because the vault's number is larger than what JavaScript counts exactly. */
export function readRegistered(body: string | null | undefined): RegisteredCertificate | undefined {
  const exact = (body ?? '').replace(/("resourceId"\s*:\s*)(\d+)/, '$1"$2"');
  try {
    return answer.safeParse(JSON.parse(exact)).data?.properties;
  } catch {
    return undefined;
  }
}

export interface VaultCredentials {
  readonly target: Pick<TargetConfig, 'subscription' | 'resourceGroup' | 'vault'>;
  readonly location: string;
  readonly certificate: RegisteredCertificate;
  /** PKCS #12 in base64, with the private key. */
  readonly pfx: string;
  readonly integrityKey: string;
}

const contract = 'http://schemas.datacontract.org/2004/07/Microsoft.Azure.Portal.RecoveryServices.Models.Common';

/**
 * The file that a configuration server is registered with, as Microsoft's PowerShell module writes it (`RSVaultAsrCreds`,
 * version 2.0): its reader goes by the order of the elements. Secret.
 */
export function vaultCredentialsFile({ target, location, certificate, pfx, integrityKey }: VaultCredentials): string {
  const { resourceId, aadAuthority, aadTenantId, servicePrincipalClientId, azureManagementEndpointAudience } = certificate;
  const audience = certificate.aadAudience ?? `https://RecoveryServiceVault/${location}/${target.vault}/${resourceId}`;
  return `<?xml version="1.0" encoding="utf-8"?>\n${element(
    'RSVaultAsrCreds',
    ` xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="${contract}"`,
    [
      element('VaultDetails', '', [
        leaf('SubscriptionId', target.subscription),
        leaf('ResourceGroup', target.resourceGroup),
        leaf('ResourceName', target.vault),
        leaf('ResourceId', resourceId),
        leaf('Location', location),
        leaf('ResourceType', 'Vaults'),
        leaf('ProviderNamespace', 'Microsoft.RecoveryServices'),
      ]),
      leaf('ManagementCert', pfx),
      leaf('Version', '2.0'),
      element('AadDetails', '', [
        leaf('AadAuthority', aadAuthority),
        leaf('AadTenantId', aadTenantId),
        leaf('ServicePrincipalClientId', servicePrincipalClientId),
        leaf('AadVaultAudience', audience),
        leaf('ArmManagementEndpoint', azureManagementEndpointAudience),
      ]),
      leaf('ChannelIntegrityKey', integrityKey),
      leaf('SiteId', ''),
      leaf('SiteName', ''),
    ],
  )}`;
}

function element(name: string, attributes: string, children: readonly string[]): string {
  const inner = children.map((child) => child.replaceAll(/^(?=.)/gm, '  ')).join('');
  return `<${name}${attributes}>\n${inner}</${name}>\n`;
}

function leaf(name: string, text: string): string {
  return `<${name}>${text.replaceAll(/[&<>]/g, (found) => entities[found] ?? found)}</${name}>\n`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
