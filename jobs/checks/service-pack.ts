import { attested, block, defineCheck, pass, unknown, warn } from '../check.ts';
import { systemOf } from './known-system.ts';
import { isWindows } from './platform.ts';
import { rules } from './rules.ts';

/** The service pack that Site Recovery requires, by Windows version: 6.0 is 2008, 6.1 is 2008 R2. */
const needed: Readonly<Record<string, number>> = { '6.0': 2, '6.1': 1 };

export const servicePack = defineCheck({
  id: 'service-pack',
  title: 'Windows has its service pack',
  rule: rules.article,
  reads: ['ssm:DescribeInstanceInformation', 'ec2:DescribeImages', 'ec2:DescribeInstanceImageMetadata'],
  attest: {
    question: 'Which service pack does this machine have now?',
    choices: [
      { value: '2', label: 'Service Pack 2 or later' },
      { value: '1', label: 'Service Pack 1' },
      { value: '0', label: 'none' },
    ],
  },
  judge: (facts) => {
    const system = systemOf(facts);
    if (!isWindows(facts.machine) && system?.os.family !== 'windows') return pass('no Platform, so that it is not Windows');
    if (!system)
      return unknown(
        'its version of Windows is not known',
        'Settle the operating system first; whether it needs a service pack follows from it.',
      );
    const { os, seen, read, weaker } = system;
    const least = os.product === 'windows-server' ? needed[os.version] : undefined;
    if (least === undefined) return { ...pass(`${seen}, which needs no service pack`), read };
    const install = `Install Service Pack ${least}, which Site Recovery requires, then Retry.`;
    if (os.servicePack !== undefined) {
      if (os.servicePack < least) return { ...block(`${seen}, which is ${packName(os.servicePack)}`, install), read };
      const evidence = `${seen}, which is ${packName(os.servicePack)}`;
      return {
        ...(weaker ? warn(`${evidence}; ${weaker}`, 'Look inside the machine: winver shows the service pack.') : pass(evidence)),
        read,
      };
    }
    const word = attested(facts, 'service-pack');
    if (word) {
      const evidence = `${word.by} vouches for ${packName(Number(word.value))}`;
      const by = { api: 'a person', at: word.at };
      return Number(word.value) < least
        ? { ...block(evidence, install), read: by }
        : {
            ...warn(`${evidence}; nothing that Ferry can read proves it`, 'Look inside the machine: winver shows the service pack.'),
            read: by,
          };
    }
    return {
      ...unknown(
        `${seen}, which does not tell the service pack`,
        `Nothing proves that Service Pack ${least} is installed, which Site Recovery requires: let the agent of Systems Manager run on it, then Retry.`,
      ),
      read,
    };
  },
});

function packName(pack: number): string {
  return pack > 0 ? `Service Pack ${pack}` : 'without a service pack';
}
