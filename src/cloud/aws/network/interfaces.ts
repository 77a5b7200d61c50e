import { type Instance, paginateDescribeNetworkInterfaces } from '@aws-sdk/client-ec2';
import type { Known, NetworkEnd } from '../../../migration/source-network.ts';
import type { Session } from '../session.ts';
import { known } from './known.ts';

/** A network interface without what is read of its surroundings. */
export type Interface = Omit<NetworkEnd, 'rules' | 'acl' | 'routes'>;

interface AwsInterface {
  readonly NetworkInterfaceId?: string | undefined;
  readonly Attachment?: { readonly AttachmentId?: string | undefined; readonly InstanceId?: string | undefined } | undefined;
  readonly VpcId?: string | undefined;
  readonly SubnetId?: string | undefined;
  readonly Groups?: readonly { readonly GroupId?: string | undefined }[] | undefined;
  readonly PrivateIpAddresses?:
    | readonly {
        readonly PrivateIpAddress?: string | undefined;
        readonly Association?: { readonly PublicIp?: string | undefined } | undefined;
      }[]
    | undefined;
}

/** The interface that has the machine's private address: `Instance.SecurityGroups` would be those of the first one only. */
export function interfaceOf({ NetworkInterfaces = [], VpcId, SubnetId }: Instance): Interface | undefined {
  const sorted = [...NetworkInterfaces].sort((a, b) => (a.Attachment?.DeviceIndex ?? 0) - (b.Attachment?.DeviceIndex ?? 0));
  return sorted.flatMap((one) => {
    const addresses = one.PrivateIpAddresses ?? [];
    const { PrivateIpAddress } = addresses.find(({ Primary }) => Primary) ?? addresses[0] ?? one;
    return toInterface({ ...one, VpcId: one.VpcId ?? VpcId, SubnetId: one.SubnetId ?? SubnetId }, PrivateIpAddress);
  })[0];
}

/** Every interface of this account and region that has one of these private addresses. */
export function readInterfacesAt(session: Session, addresses: readonly string[]): Promise<Known<readonly Interface[]>> {
  const what = `looking for ${addresses.join(', ')} among the network interfaces`;
  return known(session, what, 'ec2:DescribeNetworkInterfaces', async ({ ec2: client }) => {
    const found: Interface[] = [];
    const Filters = [{ Name: 'addresses.private-ip-address', Values: [...addresses] }];
    for await (const page of paginateDescribeNetworkInterfaces({ client, pageSize: 1000 }, { Filters })) {
      for (const one of page.NetworkInterfaces ?? [])
        found.push(...addresses.filter((address) => has(one, address)).flatMap((address) => toInterface(one, address)));
    }
    return found;
  });
}

function has({ PrivateIpAddresses = [] }: AwsInterface, address: string): boolean {
  return PrivateIpAddresses.some(({ PrivateIpAddress }) => PrivateIpAddress === address);
}

function toInterface(one: AwsInterface, address: string | undefined): Interface[] {
  const { NetworkInterfaceId, Attachment, VpcId, SubnetId, Groups = [], PrivateIpAddresses = [] } = one;
  if (!NetworkInterfaceId || !VpcId || !SubnetId || !address) return [];
  const publicAddress = PrivateIpAddresses.find(({ PrivateIpAddress }) => PrivateIpAddress === address)?.Association?.PublicIp;
  return [
    {
      interfaceId: NetworkInterfaceId,
      ...(Attachment?.InstanceId && { instanceId: Attachment.InstanceId }),
      address,
      ...(publicAddress && { publicAddress }),
      vpcId: VpcId,
      subnetId: SubnetId,
      groups: Groups.flatMap(({ GroupId }) => GroupId ?? []),
    },
  ];
}
