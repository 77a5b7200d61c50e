import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { eventually } from '../support/eventually.ts';
import { ferryFile } from '../support/ferry-file.ts';
import { localAws } from '../support/local-aws.ts';
import { type } from '../support/on-terminal.ts';
import { plainEc2 } from '../support/plain-ec2.ts';

const report = z.strictObject({
  instance: z.string(),
  machine: z.string().nullable(),
  source: z.string(),
  target: z.string(),
  profile: z.enum(['current', 'article-2016']),
  overall: z.enum(['pass', 'warn', 'block', 'unknown']),
  checks: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      verdict: z.enum(['pass', 'warn', 'block', 'unknown']),
      evidence: z.string(),
      read: z.strictObject({ api: z.string(), at: z.iso.datetime() }).nullable(),
      remedy: z.string().nullable(),
    }),
  ),
  withheld: z.array(z.string()),
});

/** A ferry.yml in a folder of its own. */
function fileWith(change: (file: Record<string, unknown>) => Record<string, unknown> = (file) => file): { FERRY_CONFIG: string } {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'ferry.yml');
  writeFileSync(path, JSON.stringify(change(JSON.parse(ferryFile()) as Record<string, unknown>)));
  return { FERRY_CONFIG: path };
}

async function asked(words: string, env: Readonly<Record<string, string>>) {
  const typed = await type(`${words} --json`, env);
  expect(typed.err).toBe('');
  const document = report.parse(JSON.parse(typed.out));
  const verdicts = Object.fromEntries(document.checks.map(({ id, verdict }) => [id, verdict]));
  return { ...typed, document, verdicts };
}

const web07 = 'i-0123456789abcdef0';

