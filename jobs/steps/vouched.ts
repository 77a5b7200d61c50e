import { vouchedFor } from '../../src/migration/attestation.ts';
import type { Fact, Migration } from '../../src/migration/types.ts';
import { moment } from '../times.ts';

/** What people have vouched for, for everyone who decides on the strength of it. */
export function vouchedFacts(m: Migration): Fact[] {
  return vouchedFor(m).map(({ title, label, by, at, reason }) => ({
    label: 'Vouched',
    text: `${moment(at)}: ${title}: ${label}${reason ? `, “${reason}”` : ''}`,
    by,
    inThread: true,
  }));
}

/** The same for a digest: nothing where nobody has vouched for anything, so that digests of before stay as they were. */
export function vouchedParts(m: Migration): readonly string[] {
  return vouchedFor(m).map(({ check, value, by, at }) => [check, value, by, at].join(' '));
}
