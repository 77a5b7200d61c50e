import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routes } from '../../../sandbox/azure/routes.ts';
import { createWorld } from '../../../sandbox/azure/world.ts';
import { permissions } from '../../../src/cloud/azure/permissions.ts';
import { type } from '../../support/on-terminal.ts';
import { type Play, people, type Stage } from '../../support/scene.ts';
import { setTheStage } from '../../support/stage.ts';
import { withheldFromClassic } from '../azure-classic-obstacles.ts';
import { type Withheld, withheld, withheldFromTests } from '../azure-obstacles.ts';
import type { Chapter, Row } from '../chapter.ts';
import { expectUntouched, retry, said, shown, stuck } from '../in-the-thread.ts';
import { type Journey, type Obstacle, setOut } from '../journey.ts';
import { untilCleared, withVariables } from '../mended.ts';

interface Scene {
  readonly stage: Stage;
  /** The machine that meets every missing right and every lock in turn. */
  readonly journey: Journey;
  /** The same through a configuration server; it sets out when it is first asked, because only one may stand before an obstacle. */
  readonly classic: () => Promise<Journey>;
  /** The same on a target that has a test network; it sets out once the first has come to its end. */
  readonly tests: () => Promise<Journey>;
  /** A machine that Azure has left hanging since the chapter began. */
  readonly hanging: Play;
}

const thread = 'everybody in the thread';
const card = 'everybody on the card';
const usual = '--source prod --target azure';
const hung = { match: 'Vaults_Get', subject: 'rsv-hung' };

const seeRights = 'Microsoft.Authorization/permissions/read';

/**
 * Nothing but what Ferry says it needs is ever granted here: with a right that is missing in the list, nothing in this chapter
 * would come to its end. Ferry may not look at its rights either, so that each one is missed where it is used.
 */
const never = routes
  .map(({ action }) => action)
  .filter((action) => action === seeRights || !Object.keys(permissions).some((known) => known.toLowerCase() === action.toLowerCase()));

/** As `deny`, while Ferry may look which rights it has. */
const denyInSight = (...actions: readonly string[]): Obstacle => ({
  place: ({ sandbox }) => sandbox.azure.world({ deny: [...never.filter((action) => action !== seeRights), ...actions] }),
  clear: ({ sandbox }) => sandbox.azure.world({ deny: never }),
});

const providers = (group: string) => `/subscriptions/${createWorld().subscription}/resourceGroups/${group}/providers`;

/** The usual place, with everything about it that Ferry reads where ferry.yml names it. */
const guarded = {
  resourceGroup: 'rg-migrated',
  network: `${providers('rg-migrated')}/Microsoft.Network/virtualNetworks/vnet-migrated`,
  subnet: 'machines',
  cacheStorageAccount: `${providers('rg-migrate')}/Microsoft.Storage/storageAccounts/stmigratecache`,
  networkSecurityGroup: `${providers('rg-migrated')}/Microsoft.Network/networkSecurityGroups/nsg-machines`,
  availability: { set: `${providers('rg-migrated')}/Microsoft.Compute/availabilitySets/as-machines` },
};

const deny = (...actions: readonly string[]): Obstacle => ({
  place: ({ sandbox }) => sandbox.azure.world({ deny: [...never, ...actions] }),
  clear: ({ sandbox }) => sandbox.azure.world({ deny: never }),
});
/** The place is not fit to land in, and then it is. */
const landing = (unfit: object, fit: object): Obstacle => ({
  place: ({ sandbox }) => sandbox.azure.world(unfit),
  clear: ({ sandbox }) => sandbox.azure.world(fit),
});
const lock: Obstacle = {
  place: ({ sandbox }) => sandbox.azure.world({ locked: ['rsv-migrate'] }),
  clear: ({ sandbox }) => sandbox.azure.world({ locked: [] }),
};
const obstaclesOf = (all: readonly Withheld[]) => all.map(({ right }) => (right ? deny(right) : lock));

