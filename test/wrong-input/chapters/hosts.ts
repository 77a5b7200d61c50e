import { classicTarget } from '../../support/classic-target.ts';
import { type Machine, type Play, people, type Stage } from '../../support/scene.ts';
import { setTheStage } from '../../support/stage.ts';
import type { Chapter, Row } from '../chapter.ts';
import { said, stuck } from '../in-the-thread.ts';

interface Scene {
  readonly stage: Stage;
}

const thread = 'everybody in the thread';
const pushing = { ...classicTarget, mobilityService: 'push' };

/** As the sandbox names them. */
const providers = (group: string) => `/subscriptions/2f6a1d3c-8f0e-4a5b-9c3d-5e7f90a1b2c3/resourceGroups/${group}/providers`;
const placement = {
  resourceGroup: 'rg-migrated',
  network: `${providers('rg-migrated')}/Microsoft.Network/virtualNetworks/vnet-migrated`,
  subnet: 'machines',
  cacheStorageAccount: `${providers('rg-migrate')}/Microsoft.Storage/storageAccounts/stmigratecache`,
};
const partly = { placement: { ...placement, disks: { '/dev/sdf': 'leave-behind' } } };

type Change = Readonly<Record<string, unknown>>;
const server = ({ sandbox }: Stage, change: Change) => sandbox.azure.world({ configurationServer: change });

/** Something is wrong with the configuration server when a migration comes to it; it is mended, and Ferry goes on by itself. */
function ailing(when: string, wrong: Change, mended: Change, says: string): Row<Scene> {
  return {
    when,
    seenBy: `${thread}, and the operators' channel`,
    says: `:raised_hand: @‹requester› *Find the replication host: somebody has to help.* ${says} Ferry notices by itself.`,
    async play({ stage }) {
      const play = await stage.migrate(stage.machine(), '--target classic');
      await play.offers('ferry_start');
      server(stage, wrong);
      await play.start();
      const told = await said(play, /Find the replication host: somebody has to help/);
      server(stage, mended);
      await play.offers('ferry_authorise');
      return told;
    },
  };
}

/** The machine has no Mobility service yet; `goesOn` is what somebody does about it. */
function unready(
  when: string,
  words: string,
  says: string,
  spoil: (stage: Stage, machine: Machine) => void,
  goesOn: typeof spoil,
): Row<Scene> {
  return {
    when,
    seenBy: `${thread}, and the operators' channel`,
    says,
    async play({ stage }) {
      const machine = stage.machine({}, 'no-agent');
      spoil(stage, machine);
      const play = await stage.migrate(machine, words);
      await play.start();
      const told = await said(play, /somebody has to help/);
      goesOn(stage, machine);
      await play.offers('ferry_authorise');
      return told;
    },
  };
}

async function cancelled(play: Play, replication: 'keep' | 'remove' = 'remove'): Promise<void> {
  await play.command(people.requester, `cancel ${play.id} --${replication}-replication`);
  await play.ended('cancelled');
}

const accounts = [
  { id: '1', name: 'windows-admin' },
  { id: '2', name: 'linux-root' },
];
const installed = (stage: Stage, { ip }: Machine) => server(stage, { machines: [{ ip, agent: 'installed' }] });
const pushWorks = (stage: Stage, { ip }: Machine) => server(stage, { machines: [{ ip, push: 'works' }] });

