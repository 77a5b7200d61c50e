import { z } from 'zod';
import { authorityOf } from '../../src/migration/policy.ts';
import type { Migration } from '../../src/migration/types.ts';
import { protectSource } from '../operations/protect-source.ts';
import { tagSource } from '../operations/tag-source.ts';
import { blocked, done } from '../outcome.ts';
import { defineStep } from '../step.ts';
import { span } from '../times.ts';
import { stillPointing } from './still-pointing.ts';
import { stopSource } from './stop-source.ts';
import { validateTarget } from './validate-target.ts';

export const closeSource = defineStep({
  id: 'close-source',
  title: 'Close the source',
  asks: {
    // Once it has failed over, Ferry looks whether EC2 runs again.
    reads: ['source.machine', 'source.tags', 'source.terminationProtected', 'source.snapshots', 'source.recordsPointingAt', 'source.power'],
    sends: [{ operation: tagSource }, { operation: protectSource }],
    takes: { minutes: 1, why: 'Ferry looks after each call' },
  },
  result: z.object({ stillPointing: z.array(z.string()) }),
  async run(context) {
    const { migration, source, perform, resultOf } = context;
    const { instanceId } = migration.source;
    const machine = await source.machine(instanceId);
    if (!machine)
      return blocked(`${instanceId} is gone from EC2.`, 'Somebody has terminated it; its snapshots are what remains. Retry when you know.');
    const resources = [instanceId, ...machine.volumes.map((volume) => volume.volumeId)];
    const vm = resultOf(validateTarget).vmId?.split('/').at(-1) ?? 'unknown';
    const tags = { 'ferry:state': 'migrated', 'ferry:migration': migration.id, 'ferry:azure-vm': vm };
    const found = await source.tags(resources);
    const tagged = resources.every((id) => Object.entries(tags).every(([key, value]) => found[id]?.[key] === value));
    if (!tagged) return perform(tagSource, { instanceId, resources, tags }, 'tagging the EC2 instance and its volumes');
    if (!(await source.terminationProtected(instanceId)))
      return perform(protectSource, { instanceId }, 'protecting the EC2 instance from termination');
    const snapshots = await source.snapshots(migration.id);
    const complete = snapshots.filter((snapshot) => snapshot.state === 'completed').length;
    const pointing = await stillPointing(context, machine);
    const state = (await source.power(instanceId))?.state ?? 'gone';
    return done(
      `${instanceId} is ${state}, tagged and protected from termination; ${complete} of ${snapshots.length} snapshots complete${downtime(migration)}. Still pointing at it: ${pointing.told || 'nothing that AWS shows'}${pointing.unread === undefined ? '' : `; there may be more: ${pointing.unread}`}`,
      { stillPointing: [...pointing.all] },
    );
  },
});

/** From the stop to the acceptance: until then nobody had said that the machine does its work again. */
function downtime(m: Migration): string {
  const { data } = stopSource.result.safeParse(m.steps.find(({ id }) => id === stopSource.id)?.result);
  const accepted = authorityOf(m, 'accept-target')?.grantedAt;
  if (!data || accepted === undefined) return '';
  return `. From the stop to the acceptance: ${span(Math.max((accepted - data.stoppedAt) / 1000, 0))}`;
}
