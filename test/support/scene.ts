import type { Sandbox } from '../../sandbox/index.ts';
import type { EffectCounts } from '../../sandbox/kit/effects.ts';
import type { Fault, HeldCall } from '../../sandbox/kit/faults.ts';
import type { ShownMessage } from '../../sandbox/slack/shown.ts';
import type { Migration, ReplicationWish } from '../../src/migration/types.ts';
import type { RedisClient } from '../../src/store/redis.ts';
import type { FerryProcess } from './ferry-process.ts';
import type { TestRedis } from './redis.ts';

/** Everybody who acts in the tests, by what they are to Ferry. */
export const people = {
  requester: 'U0REQUESTER1',
  approver: 'U0APPROVER01',
  otherApprover: 'U0APPROVER02',
  stranger: 'U0STRANGER01',
  operator: 'U0OPERATOR01',
} as const;

export const channel = 'C0MIGRATION1';

export interface Machine {
  readonly instanceId: string;
  readonly ip: string;
  readonly name: string;
}

/** A sandbox, a Redis and Ferry's own processes, as an operator would run them. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly redis: TestRedis;
  /** For looking into the store; it comes back by itself when Redis does. */
  readonly client: RedisClient;
  /** What went over the wire since the last call and is not as the clouds describe it. */
  violations(): string[];
  /** The file with every exchange so far, a line each. */
  readonly trace: string;
  readonly env: Readonly<Record<string, string>>;
  readonly bots: FerryProcess[];
  readonly workers: FerryProcess[];
  /** A machine nobody has touched; by default Azure knows it and its Mobility service is installed. */
  machine(attributes?: Record<string, unknown>, azure?: 'ready' | 'unknown' | 'no-agent'): Machine;
  /** Types `/migrate` for a machine, and further words, and follows it. */
  migrate(machine: Machine, words?: string): Promise<Play>;
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

export interface Pressed {
  readonly acknowledged: boolean;
  /** What only this person was told afterwards. */
  readonly told: string | undefined;
}

/** One migration as people in the channel live it. */
export interface Play {
  readonly machine: Machine;
  readonly id: string;
  card(): ShownMessage;
  thread(): string[];
  /** The record, for what no card shows. */
  record(): Promise<Migration>;
  /** Waits until the card or the thread says it. */
  says(pattern: RegExp): Promise<string>;
  /** Waits until the card offers a button. */
  offers(button: string): Promise<void>;
  /**
   * Presses a button of the card now, and submits the dialog it opens; `told` is what a dialog says against it, or waits
   * for an ephemeral answer when `refused` is expected.
   */
  press(
    user: string,
    button: string,
    options?: { value?: string; refused?: boolean; reason?: string; replication?: ReplicationWish; choice?: string },
  ): Promise<Pressed>;
  value(button: string): string;
  /** Presses Start, when it is offered. */
  start(): Promise<void>;
  /** Plays up to the question for authorisation. */
  toAuthorisation(): Promise<void>;
  /** Plays up to the question for acceptance. */
  toAcceptance(): Promise<void>;
  reject(user: string, reason: string, replication?: ReplicationWish): Promise<void>;
  ended(how: string): Promise<Migration>;
  /** How often something was done to this machine or its item. */
  count(service: 'aws' | 'azure' | 'hook', operation: string): number;
  /** Types `/migrate <text>` and waits for an answer to that person that says it. */
  command(user: string, text: string, says?: RegExp): Promise<string>;
}
