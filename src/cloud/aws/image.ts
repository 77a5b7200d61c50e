import { DescribeImagesCommand, DescribeInstanceImageMetadataCommand } from '@aws-sdk/client-ec2';
import { CloudError } from '../../errors.ts';
import type { SourceMachine } from '../../migration/source-port.ts';
import type { Given, Session } from './session.ts';

type ImageFacts = SourceMachine['image'];
type Image = Pick<SourceMachine, 'image' | 'withheld'>;

/**
 * What the machine was launched from: the best that EC2 itself knows of its operating system. An image that is deregistered
 * or no longer shared shows up nowhere but in the instance's own image metadata.
 */
export async function readImage(session: Session, instanceId: string, imageId: string | undefined): Promise<Image> {
  const id = imageId ?? '';
  const given = id ? await registered(session, id) : { read: undefined };
  if ('read' in given && given.read) return { image: given.read };
  const metadata = await remembered(session, instanceId, id);
  if ('read' in metadata && metadata.read) return { image: metadata.read };
  const withheld = 'withheld' in given ? given.withheld : 'withheld' in metadata ? metadata.withheld : undefined;
  return { image: { id, found: false }, ...(withheld && { withheld: { image: withheld } }) };
}

async function registered(session: Session, id: string): Promise<Given<ImageFacts | undefined>> {
  try {
    const answer = await session.askOrWhy(`describing the image ${id}`, 'ec2:DescribeImages', ({ ec2 }) =>
      ec2.send(new DescribeImagesCommand({ ImageIds: [id], IncludeDeprecated: true, IncludeDisabled: true })),
    );
    if ('withheld' in answer) return answer;
    const image = answer.read.Images?.find((each) => each.ImageId === id);
    return { read: image && { id, found: true, ...named(image.Name), ...(image.Description && { description: image.Description }) } };
  } catch (error) {
    if (error instanceof CloudError && (error.code === 'aws-not-found' || error.vendorCode === 'InvalidAMIID.Unavailable'))
      return { read: undefined };
    throw error;
  }
}

async function remembered(session: Session, instanceId: string, id: string): Promise<Given<ImageFacts | undefined>> {
  const answer = await session.askOrWhy(`reading the image metadata of ${instanceId}`, 'ec2:DescribeInstanceImageMetadata', ({ ec2 }) =>
    ec2.send(new DescribeInstanceImageMetadataCommand({ InstanceIds: [instanceId] })),
  );
  if ('withheld' in answer) return answer;
  const metadata = answer.read.InstanceImageMetadata?.find((each) => each.InstanceId === instanceId)?.ImageMetadata;
  return { read: metadata && { id: id || (metadata.ImageId ?? ''), found: false, ...named(metadata.Name) } };
}

function named(name: string | undefined): { name?: string } {
  return name ? { name } : {};
}
