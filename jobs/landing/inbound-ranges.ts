import ipaddr from 'ipaddr.js';

/** From and to, both included. */
export type Range = readonly [from: number, to: number];

export const everyPort: Range = [0, 65_535];
export const everyAddress: Range = [0, 2 ** 32 - 1];

/** The addresses of a CIDR, or of a single address; nothing for anything but IPv4. */
export function addressRange(text: string): Range | undefined {
  if (ipaddr.IPv4.isValidCIDR(text)) {
    const bits = 2 ** (32 - ipaddr.IPv4.parseCIDR(text)[1]);
    const from = numberOf(ipaddr.IPv4.networkAddressFromCIDR(text));
    return [from, from + bits - 1];
  }
  if (!ipaddr.IPv4.isValidFourPartDecimal(text)) return undefined;
  const one = numberOf(ipaddr.IPv4.parse(text));
  return [one, one];
}

/** Ports as Azure writes them: `*`, `443` or `8000-8999`. */
export function portRange(text: string): Range | undefined {
  if (text === '*') return everyPort;
  const [, from, to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? [];
  return from === undefined ? undefined : [Number(from), Number(to ?? from)];
}

/** Everything in `whole` that is in none of `ranges`. */
export function without(whole: Range, ranges: readonly Range[]): readonly Range[] {
  return ranges.reduce<readonly Range[]>(
    (left, [from, to]) =>
      left.flatMap(([a, b]): Range[] => {
        if (to < a || from > b) return [[a, b]];
        return [...(a < from ? [[a, from - 1] as const] : []), ...(to < b ? [[to + 1, b] as const] : [])];
      }),
    [whole],
  );
}

/** The same numbers in as few ranges as they take, in order. */
export function merged(ranges: readonly Range[]): readonly Range[] {
  const found: Range[] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = found.at(-1);
    if (last && from <= last[1] + 1) found[found.length - 1] = [last[0], Math.max(last[1], to)];
    else found.push([from, to]);
  }
  return found;
}

/** Cut into pieces within which no range begins or ends. */
export function pieces(whole: Range, ranges: readonly Range[]): readonly Range[] {
  const starts = ranges.flatMap(([from, to]) => [from, to + 1]).filter((at) => at > whole[0] && at <= whole[1]);
  const sorted = [...new Set([whole[0], ...starts])].toSorted((a, b) => a - b);
  return sorted.map((from, index): Range => [from, (sorted[index + 1] ?? whole[1] + 1) - 1]);
}

export function holds([from, to]: Range, at: number): boolean {
  return from <= at && at <= to;
}

/** Addresses as people write them: a CIDR where it is one, else the first and the last. */
export function addressWords([from, to]: Range): string {
  if (from === everyAddress[0] && to === everyAddress[1]) return 'anywhere';
  const size = to - from + 1;
  const bits = 32 - Math.log2(size);
  if (Number.isInteger(bits) && from % size === 0) return size === 1 ? dotted(from) : `${dotted(from)}/${bits}`;
  return `${dotted(from)}–${dotted(to)}`;
}

export function portWords([from, to]: Range): string {
  return from === to ? String(from) : `${from}–${to}`;
}

function numberOf(ip: ipaddr.IPv4): number {
  return ip.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0);
}

function dotted(at: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(at / 2 ** shift) % 256).join('.');
}
