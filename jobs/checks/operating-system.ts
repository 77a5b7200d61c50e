import type { Withheld } from '../../src/migration/source-port.ts';
import { allow, block, defineCheck, pass, type ReadJudgement, unknown, warn } from '../check.ts';
import { type KnownSystem, silence, systemOf } from './known-system.ts';
import { type OsProfile, osProfiles, rowFor } from './os-profiles.ts';
import { osChoices } from './os-vouched.ts';
import { rules } from './rules.ts';

export const operatingSystem = defineCheck({
  id: 'operating-system',
  title: 'Supported operating system',
  rule: rules.article,
  reads: ['ssm:DescribeInstanceInformation', 'ec2:DescribeImages', 'ec2:DescribeInstanceImageMetadata'],
  attest: { question: 'Which operating system does this machine run now?', choices: osChoices },
  judge: (facts) => {
    const system = systemOf(facts);
    const { withheld } = facts.machine;
    if (system) return { ...judgeSystem(system, facts.osProfile, withheld?.managedNode), read: system.read };
    const permissions = [withheld?.managedNode, withheld?.image].flatMap((kept) => kept?.permission ?? []);
    return unknown(
      silence(facts),
      `Nothing proves the operating system: let the agent of Systems Manager run on it, then Retry.${permissions.map((one) => ` ${allow(one)}`).join('')}`,
    );
  },
});

function judgeSystem({ os, seen, weaker }: KnownSystem, chosen: OsProfile['name'], denied: Withheld | undefined): ReadJudgement {
  const verdicts = osProfiles.map((profile) => ({ profile, row: rowFor(profile, os) }));
  const mine = verdicts.find(({ profile }) => profile.name === chosen);
  const differ = new Set(verdicts.map(({ row }) => row !== undefined)).size > 1;
  const both = differ
    ? ` (${verdicts.map(({ profile, row }) => `${profile.name}: ${row ? 'supported' : 'not supported'}`).join('; ')})`
    : '';
  const evidence = `${seen}${both}${weaker ? `; ${weaker}` : ''}${denied ? `; Systems Manager could not be asked: ${denied.why}` : ''}`;
  if (!mine?.row)
    return block(
      evidence,
      `Not on Microsoft's list (${chosen}, ${mine?.profile.date ?? 'undated'}): launch the workload from an image of a listed system and migrate that one, or rebuild it in Azure; Cancel here.`,
    );
  const { kernel } = mine.row;
  if (kernel) return warn(`${evidence}; ${kernel}`, 'Check with uname -r; install and boot a stock kernel before replication is enabled.');
  if (weaker)
    return warn(
      evidence,
      `Look inside the machine at what it runs now, or let the agent of Systems Manager report it.${denied ? ` ${allow(denied.permission)}` : ''}`,
    );
  return pass(evidence);
}
