import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';

export interface ManagementCertificate {
  /** What Azure is shown. */
  readonly der: Uint8Array;
  /** PKCS #12 in base64, with the private key and an empty password. Secret. */
  readonly pfx: string;
  /** SHA-1, as Azure names certificates. */
  readonly thumbprint: string;
  readonly validUntil: Date;
}

/** Five days, as a key from the portal. */
const validHours = 120;
/** Clocks differ. */
const early = 10 * 60_000;

/**
 * A self-signed certificate for one registration: RSA of 2048 bits, for client authentication, without which Azure takes
 * none; the same issuer and times as in Microsoft's PowerShell module.
 */
export async function createManagementCertificate(now: Date = new Date()): Promise<ManagementCertificate> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const key = forge.pki.privateKeyFromPem(privateKey);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  // A serial number is positive: its first bit is not set.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(now.getTime() - early);
  certificate.validity.notAfter = new Date(now.getTime() + validHours * 3_600_000);
  const name = [{ name: 'commonName', value: 'Windows Azure Tools' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([{ name: 'extKeyUsage', clientAuth: true }]);
  certificate.sign(key, forge.md.sha256.create());
  const der = bytes(forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)));
  // The reader is Windows, whose older releases know no AES in PKCS #12; the file's own mode is what protects the key.
  const pfx = bytes(forge.asn1.toDer(forge.pkcs12.toPkcs12Asn1(key, [certificate], '', { algorithm: '3des' })));
  return {
    der,
    pfx: Buffer.from(pfx).toString('base64'),
    thumbprint: forge.md.sha1.create().update(Buffer.from(der).toString('binary')).digest().toHex().toUpperCase(),
    validUntil: certificate.validity.notAfter,
  };
}

function bytes(buffer: forge.util.ByteStringBuffer): Uint8Array {
  return Buffer.from(buffer.getBytes(), 'binary');
}
