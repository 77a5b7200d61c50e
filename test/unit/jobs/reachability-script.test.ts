import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { readTries } from '../../../jobs/reach/tried.ts';
import { reachabilityCommand, type TcpTarget } from '../../../src/guest/script.ts';

const address = '127.0.0.1';

/** A port of this machine that listens; after `close` nothing listens there. */
async function listening() {
  const server = createServer((socket) => socket.end()).listen(0, address);
  await once(server, 'listening');
  const close = async () => {
    if (server.listening) await once(server.close(), 'close');
  };
  onTestFinished(close);
  return { port: (server.address() as AddressInfo).port, close };
}

/** Runs the very script that Run Command would run, by the shell by which it would. */
async function run(targets: readonly TcpTarget[], env: Readonly<Record<string, string>> = {}) {
  const shell = spawn('/bin/sh', ['-s'], { env: { PATH: process.env['PATH'] ?? '', ...env } });
  shell.stdin.end(reachabilityCommand('linux', targets).parameters.commands.join('\n'));
  const [output, errorOutput, [status]] = await Promise.all([text(shell.stdout), text(shell.stderr), once(shell, 'close')]);
  return { output, errorOutput, status };
}

test('a port that listens connects, and one on which nothing listens is refused', async () => {
  const [open, closed] = [await listening(), await listening()];
  await closed.close();
  const targets = [
    { address, port: open.port },
    { address, port: closed.port },
  ];
  const { output, errorOutput, status } = await run(targets);
  expect({ errorOutput, status }).toEqual({ errorOutput: '', status: 0 });
  expect(output).toBe(`ferry.reachability=linux 1\ntcp.${address}:${open.port}=open\ntcp.${address}:${closed.port}=refused\nferry.end=1\n`);
  expect(readTries(output, 'linux', 'machine', targets)?.map(({ end }) => end)).toEqual(['open', 'refused']);
});

test('a system without bash and timeout says that it could not try, and never that a port is closed', async () => {
  const { output } = await run([{ address, port: 443 }], { PATH: '/nowhere' });
  expect(output).toBe(`ferry.reachability=linux 1\ntcp.${address}:443=unknown\nferry.end=1\n`);
});

test.each<[string, TcpTarget]>([
  ['a name', { address: 'appliance.example.com', port: 443 }],
  ['a shell word', { address: '10.0.0.10$(id)', port: 443 }],
  ['IPv6', { address: '::1', port: 443 }],
  ['a port that there is not', { address: '10.0.0.10', port: 70_000 }],
  ['half a port', { address: '10.0.0.10', port: 4.5 }],
])('%s is no target', (_, target) => {
  expect(() => reachabilityCommand('linux', [target])).toThrow('no target for a TCP connection');
  expect(() => reachabilityCommand('windows', [target])).toThrow('no target for a TCP connection');
});

test('targets travel as one value that is numbers only, in the form of each system', () => {
  const targets = [
    { address: '10.0.0.10', port: 443 },
    { address: '10.0.0.10', port: 9443 },
  ];
  const [linux, windows] = (['linux', 'windows'] as const).map((os) => reachabilityCommand(os, targets));
  expect(linux).toMatchObject({ document: 'AWS-RunShellScript', parameters: { executionTimeout: ['72'] } });
  expect(linux?.parameters.commands[0]).toBe("TARGETS='10.0.0.10:443+10.0.0.10:9443'");
  expect(windows).toMatchObject({ document: 'AWS-RunPowerShellScript' });
  expect(windows?.parameters.commands[0]).toBe("$Targets = '10.0.0.10:443+10.0.0.10:9443'");
});
