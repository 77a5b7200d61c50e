import type { CheckFinding } from './types.ts';

/** What a check saw, with where it was read and when: "State.Name is stopped (ec2:DescribeInstances, 2026-11-30 09:41:07 UTC)". */
export function sayEvidence({ evidence, read }: Pick<CheckFinding, 'evidence' | 'read'>): string {
  return read ? `${evidence} (${read.api}, ${sayMoment(read.at)})` : evidence;
}

export function sayMoment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
