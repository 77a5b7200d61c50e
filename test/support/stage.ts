import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import type { EffectCounts } from '../../sandbox/kit/effects.ts';
import type { Fault, HeldCall } from '../../sandbox/kit/faults.ts';
import type { Timing } from '../../src/config.ts';
import { type FerryProcess, startFerry } from './ferry-process.ts';
import { createPlay, type Play } from './play.ts';
import { privateRedis, type TestRedis } from './redis.ts';

/** Everybody who acts in the tests, by what they are to Ferry. */
export const people = {
  requester: 'U0REQUESTER1',
  approver: 'U0APPROVER01',
  otherApprover: 'U0APPROVER02',
  stranger: 'U0STRANGER01',
  operator: 'U0OPERATOR01',
} as const;

export const channel = 'C0MIGRATION1';

export interface StageOptions {
  readonly speed?: number;
  readonly timing?: Partial<Timing>;
  readonly approvalsNeeded?: number;
  readonly bots?: number;
  readonly workers?: number;
}

export interface Machine {
  readonly instanceId: string;
  readonly ip: string;
  readonly name: string;
}

/** A sandbox, a Redis and Ferry's own processes, as an operator would run them. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly redis: TestRedis;
  readonly env: Readonly<Record<string, string>>;
  readonly bots: FerryProcess[];
  readonly workers: FerryProcess[];
  /** A machine nobody has touched; by default Azure knows it and its Mobility service is installed. */
  machine(attributes?: Record<string, unknown>, azure?: 'ready' | 'unknown' | 'no-agent'): Machine;
  /** Types `/migrate` for a machine and follows it. */
  migrate(machine: Machine): Promise<Play>;
  fault(service: Fault['service'], match: string, kind: string, extra?: Record<string, unknown>): void;
  /** Waits until a call is held by a fault. */
  held(match: string): Promise<HeldCall>;
  release(): void;
  effects(): EffectCounts;
  startWorker(): Promise<FerryProcess>;
  startBot(): Promise<FerryProcess>;
  killWorkers(signal?: NodeJS.Signals): Promise<void>;
  close(): Promise<void>;
}

/** Short enough for tests, long enough for a slow machine. Minutes of the clouds become fractions of a second. */
const quick: Partial<Timing> = {
  lease: 2,
  lock: 3,
  stalled: 1,
  sweep: 0.1,
  poll: 0.2,
  lookEvery: 0.3,
  lookHorizon: 2,
  quarantine: 1,
  settle: 20,
  drainBudget: 20,
  hold: 0.2,
  cardEvery: 0.3,
  redrawAfter: 1,
  backoffMax: 1,
  clickLate: 10,
};

let machines = 0;

export async function setTheStage(options: StageOptions = {}): Promise<Stage> {
  const redis = await privateRedis();
  const folder = mkdtempSync(join(tmpdir(), 'ferry-stage-'));
  const trace = process.env['FERRY_TEST_TRACES'];
  const sandbox = await startSandbox({
    speed: options.speed ?? 2000,
    redis: false,
    ...(trace && { trace: join(trace, `${process.pid}-${Date.now()}.jsonl`) }),
  });
  const config = join(folder, 'ferry.yml');
  writeFileSync(config, withOptions(sandbox.details.config, options));
  const env = { ...sandbox.details.env, REDIS_URL: redis.url, FERRY_CONFIG: config };
  const bots: FerryProcess[] = [];
  const workers: FerryProcess[] = [];
  const plays: Play[] = [];

  const stage: Stage = {
    sandbox,
    redis,
    env,
    bots,
    workers,
    machine(attributes = {}, azure = 'ready') {
      machines += 1;
      const digits = `${process.pid}${machines}`.slice(-8).padStart(8, '0');
      const machine = {
        instanceId: `i-${digits.padStart(17, 'f')}`,
        ip: `10.0.${100 + Math.floor(machines / 200)}.${1 + (machines % 200)}`,
        name: `app-${machines}`,
      };
      sandbox.aws.world({
        instances: [
          { ...machine, privateIp: machine.ip, ip: undefined, imageName: 'RHEL-8.8.0_HVM-20230623-x86_64-3-Hourly2-GP2', volumes: [{ gib: 10 }, { gib: 5 }], ...attributes },
        ].map(({ ip: _, ...one }) => one),
      });
      if (azure !== 'unknown') sandbox.azure.world({ site: { machines: [{ ip: machine.ip, name: machine.name, agent: azure === 'ready' ? 'installed' : 'absent' }] } });
      return machine;
    },
    async migrate(machine) {
      const play = await createPlay(stage, machine);
      plays.push(play);
      return play;
    },
    fault: (service, match, kind, extra = {}) => sandbox.kit.faults.arm({ service, match, kind, times: 1, ...extra }),
    held: (match) => eventually(`${match} to be held`, () => sandbox.kit.faults.held().find((call) => new RegExp(match).test(call.operation))),
    release: () => void sandbox.kit.faults.release(),
    effects: () => sandbox.kit.effects.all(),
    async startWorker() {
      const worker = await startFerry('worker', env);
      workers.push(worker);
      return worker;
    },
    async startBot() {
      const bot = await startFerry('bot', env);
      bots.push(bot);
      return bot;
    },
    async killWorkers(signal = 'SIGKILL') {
      await Promise.all(workers.splice(0).map((worker) => worker.kill(signal)));
    },
    async close() {
      sandbox.kit.faults.reset();
      await Promise.all([...bots, ...workers].map((one) => one.kill('SIGKILL')));
      await sandbox.close();
      await redis.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await Promise.all([
    ...Array.from({ length: options.workers ?? 1 }, () => stage.startWorker()),
    ...Array.from({ length: options.bots ?? 1 }, () => stage.startBot()),
  ]);
  return stage;
}

function withOptions(text: string, { timing, approvalsNeeded }: StageOptions): string {
  const file = parse(text) as { timing: object; approvers: object };
  return stringify({
    ...file,
    timing: { ...file.timing, ...quick, ...timing },
    approvers: { ...file.approvers, ...(approvalsNeeded && { needed: approvalsNeeded }) },
  });
}

const patience = 90_000;

/** Asks until there is an answer; the sentence says what was awaited when there is none. */
export async function eventually<T>(what: string, ask: () => T | undefined | Promise<T | undefined>, say?: () => string): Promise<T> {
  const end = performance.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited in vain for ${what}${say ? `\n${say()}` : ''}`);
    await pause(50);
  }
}

