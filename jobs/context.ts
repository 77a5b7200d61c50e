import type { z } from 'zod';
import { latestOperation } from '../src/migration/evolve.ts';
import { canEndQuiesce } from '../src/migration/quiesce.ts';
import type { StepRecord } from '../src/migration/types.ts';
import type { Turn } from '../src/store/turn.ts';
import type { AdvanceDeps } from './advance.ts';
import { failoverDigest, gapNow, ruleNow } from './authority.ts';
import { mutate } from './mutate.ts';
import { perform } from './perform.ts';
import type { StepContext } from './step.ts';
import { enableReplication } from './steps/enable-replication.ts';
import { vouchedParts } from './steps/vouched.ts';

/** What a step sees: the record as it was when the step began, and the ports of its source and target. */
export function stepContext(deps: AdvanceDeps, turn: Turn, record: StepRecord): StepContext {
  const { config, store, people } = deps;
  const m = turn.record;
  const clouds = deps.clouds(m);
  const target = config.targets[m.target];
  if (!target) throw new Error(`ferry.yml has no target ${m.target}`);
  const runCommand = config.sources[m.source.alias]?.runCommand;
  const now = store.clock.now();
  const hook = canEndQuiesce(m) ? config.sources[m.source.alias]?.quiesce : undefined;
  const quiesce = hook && clouds.quiescer && { ...hook, name: clouds.quiescer.name };
  const resultOf: StepContext['resultOf'] = (step) => {
    const found = m.steps.find((candidate) => candidate.id === step.id);
    if (found?.state !== 'done') throw new Error(`the step ${step.id} has no result yet`);
    return step.result.parse(found.result) as z.infer<typeof step.result>;
  };
  const authorityGap = async () => {
    const machine = await clouds.source.machine(m.source.instanceId);
    if (!machine) return 'the EC2 instance is gone';
    const digest = failoverDigest(machine, target, resultOf(enableReplication).item, ruleNow(m, target), vouchedParts(m), quiesce);
    return gapNow(m, people, config.approvers.needed, digest, now);
  };
  return {
    migration: m,
    now,
    timing: config.timing,
    osProfile: config.osProfile,
    approvalsNeeded: config.approvers.needed,
    target,
    ...(runCommand && { runCommand }),
    source: clouds.source,
    replicator: clouds.replicator,
    ...(quiesce && { quiesce }),
    memo: (schema) => {
      const read = schema.safeParse(record.memo);
      return read.success ? read.data : undefined;
    },
    resultOf,
    operation: (kind) => latestOperation(m, kind),
    perform: (operation, input, note) =>
      perform({
        clouds,
        operation,
        input,
        note,
        prior: m.operations.findLast((op) => op.kind === operation.kind && op.step === record.id && !op.superseded),
        unseen: m.operations.filter((op) => op.kind === operation.kind && op.state === 'not-seen' && !op.superseded).length,
        now,
        pollSeconds: config.timing.poll,
        backoffMaxMs: config.timing.backoffMax * 1000,
        settleMs: config.timing.settle * 1000,
        authorityGap,
        frozen: async () => (m.course === 'forward' ? store.frozen() : undefined),
        mutate: () => mutate({ store, turn, clouds, step: record.id, operation, input, backoffMax: config.timing.backoffMax }),
      }),
  };
}