describe('a machine in AWS', () => {
  test('that may be moved is told with what to mind, and nothing but AWS is needed for it', async () => {
    const { aws } = await localAws();
    // A ferry.yml that cannot start Ferry: nobody may approve.
    const { approvers: _, ...rest } = JSON.parse(ferryFile()) as Record<string, unknown>;
    const env = { ...aws.details.env, ...fileWith(() => rest) };
    const { document, exit } = await asked(`eligibility ${web07} --source prod`, env);
    expect(document).toMatchObject({ instance: web07, machine: 'web-07', source: 'prod', target: 'west', profile: 'current' });
    expect(document.overall).toBe('warn');
    const minded = document.checks.filter(({ verdict }) => verdict !== 'pass').map(({ id, verdict }) => [id, verdict]);
    // BitLocker and drivers of Hyper-V are beyond what AWS can tell.
    expect(minded).toEqual([
      ['hypervisor', 'warn'],
      ['disk-encryption', 'warn'],
    ]);
    expect(document.checks.find(({ id }) => id === 'operating-system')).toMatchObject({
      verdict: 'pass',
      evidence: expect.stringContaining('PlatformVersion is 10.0.17763'),
      read: { api: 'ssm:DescribeInstanceInformation' },
    });
    expect(document.withheld).toEqual([]);
    expect(exit).toBe(0);
  });

  test('is shown with every call that its migration would make, those that depend on Azure with their condition; Azure is not asked', async () => {
    const { aws } = await localAws();
    const env = { ...aws.details.env, ...fileWith() };
    const { out, exit } = await type(`eligibility ${web07} --source prod --dry-run`, env);
    expect(exit).toBe(0);
    expect(out).toMatch(/Azure was not asked what is there already\./);
    expect(out).toMatch(/about 35 min of downtime/);
    expect(out).toMatch(/AWS StopInstances +changes 1/);
    expect(out).toMatch(/Azure ReplicationPolicies_Create +changes 1 +where the vault lacks the policy/);
    const { calls } = JSON.parse((await type(`eligibility ${web07} --source prod --dry-run --json`, env)).out) as {
      readonly calls: { readonly downtime: number; readonly steps: readonly { readonly id: string }[] };
    };
    expect(calls.downtime).toBe(35);
    expect(calls.steps[0]?.id).toBe('check-eligibility');
  });

  test('that may not be moved is told apart by the exit code, with what to do', async () => {
    const { aws, world } = await localAws();
    world({ instances: [{ instanceId: web07, architecture: 'arm64' }] });
    const env = { ...aws.details.env, ...fileWith() };
    const { document, exit } = await asked(`eligibility ${web07}`, env);
    expect(document.overall).toBe('block');
    expect(document.checks.find(({ id }) => id === 'architecture')).toMatchObject({ verdict: 'block', evidence: 'Architecture is arm64' });
    expect(exit).toBe(1);
    const read = await type(`eligibility ${web07}`, env);
    expect(read.out).toMatch(
      /^block {2}64-bit x86 .*Architecture is arm64 \(ec2:DescribeInstances, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\)$/m,
    );
    expect(read.out).toContain('block: Ferry would not move this machine as it is.');
  });

  test('is found by the beginning of its id where that means one', async () => {
    const { aws, world } = await localAws();
    world({ instances: [{ instanceId: 'i-0aaaaaaaaaaaaaaa1', name: 'one' }] });
    world({ instances: [{ instanceId: 'i-0aaaaaaaaaaaaaab2', name: 'two' }] });
    const env = { ...aws.details.env, ...fileWith() };
    expect((await asked('eligibility i-0aaaaaaaaaaaaaab', env)).document.instance).toBe('i-0aaaaaaaaaaaaaab2');
    const several = await type('eligibility i-0aaaa', env);
    expect(several).toMatchObject({ exit: 2, out: '' });
    expect(several.err).toContain('i-0aaaaaaaaaaaaaaa1 (one), i-0aaaaaaaaaaaaaab2 (two)');
  });

  test('is judged by the profile that ferry.yml names', async () => {
    const { aws } = await localAws();
    const env = { ...aws.details.env, ...fileWith((file) => ({ ...file, osProfile: 'article-2016' })) };
    const { document, verdicts } = await asked(`eligibility ${web07}`, env);
    expect(document.profile).toBe('article-2016');
    expect(verdicts['operating-system']).toBe('block');
  });

  test('is not asked about with the credentials of another account', async () => {
    const { aws } = await localAws();
    const env = {
      ...aws.details.env,
      ...fileWith((file) => ({ ...file, sources: { prod: { account: '999999999999', region: 'eu-west-1' } } })),
    };
    const typed = await type(`eligibility ${web07}`, env);
    expect(typed).toMatchObject({ exit: 3, out: '' });
    expect(typed.err).toContain('they belong to account 111122223333, ferry.yml says 999999999999');
  });
});

/** The instance of an EC2 that answers with more than Ferry knows, in an order of its own. */
const instance = `<item>
  <ebsOptimized>false</ebsOptimized><fromTheFuture><item><key>a</key></item></fromTheFuture>
  <tagSet><item><value>web-07</value><key>Name</key></item></tagSet>
  <networkInterfaceSet><item>
    <privateIpAddressesSet><item><primary>true</primary><privateIpAddress>10.0.1.11</privateIpAddress></item></privateIpAddressesSet>
    <groupSet><item><groupName>web</groupName><groupId>sg-1</groupId></item></groupSet>
    <networkInterfaceId>eni-1</networkInterfaceId><vpcId>vpc-1</vpcId><subnetId>subnet-1</subnetId>
  </item></networkInterfaceSet>
  <blockDeviceMapping><item><ebs><volumeId>vol-1</volumeId><status>attached</status></ebs><deviceName>/dev/sda1</deviceName></item></blockDeviceMapping>
  <rootDeviceName>/dev/sda1</rootDeviceName><rootDeviceType>ebs</rootDeviceType>
  <virtualizationType>hvm</virtualizationType><architecture>x86_64</architecture>
  <launchTime>2024-03-04T09:30:00Z</launchTime><instanceType>m1.unheard-of</instanceType>
  <instanceState><name>running</name><code>16</code></instanceState>
  <imageId>ami-1</imageId><instanceId>${web07}</instanceId>
</item>`;

