import type { Fact, Migration } from '../../src/migration/types.ts';
import { readiness } from '../checks/readiness/index.ts';
import { moment } from '../times.ts';
import { checkReadiness } from './check-readiness.ts';

interface Readiness {
  readonly facts: readonly Fact[];
  readonly warnings: readonly string[];
}

/**
 * What approvers are told of the machine's readiness to boot in Azure: what was read inside it, and by name what neither that
 * nor a passed test failover shows. Plans from before there was this step are told of by their test alone.
 */
export function readinessOf({ steps }: Migration, testPassed: boolean): Readiness {
  const step = steps.find(({ id, state }) => id === checkReadiness.id && state === 'done');
  const { data } = checkReadiness.result.safeParse(step?.result);
  if (!data) return { facts: [], warnings: [] };
  const open = readiness.filter(({ id, shownByTest }) => data.open.includes(id) && !(testPassed && shownByTest));
  const names = open.map(({ title }) => title).join('; ');
  return {
    facts:
      data.read === undefined
        ? []
        : [{ label: 'Boot readiness', text: `read inside the machine ${moment(data.read)}: ${step?.summary ?? ''}` }],
    warnings:
      open.length === 0
        ? []
        : [`${testPassed ? 'The test failover does not show, and nobody has' : 'Nobody has'} read inside the machine: ${names}.`],
  };
}
