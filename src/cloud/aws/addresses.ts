import { DescribeAddressesCommand, type Instance, type InstancePrivateIpAddress } from '@aws-sdk/client-ec2';
import type { SourceMachine } from '../../migration/source-port.ts';
import type { Session } from './session.ts';

type Addresses = Pick<SourceMachine, 'privateIps' | 'publicIps' | 'elasticIps' | 'dnsNames' | 'networkInterfaces' | 'withheld'>;

/** All addresses of all network interfaces, the primary one of the first interface first. */
export async function readAddresses(session: Session, instance: Instance): Promise<Addresses> {
  const interfaces = [...(instance.NetworkInterfaces ?? [])].sort(
    (a, b) => (a.Attachment?.DeviceIndex ?? 0) - (b.Attachment?.DeviceIndex ?? 0),
  );
  const addresses = interfaces.flatMap((nic) => [...(nic.PrivateIpAddresses ?? [])].sort((a, b) => Number(b.Primary) - Number(a.Primary)));
  return {
    networkInterfaces: interfaces.length,
    privateIps: addresses.flatMap(({ PrivateIpAddress }) => PrivateIpAddress ?? []),
    publicIps: addresses.flatMap(({ Association }) => Association?.PublicIp ?? []),
    dnsNames: namesOf(instance, addresses),
    ...(await readElasticIps(session, instance)),
  };
}

function namesOf({ PrivateDnsName, PublicDnsName }: Instance, addresses: readonly InstancePrivateIpAddress[]): readonly string[] {
  const names = addresses.flatMap((one) => [one.PrivateDnsName, one.Association?.PublicDnsName]);
  return [...new Set([PrivateDnsName, PublicDnsName, ...names].flatMap((name) => name || []))];
}

/** Elastic addresses stay with the account after a stop; people want to know which, but nothing depends on it. */
async function readElasticIps(session: Session, { InstanceId }: Instance): Promise<Pick<Addresses, 'elasticIps' | 'withheld'>> {
  if (!InstanceId) return { elasticIps: [] };
  const answer = await session.askOrWhy(`listing the Elastic IPs of ${InstanceId}`, 'ec2:DescribeAddresses', ({ ec2 }) =>
    ec2.send(new DescribeAddressesCommand({ Filters: [{ Name: 'instance-id', Values: [InstanceId] }] })),
  );
  if ('withheld' in answer) return { elasticIps: [], withheld: { elasticIps: answer.withheld } };
  return { elasticIps: (answer.read.Addresses ?? []).flatMap(({ PublicIp }) => PublicIp ?? []) };
}
