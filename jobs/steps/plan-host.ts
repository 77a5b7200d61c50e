import { CloudError } from '../../src/errors.ts';
import { hostKinds } from '../../src/migration/host-kinds.ts';
import type { ReplicationHost } from '../../src/migration/replicator-port.ts';
import type { Fact } from '../../src/migration/types.ts';
import { findingsOf } from '../replication/alerts.ts';
import type { StepContext } from '../step.ts';

interface PlanHost {
  readonly fact: Fact;
  readonly warnings: readonly string[];
}

/** What a plan says of the replication host as it is now: which one, by which engine, and what is wrong with it. Only looks. */
export async function planHost({
  replicator,
  target,
  migration,
}: Pick<StepContext, 'replicator' | 'target' | 'migration'>): Promise<PlanHost> {
  const through = (text: string, warnings: readonly string[] = []) => ({ fact: { label: 'Through', text }, warnings });
  let host: ReplicationHost | undefined;
  try {
    host = await replicator.host();
  } catch (error) {
    // The step that needs it says what to do.
    if (error instanceof CloudError && error.code === 'azure-denied') return through(`not known yet: ${error.message}`);
    throw error;
  }
  if (!host) {
    const wanted = target.engine === 'auto' ? 'host' : hostKinds[target.engine].name;
    return through(
      `no ${wanted} has registered with the vault yet: Ferry waits for one after the plan, and npx ferry target prepare ${migration.target} tells how`,
    );
  }
  const findings = findingsOf(host);
  const { name, retired } = hostKinds[host.engine];
  const warnings = findings.map(({ verdict, text }) => (verdict === 'block' ? `${text} Until then Ferry waits after the plan.` : text));
  if (findings.some(({ key }) => key === 'stranger')) return through('none that ferry.yml names', warnings);
  return through(`the ${name} ${host.name}, engine ${host.engine}${retired ? `. ${retired}` : ''}`, warnings);
}
