import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { installerFor } from '../../../jobs/mobility-installers.ts';
import { whyNotInstalled } from '../../../jobs/steps/why-not-installed.ts';
import { installCommand } from '../../../src/guest/script.ts';

const archive = 'an archive';
const secret = '{"otp":"not-for-anybody"}';
const installation = {
  url: 'https://files.example.com/asr/RHEL8-64.tar.gz',
  sha256: createHash('sha256').update(archive).digest('hex'),
  parameter: '/ferry/mobility-service',
  instance: 'i-0123456789abcdef1',
  region: 'eu-west-1',
  credentialless: false,
};

/** What the tools of the machine do; each is a line of shell. */
const sound = {
  curl: `for last in "$@"; do [ "$previous" = -o ] && printf '%s' '${archive}' > "$last"; previous=$last; done`,
  tar: `printf '#!/bin/sh\\nmkdir -p "$ROOT/usr/local/ASR/Vx/bin"\\ncp "$TOOLS/configurator" "$ROOT/usr/local/ASR/Vx/bin/UnifiedAgentConfigurator.sh"\\necho "Agent Config Input : eyJCaW9z"\\n' > "$4/install"; chmod +x "$4/install"`,
  aws: `[ "$6" = /ferry/mobility-service ] || { echo ParameterNotFound >&2; exit 254; }; echo '${secret}'`,
  configurator: `echo "$@" > "$TOOLS/registered"; cat "$2" >> "$TOOLS/registered"`,
};

function run(tools: Partial<typeof sound> = {}, more: Partial<typeof installation> = {}, times = 1) {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-install-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const inside of ['root', 'tools', 'tmp']) mkdirSync(join(folder, inside));
  for (const [name, does] of Object.entries({ ...sound, ...tools })) {
    writeFileSync(join(folder, 'tools', name), `#!/bin/sh\nprevious=\n${does}\n`);
    chmodSync(join(folder, 'tools', name), 0o755);
  }
  const env = {
    PATH: `${join(folder, 'tools')}:${process.env['PATH'] ?? ''}`,
    ROOT: join(folder, 'root'),
    TOOLS: join(folder, 'tools'),
    TMPDIR: join(folder, 'tmp'),
  };
  const input = installCommand('linux', { ...installation, ...more }).parameters.commands.join('\n');
  const ends = Array.from({ length: times }, () => spawnSync('sh', ['-s'], { input, env, encoding: 'utf8' }));
  const registered = join(folder, 'tools', 'registered');
  return {
    status: ends.at(-1)?.status,
    output: ends.map(({ stdout }) => stdout).join(''),
    errorOutput: ends.map(({ stderr }) => stderr).join(''),
    registered: existsSync(registered) ? readFileSync(registered, 'utf8') : '',
    left: readdirSync(join(folder, 'tmp')),
  };
}

test('the script fetches, compares, installs, and registers with a file that is left nowhere and printed nowhere', () => {
  const { status, output, errorOutput, registered, left } = run();
  expect({ status, errorOutput, left }).toEqual({ status: 0, errorOutput: '', left: [] });
  expect(output).toBe('agent.config.input=eyJCaW9z\nferry.installed=1\n');
  expect(registered).toMatch(/^-S \S+\/config\.json -q -c CSPrime\n/);
  expect(registered).toContain(secret);
});

test('a machine that the appliance has no account for is registered without credentials', () => {
  expect(run({}, { credentialless: true }).registered).toMatch(/-c CSPrime -D true\n/);
});

test('run again it installs nothing twice', () => {
  const twice = run({}, {}, 2);
  expect(twice.output.match(/agent\.config\.input/g)).toHaveLength(1);
  expect(twice.output.match(/ferry\.installed=1/g)).toHaveLength(2);
});

test.each<[code: number, what: string, tools: Partial<typeof sound>, more: Partial<typeof installation>]>([
  [21, 'cannot fetch', { curl: 'echo "curl: (6) Could not resolve host" >&2; exit 6' }, {}],
  [22, 'fetches another file', {}, { sha256: '0'.repeat(64) }],
  [23, 'cannot unpack', { tar: 'echo "No space left on device" >&2; exit 2' }, {}],
  [
    24,
    'is refused by the installer',
    { tar: `printf '#!/bin/sh\\necho unsupported kernel\\nexit 95\\n' > "$4/install"; chmod +x "$4/install"` },
    {},
  ],
  [26, 'cannot read the parameter', { aws: 'echo AccessDeniedException >&2; exit 254' }, {}],
  [27, 'cannot register', { configurator: 'echo secret words; exit 9' }, {}],
])('it ends with %i when it %s, says so in a line, and leaves nothing behind', (code, _, tools, more) => {
  const { status, errorOutput, left, output } = run(tools, more);
  expect({ status, left }).toEqual({ status: code, left: [] });
  expect(errorOutput.trim().split('\n')).toHaveLength(1);
  expect(errorOutput + output).not.toContain('secret words');
  const result = { state: 'failed', rawState: 'Failed', exitCode: code, output, errorOutput, cutShort: false } as const;
  const { problem, remedy } = whyNotInstalled(result, {
    machine: 'app-02',
    instanceId: installation.instance,
    parameter: installation.parameter,
  });
  expect(problem).toMatch(/^Installing the Mobility service on app-02: /);
  expect(remedy).toMatch(/Then Retry/);
});

test('values that a shell could read as something else never become a command', () => {
  for (const url of ["https://x/'; reboot; '", 'https://x/$(id)', 'https://x/\nreboot', 'https://x/{{ssm:secret}}'])
    expect(() => installCommand('linux', { ...installation, url }), url).toThrow('what a shell might read');
});

test.each(['linux', 'windows'] as const)('the command for %s holds no braces that Systems Manager would fill in, and no secret', (os) => {
  const text = JSON.stringify(installCommand(os, installation));
  expect(text).not.toMatch(/\{\{|passphrase|password/i);
  expect(text.length).toBeLessThan(60_000);
});

test.each([
  ['Windows Server 2019', 'Windows'],
  ['Red Hat Enterprise Linux 8.8', 'RHEL8-64'],
  ['CentOS 7.9', 'RHEL7-64'],
  ['Rocky Linux 9.2', 'RHEL9-64'],
  ['Oracle Linux 8.7', 'OL8-64'],
  ['Ubuntu 20.04', 'UBUNTU-20.04-64'],
  ['Debian 10', 'DEBIAN10-64'],
  ['SUSE Linux Enterprise Server 15 SP4', 'SLES15-64'],
  ['Amazon Linux 2', undefined],
])('the installer for %s is %s', (system, installer) => {
  expect(installerFor(system)).toBe(installer);
});
