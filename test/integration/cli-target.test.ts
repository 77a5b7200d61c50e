import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import forge from 'node-forge';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { keys } from '../../src/store/keys.ts';
import { connectRedis, type RedisClient } from '../../src/store/redis.ts';
import { eventually } from '../support/eventually.ts';
import { type } from '../support/on-terminal.ts';
import { privateRedis, type TestRedis } from '../support/redis.ts';
import { createWireCheck } from '../support/wire.ts';

const line = z.object({
  what: z.string(),
  state: z.string(),
  says: z.string(),
  whose: z.string().optional(),
  steps: z.array(z.string()).optional(),
});
const report = z.object({ target: z.string(), vault: z.string(), ready: z.boolean(), lines: z.array(line) });
const file = z.looseObject({
  targets: z.looseObject({ azure: z.looseObject({}) }),
  timing: z.looseObject({}),
  channels: z.looseObject({ operators: z.string() }),
});

let sandbox: Sandbox;
let redis: TestRedis;
let client: RedisClient;
let folder: string;
let trace: string;
let operators: string;

beforeAll(async () => {
  redis = await privateRedis();
  client = connectRedis(redis.url);
});

beforeEach(async () => {
  await client.redis.flushall();
  folder = mkdtempSync(join(tmpdir(), 'ferry-target-'));
  trace = join(folder, 'trace.jsonl');
  sandbox = await startSandbox({ speed: 2000, redis: false, trace });
  operators = file.parse(parse(sandbox.details.config)).channels.operators;
});

afterEach(async () => {
  sandbox.kit.faults.reset();
  await sandbox.close();
  const wire = createWireCheck(trace);
  expect(wire.violations(), 'exchanges that differ from the published descriptions').toEqual([]);
  wire.close();
  rmSync(folder, { recursive: true });
});

afterAll(async () => {
  client.redis.disconnect();
  await redis.close();
});

/** Types `ferry target prepare azure …`; `as` stands for the usual target's own. */
async function prepare(
  words = '',
  as: object = {},
  { env = {}, ask }: { env?: Record<string, string>; ask?: (question: string) => Promise<boolean> } = {},
) {
  const known = file.parse(parse(sandbox.details.config));
  const config = join(folder, 'ferry.yml');
  writeFileSync(
    config,
    stringify({ ...known, targets: { azure: { ...known.targets.azure, ...as } }, timing: { ...known.timing, poll: 0.05 } }),
  );
  const around = { ...sandbox.details.env, REDIS_URL: redis.url, FERRY_CONFIG: config, ...env };
  const typed = await type(`target prepare azure ${words}`, around, ask);
  const found = words.includes('--json') && typed.out !== '' ? report.parse(JSON.parse(typed.out)) : undefined;
  const of = (what: string) => found?.lines.find((one) => one.what === what);
  return { ...typed, report: found, of };
}

const count = (operation: string, subject: string) => sandbox.kit.effects.all()['azure']?.[operation]?.[subject] ?? 0;
const told = () => sandbox.slack.messages(operators).map(({ text }) => text);
const fresh = { vault: 'rsv-fresh', createVault: true, location: 'westeurope' };

