import { awsCalls } from '../../src/cloud/aws/calls.ts';
import { azureCallsOf } from '../../src/cloud/azure/calls.ts';
import type { ApiCall, DryRun, PlannedCall, PlannedStep } from '../../src/migration/preview-port.ts';
import type { Replicator } from '../../src/migration/replicator-port.ts';
import type { Engine } from '../../src/migration/types.ts';
import type { Missing, Sending, Verb } from '../asks.ts';
import type { Step } from '../step.ts';

/** What is known of the surroundings; what is in neither list may be there or not. */
export interface Surroundings {
  readonly engine: Engine;
  readonly gib: number;
  readonly pollSeconds: number;
  readonly missing: readonly Missing[];
  readonly there: readonly Missing[];
  readonly unsure?: string;
}

const whereMissing: Readonly<Record<Missing, string>> = {
  policy: 'where the vault lacks the policy',
  mapping: 'where the policy is not associated yet',
  listing: 'where the host does not list the machine yet',
  replication: 'where nothing replicates it yet',
  test: 'where the test is not waived',
  readiness: 'where ferry.yml lets Ferry look inside machines',
  tries: 'where ferry.yml lets Ferry try ports from inside machines',
  'host-tries': 'where the replication host is an instance of the source',
  agent: 'where the Mobility service is missing',
  quiesce: 'where ferry.yml names a hook',
};

/** Every request of a migration that meets no trouble, out of what steps and operations say of themselves; pure. */
export function dryRun(steps: readonly Step[], about: Surroundings): DryRun {
  const planned = steps.map((step) => plannedStep(step, about));
  const sum = (those: readonly PlannedStep[]) => those.reduce((all, { minutes }) => all + minutes, 0);
  return {
    engine: about.engine,
    ...(about.unsure && { unsure: about.unsure }),
    pollSeconds: about.pollSeconds,
    steps: planned,
    minutes: sum(planned),
    downtime: sum(planned.filter(({ down }) => down)),
  };
}

function plannedStep({ id, title, gate, asks }: Step, about: Surroundings): PlannedStep {
  const takes = typeof asks.takes === 'function' ? asks.takes(about) : asks.takes;
  const sends = (asks.sends ?? []).filter(({ where }) => where === undefined || !about.there.includes(where));
  // Where nothing has to be made, nothing takes time.
  const minutes = asks.sends && sends.length === 0 ? 0 : takes.minutes;
  const polls = Math.ceil((minutes * 60) / about.pollSeconds);
  const looks = 1 + sends.length + polls;
  const read = (verbs: readonly Verb[], times: number) =>
    verbs.flatMap((verb) => callsOf(verb, about.engine).map((call) => planned(verb, call, false, (call.times ?? 1) * times, polls > 0)));
  return {
    id,
    title,
    ...(gate && { gate }),
    minutes,
    why: takes.why,
    down: takes.down === true,
    calls: merged([
      ...read(asks.reads, looks),
      ...sends.flatMap((sending) => [
        ...read(sending.operation.asks.before ?? [], 1),
        // Approvers' authority is held against the machine as it is, last thing before the call.
        ...read(sending.operation.authority ? ['source.machine'] : [], 1),
        ...sent(sending, about),
        ...read(sending.operation.asks.follow ?? [], Math.max(1, Math.ceil(polls / sends.length))),
      ]),
    ]),
  };
}

function sent({ operation, where }: Sending, about: Surroundings): readonly PlannedCall[] {
  const unsure = where !== undefined && !about.missing.includes(where) ? { where: whereMissing[where] } : {};
  return callsOf(operation.asks.sends, about.engine).map((call) => ({ ...planned(operation.asks.sends, call, true, 1, false), ...unsure }));
}

function callsOf(verb: Verb, engine: Engine): readonly ApiCall[] {
  const name = verb.slice(verb.indexOf('.') + 1);
  switch (cloudOf(verb)) {
    case 'AWS':
      return awsCalls[name as keyof typeof awsCalls];
    case 'Azure':
      return azureCallsOf(name as keyof Replicator, engine);
    case 'the quiesce hook':
      return [{ operation: 'a signed POST' }];
  }
}

function cloudOf(verb: Verb): PlannedCall['cloud'] {
  if (verb.startsWith('source.')) return 'AWS';
  return verb.startsWith('replicator.') ? 'Azure' : 'the quiesce hook';
}

function planned(verb: Verb, { operation, where }: ApiCall, changes: boolean, times: number, about: boolean): PlannedCall {
  return { cloud: cloudOf(verb), operation, changes, times, about, ...(where && { where }) };
}

/** The same read is listed once in a step, at its first place; one that is surely made is listed as that. */
function merged(calls: readonly PlannedCall[]): readonly PlannedCall[] {
  const all: PlannedCall[] = [];
  for (const call of calls) {
    const index = call.changes ? -1 : all.findIndex(({ operation, changes }) => !changes && operation === call.operation);
    const same = all[index];
    if (!same) all.push(call);
    else {
      const { where: _, ...sure } = same;
      const both = same.where !== undefined && call.where !== undefined ? same : sure;
      all[index] = { ...both, times: same.times + call.times, about: same.about || call.about };
    }
  }
  return all;
}
