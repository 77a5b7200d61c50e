import { sayMoment } from '../../src/migration/evidence.ts';
import type { DriverInventory } from '../../src/migration/surroundings.ts';
import { allow, attested, block, type CheckFacts, defineCheck, pass, type ReadJudgement, unknown, warn } from '../check.ts';
import { systemOf } from './known-system.ts';
import { compare } from './os-profiles.ts';
import { isWindows } from './platform.ts';
import { rules } from './rules.ts';

const upgrade =
  'RedHat PV drivers are not supported: upgrade to Citrix PV and then to AWS PV drivers (on 2012 and later, to AWS PV drivers at once), then Retry.';

/** Leftovers of older drivers survive upgrades, so that only the driver a network adapter is bound to decides. */
export const pvDrivers = defineCheck({
  id: 'pv-drivers',
  title: 'Citrix or AWS PV drivers',
  rule: rules.article,
  reads: ['ssm:ListInventoryEntries', 'ec2:DescribeInstanceTypes'],
  attest: {
    question: 'Which driver does its network adapter use, by Device Manager?',
    choices: [
      { value: 'aws', label: 'AWS PV Network Device' },
      { value: 'citrix', label: 'Citrix PV Ethernet Adapter' },
      { value: 'redhat', label: 'RedHat PV NIC Driver' },
    ],
  },
  judge: (facts) => {
    const { machine } = facts;
    if (!isWindows(machine)) return { ...pass('no Platform, so that it is not Windows'), read: { api: 'ec2:DescribeInstances' } };
    if (machine.hypervisor === 'nitro')
      return {
        ...pass(`Hypervisor of ${machine.instanceType} is nitro, which has no PV drivers`),
        read: { api: 'ec2:DescribeInstanceTypes' },
      };
    const { drivers } = machine;
    return (drivers && drivers !== 'none' ? bound(drivers) : undefined) ?? vouched(facts) ?? unproven(facts);
  },
});

function bound({ adapters, capturedAt }: DriverInventory): ReadJudgement | undefined {
  const read = capturedAt === undefined ? {} : { read: { at: capturedAt } };
  const seen = `network adapters are ${adapters.join(', ')}`;
  if (adapters.some((name) => /^Red\s?Hat/i.test(name))) return { ...block(seen, upgrade), ...read };
  return adapters.some((name) => /^(?:AWS|Citrix) PV/i.test(name)) ? { ...pass(seen), ...read } : undefined;
}

function vouched(facts: CheckFacts): ReadJudgement | undefined {
  const word = attested(facts, 'pv-drivers');
  const choice = pvDrivers.attest?.choices.find(({ value }) => value === word?.value);
  if (!word || !choice) return undefined;
  const read = { api: 'a person', at: word.at };
  const seen = `${word.by} vouches for ${choice.label}`;
  return choice.value === 'redhat'
    ? { ...block(seen, upgrade), read }
    : { ...warn(`${seen}; nothing that Ferry can read proves it`, 'Look at the network adapters in Device Manager.'), read };
}

/** The article demands the proof for 2008 R2; what is later is told of, and left to people. */
function unproven(facts: CheckFacts): ReadJudgement {
  const { drivers, withheld } = facts.machine;
  const system = systemOf(facts)?.os;
  const remedy = `Nothing proves which PV drivers it uses: Citrix and AWS PV drivers are supported, RedHat PV drivers are not. Let the inventory of Systems Manager collect AWS:Network, then Retry.${withheld?.drivers ? ` ${allow(withheld.drivers.permission)}` : ''}`;
  const judgement = system?.product === 'windows-server' && compare(system.version, '6.2') >= 0 ? warn : unknown;
  return judgement(silence(drivers, withheld?.drivers?.why), remedy);
}

function silence(drivers: CheckFacts['machine']['drivers'], why: string | undefined): string {
  if (why) return `the inventory of Systems Manager could not be read: ${why}`;
  if (drivers === undefined) return 'the inventory of Systems Manager was not read';
  if (drivers === 'none') return 'the inventory of Systems Manager has nothing of it';
  const { adapters, software, capturedAt } = drivers;
  const traces = software.length > 0 ? ` (installed, which proves nothing: ${software.join(', ')})` : '';
  const when = capturedAt === undefined ? '' : ` at ${sayMoment(capturedAt)}`;
  return adapters.length > 0
    ? `the inventory of Systems Manager knows only network adapters of no PV driver: ${adapters.join(', ')}${traces}`
    : `the inventory of Systems Manager collected no network adapters${when}${traces}`;
}
