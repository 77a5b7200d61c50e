import ipaddr from 'ipaddr.js';

/** Whether every address of `inner` lies in `outer`; both are addresses or CIDR blocks, and what is neither lies nowhere. */
export function within(inner: string, outer: string): boolean {
  const small = range(inner);
  const large = range(outer);
  if (!small || !large || small[0].kind() !== large[0].kind() || small[1] < large[1]) return false;
  return ipaddr.subnetMatch(small[0], { inside: [large] }, 'outside') === 'inside';
}

export function isIpv6(prefix: string): boolean {
  return range(prefix)?.[0].kind() === 'ipv6';
}

function range(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
