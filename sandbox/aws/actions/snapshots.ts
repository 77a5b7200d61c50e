import { passes } from '../filters.ts';
import type { Snapshot } from '../model.ts';
import { page } from '../pages.ts';
import { durations, powerOf } from '../power.ts';
import { AwsRefusal, malformed } from '../refusals.ts';
import { idFrom } from '../upsert.ts';
import type { Xml } from '../xml.ts';
import { type Action, type Asked, instancesNamed, tagSet } from './action.ts';

/** One set of all volumes; there is no client token, so a second call makes a second set. */
export const createSnapshots: Action = (asked) => {
  const { query, world, kit, now, caller } = asked;
  const [instance] = instancesNamed(asked, [query.text('InstanceSpecification.InstanceId') ?? '']);
  if (!instance) throw new AwsRefusal('MissingParameter', 'The request must contain the parameter InstanceSpecification');
  if (powerOf(instance, now) === 'terminated') {
    throw new AwsRefusal(
      'IncorrectInstanceState',
      `The instance '${instance.instanceId}' is not in a state from which snapshots can be made.`,
    );
  }
  const tags = Object.fromEntries(
    query
      .members('TagSpecification')
      .filter((specification) => specification.text('ResourceType') === 'snapshot')
      .flatMap((specification) => specification.members('Tag').map((tag) => [tag.text('Key') ?? '', tag.text('Value') ?? ''])),
  );
  const withoutRoot = query.text('InstanceSpecification.ExcludeBootVolume') === 'true';
  const made = instance.volumes
    .filter((volume) => !(withoutRoot && volume.root))
    .map((volume): Snapshot => {
      const snapshot: Snapshot = {
        snapshotId: idFrom('snap', `${volume.volumeId} ${world.snapshots.size}`),
        region: caller.region,
        volumeId: volume.volumeId,
        gib: volume.gib,
        encrypted: volume.encrypted,
        description: query.text('Description') ?? '',
        startedAt: now,
        completesAt: now + (durations.snapshot * 1000) / kit.speed,
      };
      world.snapshots.set(snapshot.snapshotId, snapshot);
      world.tags.set(snapshot.snapshotId, { ...tags });
      return snapshot;
    });
  kit.effects.count('aws', 'CreateSnapshots', instance.instanceId);
  return { snapshotSet: made.map((snapshot) => ({ ...describe(snapshot, asked), status: undefined, state: 'pending' })) };
};

export const describeSnapshots: Action = (asked) => {
  const { query, world, caller, now } = asked;
  const ids = query.list('SnapshotId');
  const here = caller.account === world.account ? [...world.snapshots.values()].filter((each) => each.region === caller.region) : [];
  for (const id of ids) {
    if (!/^snap-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) throw malformed('InvalidSnapshotID', id);
    if (!here.some((each) => each.snapshotId === id))
      throw new AwsRefusal('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);
  }
  const chosen = here
    .filter((each) => ids.length === 0 || ids.includes(each.snapshotId))
    .filter((each) =>
      passes(
        query,
        { 'snapshot-id': [each.snapshotId], 'volume-id': [each.volumeId], status: [each.completesAt <= now ? 'completed' : 'pending'] },
        world.tags.get(each.snapshotId) ?? {},
      ),
    );
  return page(
    query,
    'snapshotSet',
    chosen.map((each) => describe(each, asked)),
    'SnapshotId',
  );
};

function describe(snapshot: Snapshot, { world, caller, now }: Asked): Xml {
  const completed = snapshot.completesAt <= now;
  const share = completed ? 1 : (now - snapshot.startedAt) / (snapshot.completesAt - snapshot.startedAt);
  return {
    snapshotId: snapshot.snapshotId,
    volumeId: snapshot.volumeId,
    status: completed ? 'completed' : 'pending',
    startTime: new Date(snapshot.startedAt),
    progress: `${Math.floor(share * 100)}%`,
    ownerId: caller.account,
    volumeSize: snapshot.gib,
    description: snapshot.description,
    encrypted: snapshot.encrypted,
    tagSet: tagSet(world.tags.get(snapshot.snapshotId)),
  };
}
