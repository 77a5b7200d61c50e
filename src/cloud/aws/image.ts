import { DescribeImagesCommand, DescribeInstanceImageMetadataCommand } from '@aws-sdk/client-ec2';
import { CloudError } from '../../errors.ts';
import type { SourceMachine } from '../../migration/source-port.ts';
import type { Session } from './session.ts';

type ImageFacts = SourceMachine['image'];

/**
 * What the machine was launched from: the best that EC2 itself knows of its operating system. An image that is deregistered
 * or no longer shared shows up nowhere but in the instance's own image metadata.
 */
export async function readImage(session: Session, instanceId: string, imageId: string | undefined): Promise<ImageFacts> {
  const id = imageId ?? '';
  const image = id ? await registered(session, id) : undefined;
  if (image && image !== 'denied') return image;
  return (await remembered(session, instanceId, id)) ?? { id, found: false, ...(image === 'denied' && { denied: true }) };
}

async function registered(session: Session, id: string): Promise<ImageFacts | 'denied' | undefined> {
  try {
    const answer = await session.askIfAllowed(`describing the image ${id}`, 'ec2:DescribeImages', ({ ec2 }) =>
      ec2.send(new DescribeImagesCommand({ ImageIds: [id], IncludeDeprecated: true, IncludeDisabled: true })),
    );
    if (!answer) return 'denied';
    const image = answer.Images?.find((each) => each.ImageId === id);
    return image && { id, found: true, ...named(image.Name), ...(image.Description && { description: image.Description }) };
  } catch (error) {
    if (error instanceof CloudError && (error.code === 'aws-not-found' || error.vendorCode === 'InvalidAMIID.Unavailable'))
      return undefined;
    throw error;
  }
}

async function remembered(session: Session, instanceId: string, id: string): Promise<ImageFacts | undefined> {
  const answer = await session.askIfAllowed(`reading the image metadata of ${instanceId}`, 'ec2:DescribeInstanceImageMetadata', ({ ec2 }) =>
    ec2.send(new DescribeInstanceImageMetadataCommand({ InstanceIds: [instanceId] })),
  );
  const metadata = answer?.InstanceImageMetadata?.find((each) => each.InstanceId === instanceId)?.ImageMetadata;
  return metadata && { id: id || (metadata.ImageId ?? ''), found: false, ...named(metadata.Name) };
}

function named(name: string | undefined): { name?: string } {
  return name ? { name } : {};
}