describe('a target that is complete', () => {
  test('is told line by line, exits with 0, and the operators hear of it once', async () => {
    const { exit, out } = await prepare();
    expect(exit).toBe(0);
    expect(out).toMatch(/^azure: vault rsv-migrate\n/);
    expect(out).toMatch(/^there +Vault +rsv-migrate in westeurope$/m);
    expect(out).toMatch(/^there +Engine +InMageRcm: the vault has a replication appliance$/m);
    expect(out).toMatch(/^there +Rights +Ferry has those that a migration needs$/m);
    expect(out).toMatch(/^there +Replication host +replication appliance asr-appliance is registered and healthy$/m);
    await prepare();
    expect(told()).toEqual(['The target azure is prepared.']);
    expect(sandbox.kit.effects.all()['azure'] ?? {}).toEqual({});
  });

  test('needs neither Redis nor Slack to be looked at', async () => {
    const { exit, err } = await prepare('', {}, { env: { REDIS_URL: '', SLACK_BOT_TOKEN: '' } });
    expect(exit).toBe(0);
    expect(err).toContain('nobody was told in Slack: SLACK_BOT_TOKEN is not set.');
  });

  test('is not ready while a right is missing: it is named with its role and whose it is', async () => {
    sandbox.azure.world({ deny: ['Microsoft.RecoveryServices/vaults/*/unplannedFailover/action'] });
    const { exit, of } = await prepare('--json');
    expect(exit).toBe(1);
    expect(of('Rights')).toMatchObject({
      state: 'remains',
      says: expect.stringContaining('unplannedFailover/action on the vault rsv-migrate'),
    });
  });
});

describe('a vault that is missing', () => {
  test('is not created unless ferry.yml says so: the command that would do it is said', async () => {
    const { exit, of } = await prepare('--json --yes', { vault: 'rsv-fresh' });
    expect(exit).toBe(1);
    expect(of('Vault')).toMatchObject({ state: 'remains', says: expect.stringContaining('az backup vault create --subscription') });
    expect(count('Vaults_CreateOrUpdate', 'rsv-fresh')).toBe(0);
  });

  test('is not created where its resource group is not there', async () => {
    const { exit, of } = await prepare('--json --yes', { ...fresh, resourceGroup: 'rg-nowhere' });
    expect(exit).toBe(1);
    expect(of('Resource group')).toMatchObject({ state: 'remains', says: expect.stringContaining('az group create') });
    expect(of('Vault')).toBeUndefined();
  });

  test('is not created without a yes, from a person or as an option', async () => {
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      return false;
    };
    expect((await prepare('', fresh, { ask })).out).toContain('Nothing was sent: you did not say yes.');
    expect(asked).toEqual([
      expect.stringMatching(/^Create the vault rsv-fresh in westeurope, in resource group rg-migrate of subscription /),
    ]);
    expect((await prepare('', fresh)).out).toContain('nobody could be asked; with --yes Ferry does it without asking');
    expect(count('Vaults_CreateOrUpdate', 'rsv-fresh')).toBe(0);
  });

  test('is not created without Redis, nor while Ferry is frozen', async () => {
    expect((await prepare('--yes', fresh, { env: { REDIS_URL: '' } })).out).toContain('Nothing was sent: REDIS_URL is not set');
    await client.redis.hset(keys.freeze, 'by', 'U0OPERATOR01', 'reason', 'network change');
    expect((await prepare('--yes', fresh)).out).toContain(
      'Not created: Ferry is frozen by U0OPERATOR01 (“network change”); nothing was sent.',
    );
    expect(count('Vaults_CreateOrUpdate', 'rsv-fresh')).toBe(0);
  });

  test('is created once, waited for and written down, and the host that it needs is described', async () => {
    const { exit, of } = await prepare('--json --yes', fresh);
    expect(exit).toBe(1);
    expect(of('Vault')).toMatchObject({ state: 'done', says: 'rsv-fresh created in westeurope' });
    const host = of('Replication host');
    expect(host).toMatchObject({ state: 'remains', whose: 'an operator', says: 'no replication appliance has registered' });
    expect(host?.steps?.join('\n')).toMatch(/443 and 9443[\s\S]*\*\.siterecovery\.windowsazure\.com[\s\S]*no API for it/);
    const journal = await client.redis.hgetall(keys.target('azure'));
    const call: unknown = JSON.parse(journal[`call:${journal['last:create-vault']}`] ?? 'null');
    expect(call).toMatchObject({ state: 'accepted', status: 201, subject: 'rsv-fresh', request: { method: 'PUT' } });
    expect(told()).toEqual(['The target azure is not ready yet.']);

    const again = await prepare('--json --yes', fresh);
    expect(again.of('Vault')).toMatchObject({ state: 'there' });
    expect(told()).toHaveLength(1);
    expect(count('Vaults_CreateOrUpdate', 'rsv-fresh')).toBe(1);
  });

  test('is created once when two operators type at once', async () => {
    sandbox.kit.faults.arm({ service: 'azure', match: 'Vaults_CreateOrUpdate', kind: 'hold-before', times: 1 });
    const first = prepare('--json --yes', fresh);
    await eventually('the call to be held', () => sandbox.kit.faults.held()[0]);
    const second = await prepare('--json --yes', fresh);
    expect(second.of('Vault')?.says).toMatch(
      /Not created: .* sent it at .*, and Azure's answer is not there; nothing was sent a second time/,
    );
    sandbox.kit.faults.release();
    expect((await first).of('Vault')).toMatchObject({ state: 'done' });
    expect(count('Vaults_CreateOrUpdate', 'rsv-fresh')).toBe(1);
  });

  test('is looked for when the answer to its creation was lost', async () => {
    sandbox.kit.faults.arm({ service: 'azure', match: 'Vaults_CreateOrUpdate', kind: 'reset-after', times: 1 });
    const lost = await prepare('--json --yes', fresh);
    expect(lost.exit).toBe(3);
    expect(lost.err).toContain('creating the vault rsv-fresh: Azure broke the connection without an answer');
    const found = await prepare('--json --yes', fresh);
    expect(found.of('Vault')).toMatchObject({ state: 'there' });
    expect(found.of('Earlier vault call')?.says).toMatch(/Azure's answer is not there; it had its effect\./);
    expect((await prepare('--json --yes', fresh)).of('Earlier vault call')).toBeUndefined();
    expect(count('Vaults_CreateOrUpdate', 'rsv-fresh')).toBe(1);
  });

  test('is not created where Azure refuses, and the refusal is told and kept', async () => {
    sandbox.azure.world({ deny: ['Microsoft.RecoveryServices/Vaults/write'] });
    const { exit, err } = await prepare('--json --yes', fresh);
    expect(exit).toBe(3);
    expect(err).toContain("creating the vault rsv-fresh: Ferry's identity lacks the right Microsoft.RecoveryServices/Vaults/write");
    sandbox.azure.world({ deny: [] });
    expect((await prepare('--json --yes', fresh)).of('Vault')).toMatchObject({ state: 'done' });
  });
});