/** As the sandbox names it. */
const testNetwork =
  '/subscriptions/2f6a1d3c-8f0e-4a5b-9c3d-5e7f90a1b2c3/resourceGroups/rg-migrated/providers/Microsoft.Network/virtualNetworks/vnet-test';

/** Something is wrong when Azure is first asked, before Start; when it is mended, Retry comes to the plan. */
function atFirst(when: string, target: string, obstacle: Obstacle, says: string): Row<Scene> {
  return { when, seenBy: thread, says, play: untilCleared(`--source prod --target ${target}`, obstacle) };
}

/** ferry.yml names a place that is not there: nothing was touched, and the machine can be moved to one that is. */
function elsewhere(when: string, target: string, says: string, read: (play: Play) => Promise<string> = stuck): Row<Scene> {
  return {
    when,
    seenBy: read === stuck ? thread : `${thread}, and the operators' channel`,
    says,
    async play({ stage }) {
      const machine = stage.machine();
      const play = await stage.migrate(machine, `--source prod --target ${target}`);
      const told = await read(play);
      expectUntouched(play, stage);
      await play.command(people.requester, `cancel ${play.id}`);
      await play.ended('cancelled');
      await (await stage.migrate(machine, usual)).offers('ferry_start');
      return told;
    },
  };
}

/** Something that Ferry does without: the plan says so, and can be started. */
function doesWithout(right: keyof typeof permissions, which: string, reading: string, place: string): Row<Scene> {
  return {
    when: `\`${right}\` is not allowed: ${which}, says so in the plan, and goes on`,
    seenBy: card,
    says: `:warning: ${reading}: Ferry's identity lacks the right ${right} on ${place} (AuthorizationFailed). Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Reader; that can take minutes to apply.`,
    async play({ stage }) {
      const rights = deny(right);
      rights.place(stage);
      const play = await stage.migrate(stage.machine(), '--source prod --target guarded');
      const told = await shown(play, new RegExp(`lacks the right ${right}`));
      await play.offers('ferry_start');
      rights.clear(stage);
      return /^:warning: Reading .* lacks the right .*$/m.exec(told)?.[0] ?? told;
    },
  };
}

async function outcryAfterStart(play: Play): Promise<string> {
  await play.start();
  return outcry(play);
}

/** Azure answers badly or not at all for a while: the card says what Ferry waits for, and Ferry goes on by itself. */
function meanwhile(
  when: string,
  kind: string,
  more: Record<string, unknown>,
  says: string,
  read: (play: Play) => Promise<string> = waiting,
): Row<Scene> {
  return {
    when,
    seenBy: read === waiting ? card : thread,
    says,
    async play({ stage }) {
      stage.fault('azure', 'Vaults_Get', kind, { times: 1000, ...more });
      const play = await stage.migrate(stage.machine(), usual);
      const told = await read(play);
      stage.sandbox.kit.faults.disarm('Vaults_Get');
      await play.offers('ferry_start');
      expectUntouched(play, stage);
      return told;
    },
  };
}

async function waiting(play: Play): Promise<string> {
  return (await shown(play, /waiting for Azure/)).replace(/^.*\n(?=:hourglass)/s, '');
}

function outcry(play: Play): Promise<string> {
  return said(play, /somebody has to help/);
}

/** The appliance is not as it should be: the thread says who does what, and Ferry notices by itself. */
function appliance(when: string, patch: object, mended: object, says: string): Row<Scene> {
  return {
    when,
    seenBy: `${thread}, and the operators' channel`,
    says,
    async play({ stage }) {
      stage.sandbox.azure.world({ appliance: patch });
      const play = await stage.migrate(stage.machine(), usual);
      const told = await outcryAfterStart(play);
      stage.sandbox.azure.world({ appliance: mended });
      await play.offers('ferry_authorise');
      return told;
    },
  };
}

