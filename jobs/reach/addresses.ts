import ipaddr from 'ipaddr.js';

/** Whether an IPv4 address lies in a range; no IPv6 range holds any. */
export function contains(cidr: string, address: string): boolean {
  if (!ipaddr.IPv4.isValidCIDR(cidr)) return false;
  return ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr));
}

/** How many leading bits a range fixes. */
export function prefixLength(cidr: string): number {
  return Number(cidr.split('/')[1]);
}

/** Whether no internet gateway would carry it. */
export function isPrivate(address: string): boolean {
  return ipaddr.IPv4.parse(address).range() !== 'unicast';
}