const onTheServer: readonly Row<Scene>[] = [
  ailing(
    'the configuration server is silent',
    { heartbeatAgeMinutes: 20 },
    { heartbeatAgeMinutes: 0 },
    'The configuration server asr-config-server has been silent for ‹minutes› min: start the configuration server, and check that it reaches Azure on 443.',
  ),
  ailing(
    'the services of its process server do not run',
    { processService: 'Stopped' },
    { processService: 'Running' },
    'The process server of the configuration server asr-config-server reads “Stopped” where it should be “Running”: start its services on the configuration server.',
  ),
  ailing(
    'it has lost its master target',
    { masterTarget: false },
    { masterTarget: true },
    'The configuration server asr-config-server has no master target: repair its installation with Unified Setup.',
  ),
  ailing(
    'Azure no longer supports its version',
    { versionStatus: 'NotSupported' },
    { versionStatus: 'Supported' },
    'The configuration server asr-config-server has a version (9.62.7172.1) that Azure no longer supports: update it in the vault, under Site Recovery infrastructure.',
  ),
  ailing(
    'it is gone, and ferry.yml asks for one',
    { registered: false },
    { registered: true },
    'No configuration server is registered with vault rsv-classic. Microsoft has retired them, and a new vault takes none: an operator mends the registration of the one that this vault had, or puts a replication appliance in its place, with engine: auto for the target in ferry.yml. npx ferry target prepare classic tells how either stands.',
  ),
  unready(
    'the Mobility service is missing on a machine that goes through a configuration server',
    '--target classic',
    ":raised_hand: @‹requester› *Mobility service: somebody has to help.* The Mobility service is not installed on ‹vm›. Its owner installs it from the configuration server asr-config-server (unattended, with -c CSLegacy) and registers it with the configuration server's address and passphrase; a reboot may be needed. Ferry notices by itself.",
    () => undefined,
    installed,
  ),
  unready(
    'ferry.yml names an account that the configuration server does not have',
    '--target misnamed',
    ':raised_hand: @‹requester› *Mobility service: somebody has to help.* The configuration server asr-config-server has no account ferry-push, which ferry.yml names as runAsAccount (it has windows-admin, linux-root). An operator adds it with cspsconfigtool.exe on the configuration server, under Manage Accounts. Ferry notices by itself.',
    pushWorks,
    (stage) => server(stage, { accounts: [...accounts, { id: '3', name: 'ferry-push' }] }),
  ),
  unready(
    'the configuration server has no account to push with',
    '--target pushing',
    ":raised_hand: @‹requester› *Find the replication host: somebody has to help.* The configuration server asr-config-server knows no account to push the Mobility service with: add one in the server's configuration tool (Cspsconfigtool), or let owners install the service (mobilityService: preinstalled in ferry.yml). Ferry notices by itself.",
    (stage, machine) => {
      pushWorks(stage, machine);
      server(stage, { accounts: [] });
    },
    (stage) => server(stage, { accounts: accounts.slice(1) }),
  ),
  {
    when: 'it has several, and ferry.yml names none',
    seenBy: thread,
    says: [
      '@‹requester› :x: *‹machine› is stuck at Mobility service.* The configuration server asr-config-server has several accounts to push the Mobility service with (windows-admin, linux-root), and ferry.yml names none.',
      '*What to do:* Name one that may install software on ‹vm› as runAsAccount of the target in ferry.yml, restart Ferry, then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
    async play({ stage }) {
      server(stage, { accounts });
      const play = await stage.migrate(stage.machine({}, 'no-agent'), '--target pushing');
      await play.start();
      const told = await stuck(play);
      await cancelled(play);
      return told;
    },
  },
  {
    when: 'two machines on its list have the address',
    seenBy: thread,
    says: [
      '@‹requester› :x: *‹machine› is stuck at Find the machine in Azure.* The configuration server asr-config-server knows 2 machines with the address ‹address›: first, second.',
      '*What to do:* An operator removes the wrong ones from the configuration server. Then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
    async play({ stage }) {
      const machine = stage.machine();
      server(stage, { discovered: ['first', 'second'].map((name) => ({ ip: machine.ip, name })) });
      const play = await stage.migrate(machine, '--target classic');
      await play.start();
      const told = await stuck(play);
      await cancelled(play);
      return told;
    },
  },
  {
    when: 'the vault takes signed changes alone, and `ferry.yml` does not say `channelIntegrity: true`',
    seenBy: thread,
    says: [
      "@‹requester› :x: *‹machine› is stuck at Enable replication.* Enabling replication of ‹item›: Azure's job ‹job› (EnableDr) ended as Failed. The channel integrity key token of the request is not valid (InvalidChannelIntegrityKeyToken). Possible causes: The request was not signed with the channel integrity key of the vault, or the token has expired.",
      "*What to do:* Say channelIntegrity: true of the target in ferry.yml and restart Ferry; where it says so already, see that the clock of Ferry's machine is right. Then Retry.",
      'EC2 up · Azure none.',
    ].join('\n'),
    async play({ stage }) {
      server(stage, { demandsSignature: true });
      const play = await stage.migrate(stage.machine(), '--target classic');
      await play.start();
      const told = await stuck(play);
      server(stage, { demandsSignature: false });
      await cancelled(play);
      return told;
    },
  },
];

const ofDisks: readonly Row<Scene>[] = [
  {
    when: '`ferry.yml` leaves the root disk behind',
    seenBy: thread,
    says: [
      '@‹requester› :x: *‹machine› is stuck at Check the target.* The machine cannot land like this. The disks that come along – /dev/sda1 (10 GiB) is the root disk and would be left behind: without it no machine boots. Take it out of placement.disks in ferry.yml.',
      '*What to do:* Choose otherwise by Placement… on the card; or have the target mended, then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
    async play({ stage }) {
      const play = await stage.migrate(stage.machine(), '--target rootless');
      const told = await stuck(play);
      await cancelled(play);
      return told;
    },
  },
  {
    when: 'a disk is left behind, and another of its size is not',
    seenBy: thread,
    says: [
      '@‹requester› :x: *‹machine› is stuck at Enable replication.* The disks of ‹machine› cannot be told apart: /dev/sdf (5 GiB) and /dev/sdg (5 GiB) are of one size, and are to be treated differently: Azure does not say which of its disks is which volume. Nothing is replicated yet.',
      '*What to do:* Cancel, have disks of one size treated alike (placement.disks in ferry.yml, or Placement… on the plan), or enlarge one of them by a GiB; then start anew.',
      'EC2 up · Azure none.',
    ].join('\n'),
    async play({ stage }) {
      const play = await stage.migrate(stage.machine({ volumes: [{ gib: 10 }, { gib: 5 }, { gib: 5 }] }), '--target partly');
      await play.start();
      const told = await stuck(play);
      await cancelled(play);
      return told;
    },
  },
  {
    when: 'a disk is left behind, and the Mobility service is to be pushed',
    seenBy: `${thread}, and the operators' channel`,
    says: ':raised_hand: @‹requester› *Enable replication: somebody has to help.* Disks of ‹machine› are treated one by one, and Azure lists none of them yet: only the Mobility service tells of them, so it has to run before replication is enabled. Ferry notices by itself.',
    async play({ stage }) {
      const machine = stage.machine({}, 'no-agent');
      const play = await stage.migrate(machine, '--target partly-pushed');
      await play.start();
      const told = await said(play, /somebody has to help/);
      stage.sandbox.azure.world({ site: { machines: [{ ip: machine.ip, name: machine.name, agent: 'installed' }] } });
      await play.offers('ferry_authorise');
      return told;
    },
  },
  {
    when: 'a cancelled migration kept the replication of all disks, and one of them is now to be left behind',
    seenBy: thread,
    says: [
      '@‹requester› :x: *‹machine› is stuck at Enable replication.* An earlier migration kept a replication of 2 disks of ‹machine› (‹item›), and this plan takes 1 to Azure.',
      '*What to do:* Disable that replication in the vault; Ferry then begins anew. Then Retry.',
      'EC2 up · Azure none.',
    ].join('\n'),
    async play({ stage }) {
      const machine = stage.machine();
      const first = await stage.migrate(machine, '--target azure');
      await first.toAuthorisation();
      await cancelled(first, 'keep');
      const second = await stage.migrate(machine, '--target partly');
      await second.start();
      const told = await stuck(second);
      await cancelled(second);
      return told;
    },
  },
];

/** What keeps a replication from beginning that is not Azure's own doing: the classic host, its accounts, and disks that differ. */
export const hosts: Chapter<Scene> = {
  title: 'Replication hosts and disks',
  about:
    'What a configuration server lacks, and disks that are not all treated alike. What is mended outside Ferry is noticed by itself; nothing is replicated before it is.',
  open: async () => ({
    stage: await setTheStage({
      targets: {
        classic: { ...classicTarget, engine: 'InMageAzureV2' },
        pushing,
        misnamed: { ...pushing, runAsAccount: 'ferry-push' },
        partly,
        'partly-pushed': { ...partly, mobilityService: 'push' },
        rootless: { placement: { ...placement, disks: { '/dev/sda1': 'leave-behind' } } },
      },
    }),
  }),
  close: ({ stage }) => stage.close(),
  rows: [...onTheServer, ...ofDisks],
};
