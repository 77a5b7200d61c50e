import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { describe, expect, test } from 'vitest';
import { createManagementCertificate } from '../../../../src/cloud/azure/management-certificate.ts';
import { readRegistered, vaultCredentialsFile } from '../../../../src/cloud/azure/vault-credentials.ts';

const body = JSON.stringify({
  properties: {
    authType: 'AzureActiveDirectory',
    resourceId: 1,
    aadAuthority: 'https://login.microsoftonline.com',
    aadTenantId: 'tenant',
    servicePrincipalClientId: 'client',
    azureManagementEndpointAudience: 'https://audience/?a&b',
    aadAudience: 'api://tenant/vault',
  },
}).replace('"resourceId":1', '"resourceId":8726350008099341699');

describe('the answer about a certificate', () => {
  test('keeps the number of the vault to its last digit', () => {
    expect(readRegistered(body)?.resourceId).toBe('8726350008099341699');
  });

  test.each(['', 'no JSON', '{}', '{"properties":{}}', '{"properties":{"authType":"AccessControlService","resourceId":1}}'])(
    'that is something else is none: %s',
    (text) => expect(readRegistered(text)).toBeUndefined(),
  );
});

describe('the credentials file', () => {
  const certificate = readRegistered(body);
  const target = { subscription: 'sub', resourceGroup: 'rg', vault: 'rsv' };

  test('has the elements that its reader wants, in their order, and nothing that breaks XML', () => {
    if (!certificate) throw new Error('the answer was not read');
    const xml = vaultCredentialsFile({ target, location: 'westeurope', certificate, pfx: 'UEZY', integrityKey: 'S0VZ' });
    expect(xml).toMatch(
      /^<\?xml version="1\.0" encoding="utf-8"\?>\n<RSVaultAsrCreds [^>]+Microsoft\.Azure\.Portal\.RecoveryServices\.Models\.Common">/,
    );
    const leaves = [...xml.matchAll(/<(\w+)>([^<>]*)<\/\1>/g)].map(([, name, text]) => [name, text]);
    expect(leaves).toEqual([
      ['SubscriptionId', 'sub'],
      ['ResourceGroup', 'rg'],
      ['ResourceName', 'rsv'],
      ['ResourceId', '8726350008099341699'],
      ['Location', 'westeurope'],
      ['ResourceType', 'Vaults'],
      ['ProviderNamespace', 'Microsoft.RecoveryServices'],
      ['ManagementCert', 'UEZY'],
      ['Version', '2.0'],
      ['AadAuthority', 'https://login.microsoftonline.com'],
      ['AadTenantId', 'tenant'],
      ['ServicePrincipalClientId', 'client'],
      ['AadVaultAudience', 'api://tenant/vault'],
      ['ArmManagementEndpoint', 'https://audience/?a&amp;b'],
      ['ChannelIntegrityKey', 'S0VZ'],
      ['SiteId', ''],
      ['SiteName', ''],
    ]);
  });

  test('names the audience as the portal does where Azure does not say it', () => {
    if (!certificate) throw new Error('the answer was not read');
    const { aadAudience: _, ...less } = certificate;
    const xml = vaultCredentialsFile({ target, location: 'westeurope', certificate: less, pfx: '', integrityKey: '' });
    expect(xml).toContain('<AadVaultAudience>https://RecoveryServiceVault/westeurope/rsv/8726350008099341699</AadVaultAudience>');
  });
});

describe('the certificate of a registration', () => {
  test('is self-signed, of 2048 bits, for client authentication, and valid for five days', async () => {
    const now = new Date('2026-11-29T20:00:00Z');
    const { der, thumbprint, validUntil } = await createManagementCertificate(now);
    const certificate = new X509Certificate(der);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(certificate.subject).toBe('CN=Windows Azure Tools');
    expect(certificate.issuer).toBe(certificate.subject);
    expect(certificate.fingerprint.replaceAll(':', '')).toBe(thumbprint);
    expect(certificate.validFromDate.toISOString()).toBe('2026-11-29T19:50:00.000Z');
    expect(certificate.validToDate.toISOString()).toBe('2026-12-04T20:00:00.000Z');
    expect(validUntil).toEqual(certificate.validToDate);
  });

  test('comes with its private key, and no two have the same', async () => {
    const one = await createManagementCertificate();
    const other = await createManagementCertificate();
    expect(one.thumbprint).not.toBe(other.thumbprint);
    const bag = forge.pki.oids['pkcs8ShroudedKeyBag'] ?? '';
    const pfx = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(forge.util.decode64(one.pfx)), '');
    const key = pfx.getBags({ bagType: bag })[bag]?.[0]?.key;
    const inside = createPublicKey(createPrivateKey(key ? forge.pki.privateKeyToPem(key) : ''));
    expect(inside.export({ type: 'spki', format: 'pem' })).toBe(
      new X509Certificate(one.der).publicKey.export({ type: 'spki', format: 'pem' }),
    );
  });
});
