import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const lockFile = join(root, 'package-lock.json');
/** npm writes it last, so a folder without it is half installed. */
const finished = join(modules, '.package-lock.json');
const pinnedNode = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Errors of npm about files that an interrupted install left behind; any other (no network, say) leaves node_modules alone. */
const inTheWay = /npm err(or|!) code (ENOTEMPTY|EEXIST|ENOENT|ENOTDIR|EISDIR)/i;

/** Makes node_modules what package-lock.json says; a few file reads when it already is. */
export function installPackages() {
  const wrong = whatIsWrong();
  if (!wrong) return;
  process.stderr.write(`set-up: ${wrong}; running npm install (about a minute the first time)\n`);
  let tried = install();
  if (tried.status !== 0 && inTheWay.test(tried.output) && existsSync(modules)) {
    process.stderr.write('set-up: npm install stumbled over what was there; once more from an empty node_modules\n');
    rmSync(modules, { recursive: true, force: true });
    tried = install();
  }
  if (tried.status !== 0) {
    throw new Error(
      `installing the packages: npm install ended with ${tried.status ?? tried.signal}\n${tried.output}\nnow: check the network and the npm registry, then run the command again`,
    );
  }
  if (!existsSync(pinnedNode)) {
    throw new Error(
      `installing Node: node_modules/node has no binary after npm install\n${tried.output}\nnow: allow install scripts (npm config get ignore-scripts) and run the command again`,
    );
  }
  const time = new Date(Math.max(Date.now(), statSync(lockFile).mtimeMs));
  utimesSync(finished, time, time);
}

function whatIsWrong() {
  if (!existsSync(modules)) return 'node_modules is missing';
  if (!existsSync(finished)) return 'node_modules is half installed';
  if (statSync(finished).mtimeMs < statSync(lockFile).mtimeMs) return 'node_modules is older than package-lock.json';
  if (!existsSync(pinnedNode)) return 'the pinned Node is missing';
  const { dependencies, devDependencies } = manifest(join(root, 'package.json'));
  const stale = Object.entries({ ...dependencies, ...devDependencies }).find(([name, version]) => installed(name) !== version);
  return stale ? `${stale[0]} is not at ${stale[1]}` : undefined;
}

function installed(name) {
  try {
    return manifest(join(modules, name, 'package.json')).version;
  } catch {
    return undefined;
  }
}

function manifest(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function install() {
  // Without its own record npm looks at what really is there; without its folder it runs the installer of Node again.
  rmSync(finished, { force: true });
  if (!existsSync(pinnedNode)) rmSync(join(modules, 'node'), { recursive: true, force: true });
  // --no-save: whoever runs a test never finds a changed lock file afterwards.
  const flags = ['--engine-strict=false', '--ignore-scripts=false', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, signal, stdout, stderr, error } = spawnSync('npm', ['install', ...flags], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  return { status: error ? 1 : status, signal, output: [error?.message, stdout, stderr].filter(Boolean).join('\n').trim() };
}
