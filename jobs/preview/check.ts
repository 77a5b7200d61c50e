import type { Checked } from '../../src/migration/preview-port.ts';
import type { SourceMachine } from '../../src/migration/source-port.ts';
import type { CheckFinding } from '../../src/migration/types.ts';
import { judgeAll } from '../check.ts';
import { type Examination, overall } from '../checks/examine.ts';
import { checks } from '../checks/index.ts';

/** An examination as people read it: with what the other list of operating systems would make of the same facts. */
export function checked(examination: Examination): Checked {
  if (examination.is === 'gone') return examination;
  const { facts, machine, findings } = examination;
  const profile = facts.osProfile;
  const other = profile === 'current' ? 'article-2016' : 'current';
  const differing = judgeAll(checks, { ...facts, osProfile: other }).filter((finding) => differs(finding, findings));
  return {
    is: 'examined',
    name: machine.name,
    gib: gib(machine),
    ...(machine.privateIps[0] !== undefined && { privateIp: machine.privateIps[0] }),
    profile,
    findings,
    overall: overall(findings),
    ...(differing.length > 0 && { otherwise: { profile: other, findings: differing } }),
  };
}

function differs({ id, verdict }: CheckFinding, findings: readonly CheckFinding[]): boolean {
  return findings.find((finding) => finding.id === id)?.verdict !== verdict;
}

function gib({ volumes }: SourceMachine): number {
  return volumes.reduce((sum, volume) => sum + volume.gib, 0);
}
