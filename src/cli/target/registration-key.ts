import { randomBytes } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { createManagementCertificate } from '../../cloud/azure/management-certificate.ts';
import type { Preparation } from '../../cloud/azure/preparation.ts';
import { vaultCredentialsFile } from '../../cloud/azure/vault-credentials.ts';
import type { TargetConfig } from '../../config-schema.ts';
import type { VaultFacts } from '../../migration/replicator-port.ts';
import type { TargetJournal } from '../../store/targets.ts';
import { utc } from '../print.ts';
import { UsageError } from '../subcommand.ts';
import { configurationServerInstructions } from './host-instructions.ts';
import { kinds } from './look-for-lost.ts';
import { done, type Line, remains } from './report.ts';
import { sendJournalled } from './send-journalled.ts';

export interface KeyRequest {
  readonly target: TargetConfig;
  readonly vault: VaultFacts;
  readonly file: string;
  /** Also while another key is still valid. */
  readonly another: boolean;
  readonly preparation: Preparation;
  readonly journal: TargetJournal;
  readonly by: string;
  readonly now: number;
  readonly confirm: (question: string) => Promise<true | string>;
}

const title = 'Registration key';
const operator = 'an operator';

/**
 * A registration key for a configuration server, into a file that only its owner may read. What is secret in it (the
 * private key, the vault's integrity key) goes there and nowhere else: not into Redis, a log or a message.
 */
export async function issueRegistrationKey(request: KeyRequest): Promise<Line> {
  const { target, vault, file, another, preparation, journal, by, now, confirm } = request;
  const known = await journal.last(kinds.certificate);
  const until = known?.state === 'accepted' ? Date.parse(known.note?.['validUntil'] ?? '') : Number.NaN;
  if (known && until > now && !another)
    return remains(
      title,
      operator,
      `${known.by} made one at ${utc(known.sentAt)}, into ${known.note?.['file'] ?? 'a file'}; it is valid until ${utc(until)}. Register the server with it, or say --another-key.`,
      configurationServerInstructions(target),
    );
  const key = await preparation.integrityKey();
  if (key.is === 'sealed')
    return remains(
      title,
      'an Azure administrator',
      `The integrity key of the vault ${target.vault} was made in the portal and is sealed: download the registration key there (Site Recovery infrastructure, Configuration servers).`,
    );
  const agreed = await confirm(`Make a registration key for the vault ${target.vault}, valid for five days, into ${file}?`);
  if (agreed !== true) return remains(title, operator, `No key was made: ${agreed}.`);

  const path = resolve(file);
  const handle = await reserve(path);
  let written = false;
  try {
    const integrityKey = key.is === 'open' ? key.key : await createIntegrityKey(request);
    if (typeof integrityKey !== 'string') return remains(title, operator, `No key was made: ${integrityKey.because}.`);
    const { der, pfx, thumbprint, validUntil } = await createManagementCertificate(new Date(now));
    const name = `${target.vault}${target.subscription}-${thumbprint.slice(0, 12).toLowerCase()}-vaultcredentials`;
    const sent = await sendJournalled({
      journal,
      by,
      kind: kinds.certificate,
      subject: name,
      note: { thumbprint, validUntil: validUntil.toISOString(), file: `${hostname()}:${path}` },
      send: () => preparation.registerCertificate(name, der),
    });
    if (sent.is === 'withheld') return remains(title, operator, `No key was made: ${sent.because}.`);
    const { answer: certificate } = sent;
    if (!certificate)
      return remains(
        title,
        operator,
        'Azure took the certificate, and its answer has an unknown shape, so no file was written. Report this.',
      );
    await handle.writeFile(vaultCredentialsFile({ target, location: vault.location, certificate, pfx, integrityKey }));
    await handle.sync();
    written = true;
    return {
      ...done(
        title,
        `written to ${path}, which only you may read; valid until ${utc(validUntil.getTime())}. Whoever has it can join a server to the vault: hand it over as you would a password, and delete it after.`,
      ),
      steps: configurationServerInstructions(target),
    };
  } finally {
    await handle.close();
    if (!written) await unlink(path);
  }
}

/** The file comes before the key: one that Azure knows must not be lost for want of a place. */
async function reserve(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new UsageError(`${path}: ${unwritable[code] ?? `it cannot be written (${code})`}. Nothing was sent to Azure.`);
  }
}

const unwritable: Readonly<Record<string, string>> = {
  EEXIST: 'there is such a file already, and Ferry overwrites none; name another',
  ENOENT: 'there is no such folder; make it, or name another file',
  ENOTDIR: 'it is below something that is no folder; name another file',
  EISDIR: 'this is a folder; name a file in it',
  EACCES: 'you may not write there; name another file',
};

/** As Microsoft's PowerShell module makes it: 128 bits. Read back, because another may have been faster. */
async function createIntegrityKey({ target, preparation, journal, by }: KeyRequest): Promise<string | { readonly because: string }> {
  const sent = await sendJournalled({
    journal,
    by,
    kind: kinds.integrityKey,
    subject: target.vault,
    send: () => preparation.createIntegrityKey(randomBytes(16).toString('base64')),
  });
  if (sent.is === 'withheld') return sent;
  const now = await preparation.integrityKey();
  return now.is === 'open' ? now.key : { because: 'the vault does not show the integrity key that was just made; type the command again' };
}
