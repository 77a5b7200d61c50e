import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../.cache/redis', import.meta.url));
/** Starts the unpacked server with its own libraries; sandbox/redis.ts looks for it here too. */
const wrapper = join(cache, 'redis-server');
const servers = ['redis-server', 'valkey-server'];

/** Makes sure that a Redis can be started on this machine: from the PATH, or unpacked into the project's cache without root. */
export function provideRedis() {
  if (servers.some(onPath) || existsSync(wrapper)) return;
  if (!onPath('apt-get') || !onPath('dpkg-deb'))
    throw new Error(`no redis-server or valkey-server on the PATH\nnow: ${installCommand()}, or set REDIS_URL`);
  process.stderr.write('set-up: no redis-server on the PATH; unpacking one into .cache/redis (nothing is installed)\n');
  try {
    unpack();
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nnow: ${installCommand()}, or set REDIS_URL`);
  }
}

function unpack() {
  const draft = `${cache}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  const tree = join(draft, 'root');
  mkdirSync(tree, { recursive: true });
  try {
    const server = fetchServer(draft, tree);
    fetchLibraries(draft, tree, server);
    writeFileSync(join(draft, 'redis-server'), script(server.slice(tree.length)));
    chmodSync(join(draft, 'redis-server'), 0o755);
    const { status, output } = run(join(draft, 'redis-server'), ['--version']);
    if (status !== 0) throw new Error(`starting the unpacked Redis: ${output}`);
    for (const left of ['debs', 'lists', 'apt']) rmSync(join(draft, left), { recursive: true, force: true });
    rmSync(cache, { recursive: true, force: true });
    renameSync(draft, cache);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function fetchServer(draft, tree) {
  const asked = [
    ['redis-server', 'redis-tools'],
    ['valkey-server', 'valkey-tools'],
  ];
  let said = '';
  for (const packages of asked) {
    const { ok, output } = fetchPackages(draft, tree, packages);
    said = output;
    const server = servers.map((name) => join(tree, 'usr/bin', name)).find((file) => existsSync(file));
    if (ok && server) return server;
  }
  throw new Error(`downloading redis-server with apt-get: ${said}`);
}

/** The server's libraries that this machine lacks, and theirs. */
function fetchLibraries(draft, tree, server) {
  let packages = ['redis-tools', 'valkey-tools'];
  const seen = new Set();
  for (let depth = 0; depth < 4 && missing(tree, server).length > 0; depth++) {
    packages = packages.flatMap((name) => dependencies(draft, name)).filter((name) => !seen.has(name));
    for (const name of packages) {
      seen.add(name);
      fetchPackages(draft, tree, [name]);
    }
  }
  const lacking = missing(tree, server);
  if (lacking.length > 0) throw new Error(`downloading the libraries of redis-server: ${lacking.join(', ')} not found`);
}

function missing(tree, server) {
  const { output } = run('ldd', [server], { LD_LIBRARY_PATH: libraries(tree).join(':') });
  return output
    .split('\n')
    .filter((line) => line.includes('not found'))
    .map((line) => line.trim().split(/\s/)[0]);
}

function dependencies(draft, name) {
  const { output } = run('apt-cache', [...lists(draft), 'depends', '--important', name]);
  const names = [...output.matchAll(/Depends: (lib\S+)/g)].map((match) => match[1]);
  return names.filter((library) => !run('dpkg-query', ['-s', library]).output.includes('install ok installed'));
}

function fetchPackages(draft, tree, packages) {
  const debs = join(draft, 'debs');
  mkdirSync(debs, { recursive: true });
  let got = run('apt-get', [...lists(draft), 'download', '-qq', ...packages], {}, debs);
  if (got.status !== 0 && !existsSync(join(draft, 'lists'))) {
    // A new machine has no package lists, or old ones. Own lists need no root and leave the machine as it is.
    mkdirSync(join(draft, 'lists/partial'), { recursive: true });
    mkdirSync(join(draft, 'apt/archives/partial'), { recursive: true });
    run('apt-get', [...lists(draft), 'update', '-qq']);
    got = run('apt-get', [...lists(draft), 'download', '-qq', ...packages], {}, debs);
  }
  for (const deb of readdirSync(debs)) {
    run('dpkg-deb', ['-x', join(debs, deb), tree]);
    rmSync(join(debs, deb));
  }
  return { ok: got.status === 0, output: got.output };
}

function lists(draft) {
  const own = join(draft, 'lists');
  const options = [`APT::Sandbox::User=${process.getuid?.() === 0 ? 'root' : ''}`];
  if (existsSync(own)) options.push(`Dir::State::Lists=${own}`, `Dir::Cache=${join(draft, 'apt')}`);
  return options.flatMap((option) => ['-o', option]);
}

function libraries(tree) {
  return ['usr/lib', 'lib'].flatMap((folder) => {
    const whole = join(tree, folder);
    if (!existsSync(whole)) return [];
    const triplets = readdirSync(whole).filter((name) => name.endsWith('-linux-gnu') || name.endsWith('-linux-gnueabihf'));
    return [...triplets.map((name) => join(whole, name)), whole];
  });
}

function script(server) {
  return `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")/root
for folder in "$here"/usr/lib/*-linux-gnu* "$here"/lib/*-linux-gnu* "$here"/usr/lib; do
  LD_LIBRARY_PATH="$LD_LIBRARY_PATH\${LD_LIBRARY_PATH:+:}$folder"
done
export LD_LIBRARY_PATH
exec "$here${server}" "$@"
`;
}

function run(command, args, env = {}, cwd = undefined) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    cwd,
    env: { ...process.env, LC_ALL: 'C', ...env },
  });
  return { status: error ? 1 : status, output: [error?.message, stdout, stderr].filter(Boolean).join('\n').trim() };
}

function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}

function installCommand() {
  if (process.platform === 'darwin') return 'brew install redis';
  if (onPath('dnf')) return 'sudo dnf install valkey';
  if (onPath('apk')) return 'sudo apk add redis';
  return 'sudo apt-get install redis-server';
}
