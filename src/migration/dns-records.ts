/** What records may lead to. */
export interface Pointees {
  readonly addresses: readonly string[];
  readonly names: readonly string[];
}

/** A DNS record that leads to one of them. */
export interface DnsPointer {
  /** Without the trailing dot, a wildcard as `*`. */
  readonly name: string;
  /** `A` or `CNAME`, as the record says of itself; `A alias` for an alias. */
  readonly type: string;
  readonly zone: string;
  /** Only networks that are tied to the zone ask it. */
  readonly privateZone: boolean;
  /** The address or name that it leads to. */
  readonly value: string;
}

export interface DnsPointers {
  readonly records: readonly DnsPointer[];
  /** Why there may be more, as half a sentence; absent: every record of the account was looked at. */
  readonly unread?: string;
}