const reservation = (items: string) =>
  `<reservationSet><item><groupSet/><instancesSet>${items}</instancesSet><ownerId>111122223333</ownerId><reservationId>r-1</reservationId></item></reservationSet>`;

const image =
  '<imagesSet><item><name>RHEL-8.8.0_HVM-20230623-x86_64-3-Hourly2-GP2</name><novelty/><imageId>ami-1</imageId></item></imagesSet>';
const volume = '<volumeSet><item><size>10</size><novelty>1</novelty><volumeId>vol-1</volumeId></item></volumeSet>';
const outwards =
  '<securityGroupInfo><item><ipPermissionsEgress><item><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges><ipProtocol>-1</ipProtocol></item></ipPermissionsEgress><groupId>sg-1</groupId></item></securityGroupInfo>';
const attribute = (form: URLSearchParams) =>
  form.get('Attribute') === 'instanceInitiatedShutdownBehavior'
    ? '<instanceInitiatedShutdownBehavior><value>stop</value></instanceInitiatedShutdownBehavior>'
    : `<${form.get('Attribute')}><value>false</value></${form.get('Attribute')}>`;

const aclRule = (egress: boolean) =>
  `<item><ruleNumber>100</ruleNumber><protocol>-1</protocol><ruleAction>allow</ruleAction><egress>${egress}</egress><cidrBlock>0.0.0.0/0</cidrBlock></item>`;
const acl = `<networkAclSet><item><networkAclId>acl-1</networkAclId><entrySet>${aclRule(true)}${aclRule(false)}</entrySet><associationSet><item><subnetId>subnet-1</subnetId></item></associationSet></item></networkAclSet>`;
const table =
  '<routeTableSet><item><routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId><routeSet><item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId><state>active</state></item></routeSet><associationSet><item><main>true</main></item></associationSet></item></routeTableSet>';

const whole = {
  DescribeInstances: () => reservation(instance),
  DescribeVolumes: () => volume,
  DescribeImages: () => image,
  DescribeSecurityGroups: () => outwards,
  DescribeInstanceAttribute: attribute,
  DescribeNetworkInterfaces: () => '<networkInterfaceSet/>',
  DescribeNetworkAcls: () => acl,
  DescribeRouteTables: () => table,
};