describe('--wait', () => {
  test('notices by itself when the host registers and is healthy', async () => {
    const looks = () => readFileSync(trace, 'utf8').split('/replicationFabrics?').length - 1;
    const looked = (times: number) => eventually(`${times} looks for a host`, () => looks() >= times || undefined);
    const waiting = prepare('--json --wait', { vault: 'rsv-new' });
    await looked(3);
    sandbox.azure.world({ appliance: { vault: 'rsv-new', registered: true, health: 'Critical' } });
    await looked(looks() + 3);
    sandbox.azure.world({ appliance: { vault: 'rsv-new', health: 'Normal' } });
    const { exit, err, of } = await waiting;
    expect(exit).toBe(0);
    expect(err).toMatch(/no host has registered with rsv-new yet\n[\s\S]*has registered; .*is critical/);
    expect(of('Replication host')).toMatchObject({ state: 'there', says: expect.stringContaining('is registered and healthy') });
    expect(told()).toEqual(['The target azure is prepared.']);
  });
});

describe('a registration key for a configuration server', () => {
  const classic = { vault: 'rsv-new', engine: 'InMageAzureV2' };

  test('is written into a file for its owner alone, and nothing secret goes anywhere else', async () => {
    const path = join(folder, 'azure.VaultCredentials');
    const { exit, of } = await prepare(`--json --yes --registration-key ${path}`, classic);
    expect(exit).toBe(1);
    expect(of('Registration key')).toMatchObject({ state: 'done', says: expect.stringMatching(/only you may read; valid until 2\d{3}-/) });
    expect(statSync(path).mode & 0o777).toBe(0o600);

    const xml = readFileSync(path, 'utf8');
    const inside = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
    expect(inside('ResourceName')).toBe('rsv-new');
    expect(inside('AadTenantId')).toBe(sandbox.details.env['AZURE_TENANT_ID']);
    const pfx = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(forge.util.decode64(inside('ManagementCert'))), '');
    const shown = pfx.getBags({ bagType: forge.pki.oids['certBag'] ?? '' })[forge.pki.oids['certBag'] ?? '']?.[0]?.cert;
    const certificate = new X509Certificate(shown ? forge.pki.certificateToPem(shown) : '');
    expect(certificate.keyUsage).toContain('1.3.6.1.5.5.7.3.2');
    expect(pfx.getBags({ bagType: forge.pki.oids['pkcs8ShroudedKeyBag'] ?? '' })).not.toEqual({});

    const everywhere = [
      JSON.stringify(await client.redis.hgetall(keys.target('azure'))),
      readFileSync(trace, 'utf8'),
      JSON.stringify(sandbox.slack.messages(operators)),
    ].join('\n');
    expect(everywhere).toContain(certificate.fingerprint.replaceAll(':', ''));
    for (const secret of [inside('ManagementCert').slice(0, 60), inside('ChannelIntegrityKey')]) {
      expect(secret.length).toBeGreaterThan(20);
      expect(everywhere).not.toContain(secret);
    }
  });

  test('is not made twice while the first is valid, unless that is meant', async () => {
    await prepare(`--json --yes --registration-key ${join(folder, 'first')}`, classic);
    const second = await prepare(`--json --yes --registration-key ${join(folder, 'second')}`, classic);
    expect(second.of('Registration key')?.says).toMatch(/made one at .*, into .*\/first; it is valid until .*--another-key/);
    expect(count('VaultCertificates_Create', 'rsv-new')).toBe(1);
    await prepare(`--json --yes --another-key --registration-key ${join(folder, 'third')}`, classic);
    expect(count('VaultCertificates_Create', 'rsv-new')).toBe(2);
    expect(count('VaultExtendedInfo_CreateOrUpdate', 'rsv-new')).toBe(1);
  });

  test('needs a place of its own: nothing is sent where there is a file already', async () => {
    const path = join(folder, 'there');
    writeFileSync(path, 'something');
    const { exit, err } = await prepare(`--yes --registration-key ${path}`, classic);
    expect(exit).toBe(2);
    expect(err).toContain('there is such a file already, and Ferry overwrites none; name another. Nothing was sent to Azure.');
    expect(readFileSync(path, 'utf8')).toBe('something');
    expect(count('VaultExtendedInfo_CreateOrUpdate', 'rsv-new')).toBe(0);
  });

  test('leaves no file when Azure does not take the certificate', async () => {
    sandbox.azure.world({ deny: ['Microsoft.RecoveryServices/Vaults/certificates/write'] });
    const path = join(folder, 'refused');
    const { exit } = await prepare(`--yes --registration-key ${path}`, classic);
    expect(exit).toBe(3);
    expect(() => statSync(path)).toThrow('ENOENT');
  });

  test('is not made for a vault that has an appliance, nor for one that is new', async () => {
    const path = join(folder, 'none');
    expect((await prepare(`--json --yes --registration-key ${path}`)).of('Registration key')?.says).toContain(
      'belongs to a replication appliance',
    );
    expect((await prepare(`--json --yes --registration-key ${path}`, fresh)).of('Registration key')?.says).toContain(
      'is new, and new vaults take only',
    );
    expect(sandbox.kit.effects.all()['azure']?.['VaultCertificates_Create']).toBeUndefined();
  });
});
