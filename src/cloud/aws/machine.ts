import type { Instance } from '@aws-sdk/client-ec2';
import type { SourceConfig } from '../../config-schema.ts';
import { CloudError } from '../../errors.ts';
import type { SourceMachine } from '../../migration/source-port.ts';
import { allWithheld } from '../../migration/withheld.ts';
import { readAddresses } from './addresses.ts';
import { readAttributes } from './attributes.ts';
import { describeInstance } from './describe.ts';
import { readImage } from './image.ts';
import { readInstanceType } from './instance-type.ts';
import { readIngress } from './security-groups.ts';
import type { Session } from './session.ts';
import { fromTags } from './tags.ts';
import { readVolumes } from './volumes.ts';

/** Gathers everything Ferry asks about a machine; `undefined` when this account and region do not have it. */
export async function readMachine(session: Session, config: SourceConfig, instanceId: string): Promise<SourceMachine | undefined> {
  const what = `describing ${instanceId}`;
  const found = await describeInstance(session, instanceId, what);
  if (!found) return undefined;
  const { instance, owner } = found;
  const { State, InstanceType, LaunchTime, RootDeviceName } = instance;
  if (!State?.Name || !InstanceType || !LaunchTime) {
    throw new CloudError(`${what} in ${session.where}: AWS left out its state, type or launch time`, {
      code: 'aws-unavailable',
      retryable: true,
    });
  }
  // A terminated machine keeps its name for an hour, and nothing else that could be asked about.
  const gone = State.Name === 'terminated';
  const [volumes, groups, addresses, image, type, attributes] = await Promise.all([
    session.orWithheld(() => readVolumes(session, instance)),
    session.orWithheld(() => readIngress(session, instance)),
    readAddresses(session, instance),
    readImage(session, instanceId, instance.ImageId),
    readInstanceType(session, instance),
    gone ? noAttributes : readAttributes(session, instanceId),
  ]);
  const tags = fromTags(instance.Tags);
  return {
    instanceId,
    readAt: Date.now(),
    account: config.account,
    ...(owner && { ownerId: owner }),
    region: config.region,
    name: tags['Name'] || instanceId,
    state: State.Name,
    instanceType: InstanceType,
    launchedAt: LaunchTime.getTime(),
    ...said(instance),
    ...type,
    ...(RootDeviceName && { rootDeviceName: RootDeviceName }),
    ...attributes,
    ...addresses,
    ...image,
    volumes: 'read' in volumes ? volumes.read : [],
    ...('read' in groups && { ingress: groups.read }),
    ...(config.optIn && { optIn: config.optIn }),
    tags,
    ...allWithheld(addresses, image, type, attributes, {
      withheld: { ...('why' in volumes && { volumes: { why: volumes.why.message, permission: 'ec2:DescribeVolumes' } }) },
    }),
  };
}

const noAttributes: Pick<SourceMachine, 'withheld'> = {};

/** What EC2 may leave out; the platform, for one, it says only of Windows. */
function said(instance: Instance): Partial<SourceMachine> {
  const {
    Architecture,
    VirtualizationType,
    Platform,
    PlatformDetails,
    RootDeviceType,
    CurrentInstanceBootMode,
    InstanceLifecycle,
    VpcId,
    SubnetId,
    Placement,
    TpmSupport,
    Operator,
    IamInstanceProfile,
  } = instance;
  const products = (instance.ProductCodes ?? []).flatMap(({ ProductCodeId, ProductCodeType }) =>
    ProductCodeId && ProductCodeType === 'marketplace' ? [ProductCodeId] : [],
  );
  return {
    ...(Architecture && { architecture: Architecture }),
    ...(VirtualizationType && { virtualization: VirtualizationType }),
    ...(Platform && { platform: Platform }),
    ...(PlatformDetails && { platformDetails: PlatformDetails }),
    ...(RootDeviceType && { rootDeviceType: RootDeviceType }),
    ...(CurrentInstanceBootMode && { bootMode: CurrentInstanceBootMode }),
    ...(InstanceLifecycle && { lifecycle: InstanceLifecycle }),
    ...(VpcId && { vpcId: VpcId }),
    ...(SubnetId && { subnetId: SubnetId }),
    ...(Placement?.Tenancy && { tenancy: Placement.Tenancy }),
    ...(Placement?.HostId && { hostId: Placement.HostId }),
    ...(TpmSupport && { tpm: TpmSupport }),
    ...(Operator?.Managed && { operator: Operator.Principal ?? 'an AWS service' }),
    ...(IamInstanceProfile?.Arn && { instanceProfile: IamInstanceProfile.Arn }),
    ...(products.length > 0 && { marketplaceProducts: products }),
  };
}
