import { passes } from '../filters.ts';
import { page } from '../pages.ts';
import { AwsRefusal, malformed } from '../refusals.ts';
import { type Action, type Asked, instancesHere, tagSet } from './action.ts';

export const describeVolumes: Action = (asked) => {
  const { query, world } = asked;
  const ids = query.list('VolumeId');
  const attached = volumesHere(asked);
  for (const id of ids) {
    if (!/^vol-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) throw malformed('InvalidVolumeID', id);
    if (!attached.some(({ volume }) => volume.volumeId === id)) {
      throw new AwsRefusal('InvalidVolume.NotFound', `The volume '${id}' does not exist.`);
    }
  }
  const entries = attached
    .filter(({ volume }) => ids.length === 0 || ids.includes(volume.volumeId))
    .filter(({ volume, instance }) =>
      passes(
        query,
        {
          'volume-id': [volume.volumeId],
          'attachment.instance-id': [instance.instanceId],
          'attachment.device': [volume.device],
          encrypted: [String(volume.encrypted)],
        },
        world.tags.get(volume.volumeId) ?? {},
      ),
    )
    .map(({ volume, instance }) => ({
      volumeId: volume.volumeId,
      size: volume.gib,
      snapshotId: '',
      availabilityZone: `${instance.region}a`,
      status: 'in-use',
      createTime: instance.launchedAt,
      attachmentSet: [instance.instanceId, ...volume.sharedWith].map((instanceId) => ({
        volumeId: volume.volumeId,
        instanceId,
        device: volume.device,
        status: 'attached',
        attachTime: instance.launchedAt,
        deleteOnTermination: volume.root,
      })),
      tagSet: tagSet(world.tags.get(volume.volumeId)),
      volumeType: 'gp3',
      iops: 3000,
      encrypted: volume.encrypted,
      multiAttachEnabled: volume.multiAttach,
    }));
  return page(query, 'volumeSet', entries, 'VolumeId');
};

/** Terminated machines have no volumes any more. */
export function volumesHere(asked: Asked) {
  return instancesHere(asked)
    .filter((instance) => instance.state !== 'terminated')
    .flatMap((instance) => instance.volumes.map((volume) => ({ volume, instance })));
}
