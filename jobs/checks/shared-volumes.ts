import { block, defineCheck, pass, unread } from '../check.ts';
import { rules } from './rules.ts';

export const sharedVolumes = defineCheck({
  id: 'shared-volumes',
  title: 'No volume is shared',
  rule: rules.matrix,
  reads: ['ec2:DescribeVolumes'],
  judge: ({ machine }) => {
    const silent = unread(machine, 'volumes', 'its volumes');
    if (silent) return silent;
    const shared = machine.volumes.filter(({ multiAttach, sharedWith = [] }) => multiAttach || sharedWith.length > 0);
    if (shared.length === 0) return pass('MultiAttachEnabled is false of every volume');
    return block(
      shared
        .map(({ volumeId, sharedWith = [] }) =>
          sharedWith.length > 0 ? `${volumeId} is attached to ${sharedWith.join(', ')} too` : `MultiAttachEnabled of ${volumeId} is true`,
        )
        .join('; '),
      'Site Recovery moves no disk that several machines write to: move that data elsewhere and detach the volume, then Retry; or Cancel here.',
    );
  },
});
