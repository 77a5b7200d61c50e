import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { SlackSandbox } from '../../sandbox/slack/index.ts';

/** A bot that is measured, with a Slack of its own, so that every envelope is for it. */
export interface Subject {
  readonly name: 'bolt' | 'bare' | 'ferry';
  readonly slack: SlackSandbox;
  stop(): Promise<void>;
}

interface Starting {
  readonly name: Subject['name'];
  readonly slack: SlackSandbox;
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** What it writes once it listens. */
  readonly ready: string;
}

/** Starts a bot as a process of its own, which knows only its environment. */
export async function startSubject({ name, slack, file, env, ready }: Starting): Promise<Subject> {
  const child = spawn(process.execPath, [file], { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  await said(child, ready, name);
  return {
    name,
    slack,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

function said(child: ChildProcess, ready: string, name: string): Promise<void> {
  let output = '';
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output = `${output}${chunk.toString('utf8')}`.slice(-4_000);
      if (output.includes(ready)) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code, signal) => reject(new Error(`starting ${name}: it ended with ${signal ?? code}:\n${output}`)));
  });
}