/** Preparing a target needs a right that is missing: what the terminal says; with it, the same words do it. */
function preparing(right: keyof typeof permissions, target: string, options: readonly string[], says: readonly string[]): Row<Scene> {
  return {
    when: `\`${right}\` is not allowed when a target is prepared`,
    seenBy: 'whoever typed it',
    says: says.join('\n'),
    async play({ stage }) {
      const file = join(mkdtempSync(join(tmpdir(), 'ferry-key-')), 'key');
      const words = ['target', 'prepare', target, '--yes', ...options.map((option) => (option === '‹file›' ? file : option))];
      const obstacle = deny(right);
      stage.sandbox.azure.world({ deny: [right] });
      const { out, err, exit } = await type(words, stage.env);
      obstacle.clear(stage);
      if (out !== '') throw new Error(`it said ${out}`);
      stage.sandbox.azure.world({ deny: [] });
      const mended = await type(words, stage.env);
      obstacle.clear(stage);
      if (!/^done +(Vault|Registration key) /m.test(mended.out)) throw new Error(`afterwards it said ${mended.out}${mended.err}`);
      return `${err.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '‹client›')}exit ${exit}`;
    },
  };
}

/** Ferry's worker signs in as another; with the right identity, and Retry, it goes on. */
function asWorker(when: string, env: Readonly<Record<string, string>>, says: string): Row<Scene> {
  return { when, seenBy: thread, says, play: withVariables(usual, env) };
}

