import { block, defineCheck, type Judgement, pass, unknown, warn } from '../check.ts';
import { evidenceOs, type OsEvidence } from './os-evidence.ts';
import { type OsProfile, osProfiles, rowFor } from './os-profiles.ts';

const unproven =
  'Nothing proves the operating system: launch the machine from an image whose name says what it is and migrate that one, or move this one by hand; Cancel here.';

/** The service pack that Site Recovery requires, by Windows kernel: 6.0 is 2008, 6.1 is 2008 R2. */
const packNeeded: Readonly<Record<string, number>> = { '6.0': 2, '6.1': 1 };

export const operatingSystem = defineCheck({
  id: 'operating-system',
  title: 'Supported operating system',
  judge: ({ machine, osProfile }) => {
    const { image } = machine;
    if (image.denied && !image.name)
      return unknown(`image ${image.id} could not be read`, 'Allow ec2:DescribeImages to the role that Ferry uses, then Retry.');
    if (!image.found && !image.name) {
      return unknown(`image ${image.id} no longer exists`, unproven);
    }
    const os = evidenceOs(image);
    if (!os) {
      return unknown(
        `image ${image.id} is called “${image.name ?? ''}”${image.description ? ` (${image.description})` : ''}, which names no operating system`,
        unproven,
      );
    }
    const evidence = `image ${image.id} “${image.name ?? image.description ?? ''}”: ${os.label}`;
    return judgeOs(os, osProfile, evidence, machine.hypervisor);
  },
});

function judgeOs(os: OsEvidence, chosen: OsProfile['name'], evidence: string, hypervisor: string | undefined): Judgement {
  const verdicts = osProfiles.map((profile) => ({ profile, row: rowFor(profile, os) }));
  const mine = verdicts.find(({ profile }) => profile.name === chosen);
  const differ = new Set(verdicts.map(({ row }) => row !== undefined)).size > 1;
  const both = differ
    ? ` (${verdicts.map(({ profile, row }) => `${profile.name}: ${row ? 'supported' : 'not supported'}`).join('; ')})`
    : '';
  if (!mine?.row)
    return block(
      `${evidence}${both}`,
      `Not on Microsoft's list (${chosen}, ${mine?.profile.date ?? 'undated'}): launch the workload from an image of a listed system and migrate that one, or rebuild it in Azure; Cancel here.`,
    );
  const pack = os.product === 'windows-server' ? packNeeded[os.version] : undefined;
  if (pack !== undefined) {
    if ((os.servicePack ?? 0) < pack)
      return unknown(`${evidence}${both}`, `Nothing proves that Service Pack ${pack} is installed, which Site Recovery requires.`);
    if (chosen === 'article-2016' && hypervisor !== 'nitro') {
      return unknown(
        `${evidence}${both}`,
        'Nothing proves which PV drivers it runs: Citrix and AWS PV drivers are supported, RedHat PV drivers are not.',
      );
    }
  }
  if (os.product === 'ubuntu')
    return warn(
      `${evidence}${both}; ${mine.row.note ?? ''}`,
      'Check with uname -r; install and boot a stock kernel before replication is enabled.',
    );
  return pass(`${evidence}${both}; seen at launch, may have been updated since`);
}
