import type { CheckFinding } from '../../src/migration/types.ts';
import { availability } from './availability.ts';
import { disks } from './disks.ts';
import { inbound } from './inbound.ts';
import type { Approach, LandingCheck } from './landing.ts';
import { name } from './name.ts';
import { outbound } from './outbound.ts';
import { size } from './size.ts';
import { subnet } from './subnet.ts';

/** Every check of how a machine lands, in the order people read them. */
const landingChecks: readonly LandingCheck[] = [size, disks, name, availability, subnet, outbound, inbound];

/** What every check says of an approach; some say several things, and some nothing where there is nothing to judge. */
export function judgeLanding(approach: Approach): readonly CheckFinding[] {
  return landingChecks.flatMap((check) => check.judge(approach).map((judgement) => ({ id: check.id, title: check.title, ...judgement })));
}

/** The findings of a record but for those about the landing, which are made anew. */
export function otherFindings(findings: readonly CheckFinding[]): readonly CheckFinding[] {
  return findings.filter(({ id }) => !landingChecks.some((check) => check.id === id));
}
