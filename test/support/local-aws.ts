import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { type AwsSandbox, startAws } from '../../sandbox/aws/index.ts';
import type { WorldPatch } from '../../sandbox/aws/patch.ts';
import { Effects } from '../../sandbox/kit/effects.ts';
import { Faults } from '../../sandbox/kit/faults.ts';
import { Trace } from '../../sandbox/kit/trace.ts';
import { createSource } from '../../src/cloud/aws/index.ts';
import { underOperation } from '../../src/cloud/sending.ts';
import type { SourceConfig } from '../../src/config-schema.ts';
import type { Source } from '../../src/migration/source-port.ts';
import type { WireAnswer } from '../../src/migration/wire-answer.ts';

export interface LocalAws {
  readonly aws: AwsSandbox;
  readonly source: Source;
  readonly faults: Faults;
  /** Another source on the same sandbox, with other config or environment. */
  sourceWith(config: Partial<SourceConfig>, env?: Record<string, string | undefined>): Source;
  world(patch: WorldPatch): void;
  fault(match: string, kind: string, extra?: { times?: number; [field: string]: unknown }): void;
  /** How often an action took effect on a resource. */
  effects(action: string, subject: string): number;
  /** The form bodies of all requests so far, in order; nothing may be sent afterwards. */
  requests(): Promise<readonly Readonly<Record<string, string>>[]>;
}

/** A local EC2 and STS of its own for one test, and a source that reaches it with the unchanged SDK. */
export async function localAws(speed = 10_000): Promise<LocalAws> {
  const faults = new Faults();
  const counted = new Effects();
  const folder = mkdtempSync(join(tmpdir(), 'ferry-aws-'));
  const traced = join(folder, 'trace.jsonl');
  const trace = new Trace(traced);
  const aws = await startAws({ faults, effects: counted, trace, speed, guest: () => undefined });
  onTestFinished(async () => {
    await aws.close();
    await trace.close();
    rmSync(folder, { recursive: true });
  });
  const { account, region, env } = aws.details;
  const sourceWith: LocalAws['sourceWith'] = (config, more = {}) =>
    createSource({ alias: 'prod', config: { account, region, ...config }, env: { ...env, ...more } });
  return {
    aws,
    source: sourceWith({}),
    faults,
    sourceWith,
    world: (patch) => aws.world(patch),
    fault: (match, kind, extra = {}) => faults.arm({ service: 'aws', match, kind, times: 1, ...extra }),
    effects: (action, subject) => counted.all()['aws']?.[action]?.[subject] ?? 0,
    async requests() {
      await trace.close();
      const lines = readFileSync(traced, 'utf8').trim().split('\n');
      return lines.map((line) => Object.fromEntries(new URLSearchParams(exchange.parse(JSON.parse(line)).request.body)));
    },
  };
}

const exchange = z.object({ request: z.object({ body: z.string() }) });

export interface Sent {
  readonly operation: string;
  readonly intents: readonly string[];
  readonly answers: readonly WireAnswer[];
  /** What the call threw, when it threw. */
  readonly error?: unknown;
}

/** Does what `mutate` does around one call, and tells what passed the gate. */
export async function sending(call: () => Promise<void>, intend: (digest: string) => void | Promise<void> = () => {}): Promise<Sent> {
  const operation = randomUUID();
  const intents: string[] = [];
  const answers: WireAnswer[] = [];
  const permission = {
    operation,
    intend: async (digest: string) => {
      intents.push(digest);
      await intend(digest);
    },
    answered: async (answer: WireAnswer) => {
      answers.push(answer);
    },
  };
  try {
    await underOperation(permission, call);
    return { operation, intents, answers };
  } catch (error) {
    return { operation, intents, answers, error };
  }
}
