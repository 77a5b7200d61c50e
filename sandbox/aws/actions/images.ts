import { passes } from '../filters.ts';
import type { Image } from '../model.ts';
import { page } from '../pages.ts';
import { AwsRefusal, malformed } from '../refusals.ts';
import type { Xml } from '../xml.ts';
import { type Action, instancesHere, instancesNamed, tagSet } from './action.ts';
import { state } from './instances.ts';

export const describeImages: Action = ({ query, world }) => {
  const ids = query.list('ImageId');
  for (const id of ids) {
    if (!/^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) throw malformed('InvalidAMIID', id);
    const image = world.images.get(id);
    if (!image || image.deregistered === 'yes') throw new AwsRefusal('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
  }
  const chosen = [...world.images.values()]
    .filter((image) => image.deregistered === 'no' && (ids.length === 0 || ids.includes(image.imageId)))
    .filter((image) => passes(query, facets(image), world.tags.get(image.imageId) ?? {}));
  return page(query, 'imagesSet', chosen.map(describe), 'ImageId');
};

/** Knows the image a machine was launched from even when the image itself is gone. */
export const describeInstanceImageMetadata: Action = (asked) => {
  const { query, world, caller, now } = asked;
  const ids = query.list('InstanceId');
  const chosen = (ids.length > 0 ? instancesNamed(asked, ids) : instancesHere(asked)).filter((instance) => instance.state !== 'terminated');
  const entries = chosen.map((instance) => {
    const image = world.images.get(instance.imageId);
    return {
      instanceId: instance.instanceId,
      instanceType: instance.instanceType,
      launchTime: instance.launchedAt,
      availabilityZone: `${instance.region}a`,
      instanceState: state(instance, now),
      instanceOwnerId: caller.account,
      tagSet: tagSet(world.tags.get(instance.instanceId)),
      imageMetadata: image && {
        imageId: image.imageId,
        name: image.name,
        imageOwnerId: image.ownerId,
        imageState: image.deregistered === 'no' ? 'available' : 'deregistered',
        creationDate: image.createdAt,
        imageAllowed: true,
        isPublic: true,
      },
    };
  });
  return page(query, 'instanceImageMetadataSet', entries, 'InstanceId');
};

function facets(image: Image) {
  return {
    'image-id': [image.imageId],
    name: [image.name],
    architecture: [image.architecture],
    'owner-id': [image.ownerId],
    'virtualization-type': [image.virtualization],
  };
}

function describe(image: Image): Xml {
  return {
    imageId: image.imageId,
    imageLocation: `amazon/${image.name}`,
    imageState: 'available',
    imageOwnerId: image.ownerId,
    creationDate: image.createdAt,
    isPublic: true,
    architecture: image.architecture,
    imageType: 'machine',
    platform: image.platform === 'windows' ? 'windows' : undefined,
    platformDetails: image.platform === 'windows' ? 'Windows' : 'Linux/UNIX',
    name: image.name,
    description: image.description === '' ? undefined : image.description,
    rootDeviceType: image.rootDeviceType,
    rootDeviceName: '/dev/sda1',
    virtualizationType: image.virtualization,
    hypervisor: 'xen',
  };
}