describe('another server that speaks EC2', () => {
  test('is understood with unknown elements, in another order, in an older version, and without STS', async () => {
    const { env } = await plainEc2(whole);
    const { document, exit } = await asked(`eligibility ${web07}`, { ...env, ...fileWith() });
    expect(document).toMatchObject({ machine: 'web-07', overall: 'warn' });
    expect(document.withheld).toContainEqual(expect.stringContaining('GetCallerIdentity'));
    expect(exit).toBe(0);
  });

  test('is read page by page, also where the first page is empty', async () => {
    const paged = (form: URLSearchParams) =>
      form.get('NextToken') === 'more' ? reservation(instance) : '<reservationSet/><nextToken>more</nextToken>';
    const { env, forms } = await plainEc2({ ...whole, DescribeInstances: paged });
    const { document } = await asked(`eligibility ${web07}`, { ...env, ...fileWith() });
    expect(document.overall).toBe('warn');
    expect(forms.some((form) => form.get('NextToken') === 'more')).toBe(true);
  });

  test('gives a machine by the beginning of its id also where it heeds no filter', async () => {
    const other = instance.replaceAll(web07, 'i-0fffffffffffffff1');
    const { env } = await plainEc2({ ...whole, DescribeInstances: () => reservation(`${other}${instance}`) });
    expect((await asked('eligibility i-012345', { ...env, ...fileWith() })).document.instance).toBe(web07);
  });

  test('that knows no action but DescribeInstances leaves verdicts unknown with evidence, and none is guessed', async () => {
    const { env } = await plainEc2({ DescribeInstances: whole.DescribeInstances });
    const { document, verdicts, exit } = await asked(`eligibility ${web07}`, { ...env, ...fileWith() });
    expect(verdicts).toMatchObject({
      'machine-running': 'pass',
      architecture: 'pass',
      'root-on-ebs': 'unknown',
      'operating-system': 'unknown',
      'shutdown-behaviour': 'unknown',
      'reach-host': 'unknown',
    });
    const evidence = (id: string) => document.checks.find((check) => check.id === id)?.evidence;
    expect(evidence('reach-host')).toContain('The action DescribeNetworkAcls is not valid for this web service (InvalidAction)');
    expect(evidence('root-on-ebs')).toContain('DescribeVolumes');
    expect(document).toMatchObject({ overall: 'unknown' });
    expect(exit).toBe(1);
  });

  test('that gives the rules of other groups too does not open a port with them', async () => {
    const foreign = outwards.replace('<groupId>sg-1</groupId>', '<groupId>sg-2</groupId>');
    const { env } = await plainEc2({ ...whole, DescribeSecurityGroups: () => foreign });
    expect((await asked(`eligibility ${web07}`, { ...env, ...fileWith() })).verdicts['reach-host']).toBe('block');
  });

  test('that does not have the machine is told as a block', async () => {
    const { env } = await plainEc2({ ...whole, DescribeInstances: () => '<reservationSet/>' });
    const { document, exit } = await asked(`eligibility ${web07}`, { ...env, ...fileWith() });
    expect(document).toMatchObject({ overall: 'block', machine: null, checks: [{ id: 'machine-exists', verdict: 'block' }] });
    expect(exit).toBe(1);
  });

  test('that is not there at all is trouble and no verdict', async () => {
    const port = await freePort();
    const env = { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', ...fileWith() };
    const typed = await type(`eligibility ${web07} --json`, env);
    expect(typed).toMatchObject({ exit: 3, out: '' });
    expect(typed.err).toContain('the connection was refused (ECONNREFUSED)');
  });
});

const hasMoto = spawnSync('python3', ['-c', 'import moto.server, flask'], { stdio: 'ignore' }).status === 0;

describe.skipIf(!hasMoto)('moto, where Python has it (else these tests are skipped)', () => {
  test('is asked like AWS, by the whole id and by its beginning', { timeout: 60_000 }, async () => {
    const url = await startMoto();
    const id = await runInstance(url);
    const sources = { prod: { account: '123456789012', region: 'us-east-1' } };
    const env = {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      ...fileWith((file) => ({ ...file, sources, targets: hostAt(file['targets'], '172.31.0.10') })),
    };
    const { document, exit } = await asked(`eligibility ${id}`, env);
    expect(document).toMatchObject({ instance: id, overall: 'warn' });
    expect(exit).toBe(0);
    expect((await asked(`eligibility ${id.slice(0, 8)}`, env)).document.instance).toBe(id);
    expect((await asked('eligibility i-0123456789abcdef0', env)).document.checks).toMatchObject([{ id: 'machine-exists' }]);
  });
});

/** The same targets, with the replication host at an address to which moto's VPC has a route. */
function hostAt(targets: unknown, address: string): unknown {
  const all = z.record(z.string(), z.record(z.string(), z.unknown())).parse(targets);
  return Object.fromEntries(
    Object.entries(all).map(([alias, target]) => [alias, { ...target, replicationHost: { addresses: [address] } }]),
  );
}

async function startMoto(): Promise<string> {
  const port = await freePort();
  const moto = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  onTestFinished(() => void moto.kill());
  const url = `http://127.0.0.1:${port}`;
  await eventually('moto to answer', () =>
    fetch(url).then(
      () => true,
      () => undefined,
    ),
  );
  return url;
}

async function runInstance(url: string): Promise<string> {
  const credential = 'Credential=a/20260101/us-east-1/ec2/aws4_request';
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'Action=RunInstances&Version=2016-11-15&ImageId=ami-12c6146b&MinCount=1&MaxCount=1&InstanceType=m5.large',
  });
  return /<instanceId>(i-[0-9a-f]+)/.exec(await answer.text())?.[1] ?? 'moto started no instance';
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