/** What Azure refuses, what is not there, and when it does not answer. */
export const azure: Chapter<Scene> = {
  title: 'Azure',
  about:
    'A sign-in that fails, rights that are missing, a vault that is locked or not there, and an Azure that slows down or does not answer. Nothing is lost: after Retry, or by itself, each migration goes on from where it was.',
  async open() {
    const stage = await setTheStage({
      timing: { backoffMax: 0.3 },
      targets: {
        tested: { testFailover: { network: testNetwork } },
        second: {},
        third: {},
        hung: { vault: hung.subject },
        classic: { vault: 'rsv-classic', replicationHost: { addresses: ['10.0.0.20'] }, channelIntegrity: true },
        'named-account': { runAsAccount: 'migration-account' },
        prepared: { vault: 'rsv-prepared', createVault: true, location: 'westeurope' },
        ...Object.fromEntries(['key-1', 'key-2', 'key-3'].map((name) => [name, { vault: `rsv-${name}`, engine: 'InMageAzureV2' }])),
        'other-subscription': { subscription: '99999999-0000-4000-8000-000000000000' },
        'other-group': { resourceGroup: 'rg-nowhere' },
        'other-vault': { vault: 'rsv-nowhere' },
        guarded: { placement: guarded },
        'other-address': { replicationHost: { addresses: ['10.0.0.99'] } },
      },
    });
    stage.sandbox.azure.world({ deny: never, configurationServer: { demandsSignature: true } });
    stage.sandbox.azure.world({ securityGroups: [{ name: 'nsg-machines', rules: [] }], availabilitySets: [{ name: 'as-machines' }] });
    stage.sandbox.azure.world({
      networks: [
        {
          name: 'vnet-test',
          prefix: '10.99.0.0/16',
          subnets: [{ name: 'machines', prefix: '10.99.1.0/24', securityGroup: 'nsg-test', routeTable: 'rt-test', defaultOutbound: false }],
        },
      ],
      routeTables: [{ name: 'rt-test', routes: [] }],
    });
    stage.fault('azure', hung.match, 'hold-before', { times: 1000, subject: hung.subject });
    stage.sandbox.azure.world({
      vaults: [hung.subject, 'rsv-key-1', 'rsv-key-2', 'rsv-key-3'].map((name) => ({ name, resourceGroup: 'rg-migrate' })),
    });
    const hanging = await stage.migrate(stage.machine(), '--source prod --target hung');
    await stage.held(hung.match);
    const journey = await setOut(stage, stage.machine(), usual, obstaclesOf(withheld));
    let underway: Promise<Journey> | undefined;
    const classic = () => (underway ??= setOut(stage, stage.machine(), '--source prod --target classic', obstaclesOf(withheldFromClassic)));
    let tested: Promise<Journey> | undefined;
    const tests = () => (tested ??= setOut(stage, stage.machine(), '--source prod --target tested', obstaclesOf(withheldFromTests)));
    return { stage, journey, classic, tests, hanging };
  },
  close: ({ stage }) => stage.close(),
  rows: [
    ...withheld.map(
      ({ when, says }, n): Row<Scene> => ({
        when,
        seenBy: thread,
        says,
        async play({ journey }) {
          const told = await journey.told(n);
          if (n === withheld.length - 1) expectOnce(journey.play);
          return told;
        },
      }),
    ),
    ...withheldFromClassic.map(
      ({ when, says }, n): Row<Scene> => ({
        when,
        seenBy: thread,
        says,
        play: async ({ classic }) => (await classic()).told(n),
      }),
    ),
    ...withheldFromTests.map(
      ({ when, says }, n): Row<Scene> => ({
        when,
        seenBy: thread,
        says,
        play: async ({ tests }) => (await tests()).told(n),
      }),
    ),
    {
      when: '`Microsoft.OffAzure/ServerSites/runasaccounts/read` is not allowed, and `ferry.yml` names a `runAsAccount`',
      seenBy: thread,
      says: [
        "@‹requester› :x: *‹machine› is stuck at Find the replication host.* Reading the replication hosts of the vault rsv-migrate: Ferry's identity lacks the right Microsoft.OffAzure/ServerSites/runasaccounts/read on the appliance site rsvmigratephysicalsite (AuthorizationFailed).",
        '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Reader; that can take minutes to apply. Then press Retry on the card.',
        'EC2 up · Azure none.',
      ].join('\n'),
      async play({ stage }) {
        const rights = deny('Microsoft.OffAzure/ServerSites/runasaccounts/read');
        rights.place(stage);
        const play = await stage.migrate(stage.machine(), '--source prod --target named-account');
        await play.start();
        const told = await stuck(play);
        rights.clear(stage);
        await retry(play);
        await play.offers('ferry_authorise');
        return told;
      },
    },
    {
      when: '`Microsoft.Compute/virtualMachines/deallocate/action` is not allowed, and a migration is rolled back; nor is `Microsoft.Network/networkInterfaces/read`, which holds nothing up',
      seenBy: thread,
      says: [
        "@‹requester› :x: *‹machine› is stuck at Stop the Azure machine.* Deallocating ‹vm›: Azure refused it: Ferry's identity lacks the right Microsoft.Compute/virtualMachines/deallocate/action on the VM ‹vm› (AuthorizationFailed).",
        '*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Virtual Machine Contributor; that can take minutes to apply. Then press Retry on the card.',
        'EC2 DOWN · Azure live.',
      ].join('\n'),
      async play({ stage }) {
        const rights = deny('Microsoft.Compute/virtualMachines/deallocate/action', 'Microsoft.Network/networkInterfaces/read');
        rights.place(stage);
        const play = await stage.migrate(stage.machine(), usual);
        await play.toAcceptance();
        await play.press(people.requester, 'ferry_roll_back');
        const told = await stuck(play);
        rights.clear(stage);
        await retry(play);
        await play.ended('rolled-back');
        if (play.count('aws', 'StartInstances') !== 1) throw new Error('EC2 was not started once');
        return told;
      },
    },
    atFirst(
      'a right is missing that is needed much later, and Ferry may look which it has',
      'azure',
      denyInSight('Microsoft.RecoveryServices/vaults/*/unplannedFailover/action'),
      [
        "@‹requester› :x: *‹machine› is stuck at Check the target.* The target azure is not ready: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/unplannedFailover/action on the vault rsv-migrate, with which Ferry fails the machine over, after approvers have agreed; the role Site Recovery Contributor has it.",
        "*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives Ferry's identity the role that is named; that can take minutes to apply. Then Retry.",
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    atFirst(
      'a whole role is missing, and Ferry may look which rights it has',
      'azure',
      denyInSight('Microsoft.RecoveryServices/*', 'Microsoft.Compute/*'),
      [
        "@‹requester› :x: *‹machine› is stuck at Check the target.* The target azure is not ready: Ferry's identity lacks rights: on the vault rsv-migrate 16 that the role Site Recovery Contributor has (…/Vaults/read, …/replicationFabrics/read and 14 more) and 1 that the role Reader has (…/replicationProtectedItems/read); on the resource group rg-migrated 1 that the role Reader has (…/virtualMachines/read) and 2 that the role Virtual Machine Contributor has (…/virtualMachines/write and …/deallocate/action).",
        "*What to do:* Somebody who may assign roles there (Owner or User Access Administrator) gives Ferry's identity the role that is named; that can take minutes to apply. Then Retry.",
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    atFirst(
      'no address of the subnet is free',
      'azure',
      landing(
        { networks: [{ name: 'vnet-migrated', subnets: [{ name: 'machines', prefix: '10.20.1.0/29', taken: 3 }] }] },
        { networks: [{ name: 'vnet-migrated', subnets: [{ name: 'machines', prefix: '10.20.1.0/24' }] }] },
      ),
      [
        '@‹requester› :x: *‹machine› is stuck at Check the target.* The machine cannot land like this. The subnet has room – none of the 3 addresses of the subnet machines is free. Take away what nobody needs in it, enlarge it, or name another one as placement.subnet in ferry.yml.',
        '*What to do:* Choose otherwise by Placement… on the card; or have the target mended, then Retry.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    doesWithout(
      'Microsoft.Compute/skus/read',
      'Ferry cannot see which sizes there are',
      'Reading the sizes of virtual machines in westeurope',
      'the subscription ‹subscription›',
    ),
    doesWithout(
      'Microsoft.Compute/locations/usages/read',
      'Ferry cannot see how many cores are left',
      'Reading the cores that are left in westeurope',
      'the subscription ‹subscription›',
    ),
    doesWithout(
      'Microsoft.Network/networkSecurityGroups/read',
      'Ferry cannot compare what gets in',
      'Reading the network security group nsg-machines',
      'the network security group nsg-machines',
    ),
    doesWithout(
      'Microsoft.Compute/availabilitySets/read',
      'Ferry cannot see whether the availability set will do',
      'Reading the availability set as-machines',
      'the availability set as-machines',
    ),
    {
      when: `\`${seeRights}\` is not allowed: Ferry cannot look before the plan, says so in it, and goes on`,
      seenBy: card,
      says: ':warning: Ferry may not look which rights it has on the vault rsv-migrate, the appliance site rsvmigratephysicalsite, the resource group rg-migrated, the network vnet-migrated and the storage account stmigratecache: one that is missing shows only at the step that needs it. The role Reader there lets it look.',
      async play({ stage }) {
        const play = await stage.migrate(stage.machine(), usual);
        const told = await shown(play, /may not look which rights/);
        await play.offers('ferry_start');
        return /^:warning: .*may not look which rights.*$/m.exec(told)?.[0] ?? told;
      },
    },
    preparing(
      'Microsoft.RecoveryServices/Vaults/write',
      'prepared',
      [],
      [
        "ferry: creating the vault rsv-prepared: Ferry's identity lacks the right Microsoft.RecoveryServices/Vaults/write on the vault rsv-prepared (AuthorizationFailed).",
        '       Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Contributor; that can take minutes to apply.',
        'exit 3',
      ],
    ),
    preparing(
      'Microsoft.RecoveryServices/Vaults/extendedInformation/read',
      'key-1',
      ['--registration-key', '‹file›'],
      [
        "ferry: reading the integrity key of the vault rsv-key-1: Ferry's identity lacks the right Microsoft.RecoveryServices/Vaults/extendedInformation/read on the vault rsv-key-1 (AuthorizationFailed).",
        '       Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply.',
        'exit 3',
      ],
    ),
    preparing(
      'Microsoft.RecoveryServices/Vaults/extendedInformation/write',
      'key-2',
      ['--registration-key', '‹file›'],
      [
        "ferry: creating the integrity key of the vault rsv-key-2: Ferry's identity lacks the right Microsoft.RecoveryServices/Vaults/extendedInformation/write on the vault rsv-key-2 (AuthorizationFailed).",
        '       Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply.',
        'exit 3',
      ],
    ),
    preparing(
      'Microsoft.RecoveryServices/Vaults/certificates/write',
      'key-3',
      ['--registration-key', '‹file›'],
      [
        "ferry: registering a certificate with the vault rsv-key-3: Ferry's identity lacks the right Microsoft.RecoveryServices/Vaults/certificates/write on the vault rsv-key-3 (AuthorizationFailed).",
        '       Somebody who may assign roles there (Owner or User Access Administrator) gives the identity ‹client› a role that allows it, such as Site Recovery Contributor; that can take minutes to apply.',
        'exit 3',
      ],
    ),
    {
      when: '`Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/applyRecoveryPoint/action` is not allowed, and another recovery point is tried',
      seenBy: thread,
      says: ":warning: The recovery point was not changed: Azure refused it: Ferry's identity lacks the right Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/applyRecoveryPoint/action on the vault rsv-migrate (AuthorizationFailed). Somebody who may assign rol…",
      async play({ stage }) {
        const rights = deny(
          'Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/applyRecoveryPoint/action',
        );
        const play = await stage.migrate(stage.machine(), usual);
        await play.toAcceptance();
        await play.offers('ferry_other_point');
        rights.place(stage);
        const { status } = await play.record();
        const point = status.is === 'asking' ? status.question.points?.listed[0]?.name : undefined;
        await play.press(people.requester, 'ferry_other_point', { choice: `point:${point}` });
        const told = (await said(play, /was not changed: .*\n/)).split('\n').find((line) => line.startsWith(':warning:')) ?? '';
        rights.clear(stage);
        await play.press(people.requester, 'ferry_other_point', { choice: `point:${point}` });
        await play.says(/Change the recovery point\.\*? it runs from/);
        await play.offers('ferry_accept');
        await play.press(people.requester, 'ferry_accept');
        await play.ended('completed');
        return told;
      },
    },
    {
      when: 'Azure takes the connection and never answers',
      seenBy: card,
      says: [
        ':hourglass_flowing_sand: Check the target (running)',
        'waiting for Azure, again at ‹time›',
        'The reason: reading the vault rsv-hung: Azure did not answer in time',
      ].join('\n'),
      async play({ stage, hanging }) {
        const told = await waiting(hanging);
        stage.sandbox.kit.faults.disarm(hung.match);
        stage.release();
        await hanging.offers('ferry_start');
        expectUntouched(hanging, stage);
        return told;
      },
    },
    meanwhile(
      'Azure throttles, and says for how long',
      'throttle',
      { retryAfter: 1 },
      [
        ':hourglass_flowing_sand: Check the target (running)',
        'waiting for Azure, again at ‹time›',
        'The reason: reading the vault rsv-migrate: The request is being throttled because too many requests were made in a short time (TooManyRequests)',
      ].join('\n'),
    ),
    meanwhile(
      'Azure throttles and does not stop throttling',
      'throttle',
      {},
      ':raised_hand: @‹requester› *Check the target: somebody has to help.* Reading the vault rsv-migrate: The request is being throttled because too many requests were made in a short time (TooManyRequests). If it lasts, another program calls Azure too often with the same identity or in the same subscription: find it. Ferry has asked 6 times and goes on asking.',
      outcry,
    ),
    meanwhile(
      'Azure answers 503',
      'unavailable',
      {},
      [
        ':hourglass_flowing_sand: Check the target (running)',
        'waiting for Azure, again at ‹time›',
        'The reason: reading the vault rsv-migrate: The service is temporarily unavailable. Try again later (ServiceUnavailable)',
      ].join('\n'),
    ),
    meanwhile(
      'Azure answers 503 and does not stop',
      'unavailable',
      {},
      ':raised_hand: @‹requester› *Check the target: somebody has to help.* Reading the vault rsv-migrate: The service is temporarily unavailable. Try again later (ServiceUnavailable). Wait: this usually passes by itself. If it lasts, look at Azure Service Health. Ferry has asked 6 times and goes on asking.',
      outcry,
    ),
    meanwhile(
      'Azure breaks the connection',
      'reset-before',
      {},
      [
        ':hourglass_flowing_sand: Check the target (running)',
        'waiting for Azure, again at ‹time›',
        'The reason: reading the vault rsv-migrate: Azure broke the connection without an answer (ECONNRESET)',
      ].join('\n'),
    ),
    {
      when: 'Azure throttles the call that fails the machine over',
      seenBy: card,
      says: [':hourglass_flowing_sand: Fail over (running)', 'failing over: Azure asked Ferry to slow down, again at ‹time›'].join('\n'),
      async play({ stage }) {
        const play = await stage.migrate(stage.machine(), usual);
        await play.toAuthorisation();
        stage.fault('azure', 'ReplicationProtectedItems_UnplannedFailover', 'throttle', { retryAfter: 1, times: 2 });
        await play.press(people.approver, 'ferry_authorise');
        const told = (await shown(play, /slow down/)).replace(/^.*\n(?=:hourglass)/s, '');
        await play.offers('ferry_accept');
        if (play.count('azure', 'ReplicationProtectedItems_UnplannedFailover') !== 1) throw new Error('it was not failed over once');
        return told;
      },
    },
    atFirst(
      'the client secret is wrong',
      'second',
      secret({ clientSecret: 'another' }, { clientSecret: 'sandbox-secret' }),
      [
        '@‹requester› :x: *‹machine› is stuck at Check the target.* Looking which rights Ferry has on the vault rsv-migrate: signing in to Azure: Invalid client secret provided (AADSTS7000215).',
        "*What to do:* AZURE_CLIENT_SECRET is wrong: set the secret's value, not its id, and restart Ferry. Then press Retry on the card.",
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    atFirst(
      'the client secret has expired',
      'third',
      secret({ clientSecretExpired: true }, { clientSecretExpired: false }),
      [
        "@‹requester› :x: *‹machine› is stuck at Check the target.* Looking which rights Ferry has on the vault rsv-migrate: signing in to Azure: The provided client secret keys for app '‹client›' are expired (AADSTS7000222).",
        '*What to do:* The client secret has expired: create a new one for the app registration, set AZURE_CLIENT_SECRET and restart Ferry. Then press Retry on the card.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    elsewhere(
      'Azure shows no such subscription',
      'other-subscription',
      [
        "@‹requester› :x: *‹machine› is stuck at Check the target.* Reading the vault rsv-migrate: The subscription '‹id›' could not be found (SubscriptionNotFound).",
        '*What to do:* Correct the subscription of the target in ferry.yml and restart Ferry, or give the identity Ferry signs in with a role in that subscription: Azure hides what it may not see. Then Retry.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    elsewhere(
      'the resource group of the vault does not exist',
      'other-group',
      [
        "@‹requester› :x: *‹machine› is stuck at Check the target.* Reading the vault rsv-migrate: Resource group 'rg-nowhere' could not be found (ResourceGroupNotFound).",
        '*What to do:* Correct the resourceGroup of the target in ferry.yml and restart Ferry, or let an Azure administrator create it. Then Retry.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    elsewhere(
      'the vault does not exist',
      'other-vault',
      [
        '@‹requester› :x: *‹machine› is stuck at Check the target.* The vault rsv-nowhere does not exist in resource group rg-migrate of subscription ‹subscription›.',
        '*What to do:* An Azure administrator types npx ferry target prepare other-vault, which makes the vault where ferry.yml allows it and tells what remains; or corrects targets.other-vault in ferry.yml. Then Retry.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    elsewhere(
      'no appliance has the address that `ferry.yml` names',
      'other-address',
      ':raised_hand: @‹requester› *Find the replication host: somebody has to help.* No replication appliance of the vault rsv-migrate has an address that ferry.yml names (10.0.0.99); there is asr-appliance (10.0.0.10). Add the address of the one that is meant to replicationHost.addresses of the target in ferry.yml and restart Ferry, or register another one with the vault. Ferry notices by itself.',
      outcryAfterStart,
    ),
    appliance(
      'no appliance is registered with the vault',
      { registered: false },
      { registered: true },
      ':raised_hand: @‹requester› *Find the replication host: somebody has to help.* No replication appliance is registered with vault rsv-migrate. An operator installs one in AWS (Windows Server 2022, 8 cores, 16 GB, 80 + 620 GB, address 10.0.0.10) and registers it with the vault; npx ferry target prepare azure tells how, step by step. Ferry notices by itself.',
    ),
    appliance(
      'the appliance has fallen silent',
      { heartbeatAgeMinutes: 20 },
      { heartbeatAgeMinutes: 0 },
      ':raised_hand: @‹requester› *Find the replication host: somebody has to help.* The replication appliance asr-appliance has been silent for ‹minutes› min: start the appliance, and check that it reaches Azure on 443. Ferry notices by itself.',
    ),
    appliance(
      'the appliance is critical',
      { health: 'Critical' },
      { health: 'Normal' },
      ':raised_hand: @‹requester› *Find the replication host: somebody has to help.* The replication appliance asr-appliance is critical: A component of the replication appliance asr-appliance reports Critical. Look at the services and the resources of asr-appliance. Ferry notices by itself.',
    ),
    asWorker(
      'the tenant is unknown to Azure',
      { AZURE_TENANT_ID: '99999999-0000-4000-8000-00000000000a' },
      [
        "@‹requester› :x: *‹machine› is stuck at Check the target.* Looking which rights Ferry has on the vault rsv-migrate: signing in to Azure: Tenant '‹id›' not found (AADSTS90002).",
        '*What to do:* AZURE_TENANT_ID is not a tenant Azure knows: correct it and restart Ferry. Then press Retry on the card.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
    asWorker(
      'the app registration is unknown in the tenant',
      { AZURE_CLIENT_ID: '99999999-0000-4000-8000-00000000000b' },
      [
        "@‹requester› :x: *‹machine› is stuck at Check the target.* Looking which rights Ferry has on the vault rsv-migrate: signing in to Azure: Application with identifier '‹id›' was not found in the directory (AADSTS700016).",
        '*What to do:* The tenant knows no such app registration: correct AZURE_CLIENT_ID or AZURE_TENANT_ID and restart Ferry. Then press Retry on the card.',
        'EC2 up · Azure none.',
      ].join('\n'),
    ),
  ],
};

function secret(broken: object, mended: object): Obstacle {
  return { place: ({ sandbox }) => sandbox.azure.world(broken), clear: ({ sandbox }) => sandbox.azure.world(mended) };
}

function expectOnce(play: Play): void {
  for (const operation of ['Create', 'UnplannedFailover', 'FailoverCommit', 'Delete']) {
    const times = play.count('azure', `ReplicationProtectedItems_${operation}`);
    if (times !== 1) throw new Error(`${operation} was done ${times} times`);
  }
}
