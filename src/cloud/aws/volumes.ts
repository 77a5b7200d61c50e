import { type Instance, paginateDescribeVolumes, type Volume } from '@aws-sdk/client-ec2';
import { CloudError } from '../../errors.ts';
import type { SourceVolume } from '../../migration/source-port.ts';
import type { Session } from './session.ts';

/** The EBS volumes of the machine, root first. Sizes decide what is copied, so that not knowing them is an error. */
export async function readVolumes(session: Session, instance: Instance): Promise<readonly SourceVolume[]> {
  const attached = (instance.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }) =>
    DeviceName && Ebs?.VolumeId ? [{ device: DeviceName, volumeId: Ebs.VolumeId }] : [],
  );
  if (attached.length === 0) return [];
  const what = `describing the volumes of ${instance.InstanceId}`;
  const known = await session.ask(what, 'ec2:DescribeVolumes', async ({ ec2: client }) => {
    const volumes = new Map<string | undefined, Volume>();
    const Filters = [{ Name: 'attachment.instance-id', Values: [instance.InstanceId ?? ''] }];
    for await (const page of paginateDescribeVolumes({ client, pageSize: 500 }, { Filters })) {
      for (const volume of page.Volumes ?? []) volumes.set(volume.VolumeId, volume);
    }
    return volumes;
  });
  const volumes = attached.map(({ device, volumeId }) => {
    const volume = known.get(volumeId);
    if (volume?.Size === undefined) {
      throw new CloudError(`${what} in ${session.where}: AWS did not show ${volumeId}, which is attached as ${device}`, {
        code: 'aws-unavailable',
        retryable: true,
        remedy: 'A volume attached or detached a moment ago shows up within a minute.',
      });
    }
    const sharedWith = (volume.Attachments ?? []).flatMap(({ InstanceId }) =>
      InstanceId && InstanceId !== instance.InstanceId ? [InstanceId] : [],
    );
    return {
      volumeId,
      device,
      gib: volume.Size,
      root: device === instance.RootDeviceName,
      encrypted: volume.Encrypted ?? false,
      ...(volume.MultiAttachEnabled && { multiAttach: true }),
      ...(sharedWith.length > 0 && { sharedWith }),
    };
  });
  return volumes.sort((a, b) => Number(b.root) - Number(a.root));
}
