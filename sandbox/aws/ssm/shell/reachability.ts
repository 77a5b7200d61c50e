import type { Instance } from '../../model.ts';
import type { KnownScript } from './known-script.ts';

/** Every target answers, but for what the world of the machine says otherwise: `tcp.10.0.0.10:443` is what became of that one. */
const prints = (os: 'linux' | 'windows') => (machine: Instance, script: string) => {
  const targets = /^\$?targets\s*=\s*'([\d.:+]*)'$/im.exec(script)?.[1]?.split('+') ?? [];
  const tried = targets.map((target) => `tcp.${target}=${machine.guest?.[`tcp.${target}`] ?? 'open'}`);
  return { exitCode: 0, output: [`ferry.reachability=${os} 1`, ...tried, 'ferry.end=1', ''].join('\n') };
};

export const reachabilityScripts: readonly KnownScript[] = [
  { marker: '# ferry:reachability-linux', play: prints('linux') },
  { marker: '# ferry:reachability-windows', play: prints('windows') },
];
