import type { Reply } from '../kit/http.ts';
import { siteId, time } from './arm.ts';
import { type Ask, type Route, route } from './ask.ts';
import { biosOf } from './engines/in-mage-rcm-agents.ts';
import type { Machine } from './machines.ts';
import { nicOf } from './nic.ts';
import { armError, ok, page, resourceNotFound } from './replies.ts';
import { registered } from './vault-routes.ts';
import { type Appliance, find, type Vault } from './world.ts';

const site = '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.OffAzure/ServerSites/{site}';

/** The appliance's discovery site: what the Site Recovery vault does not know about its machines. */
export const siteRoutes: readonly Route[] = [
  route(
    'GET',
    site,
    'ServerSitesController_Get',
    'Microsoft.OffAzure/ServerSites/read',
    withSite((ask, vault, appliance) => ok(siteView(ask, vault, appliance))),
  ),
  route(
    'GET',
    `${site}/machines`,
    'ServersController_ListByServerSite',
    'Microsoft.OffAzure/ServerSites/machines/read',
    withSite((ask, vault, appliance) =>
      page(
        ask,
        [...appliance.machines.values()].map((machine) => machineView(ask, vault, appliance, machine)),
        3,
      ),
    ),
  ),
  route(
    'GET',
    `${site}/machines/{machine}`,
    'ServersController_Get',
    'Microsoft.OffAzure/ServerSites/machines/read',
    withSite((ask, vault, appliance) => {
      const machine = find(appliance.machines, ask.param('machine'));
      return machine
        ? ok(machineView(ask, vault, appliance, machine))
        : resourceNotFound('Microsoft.OffAzure/ServerSites/machines', ask.param('machine'), ask.param('group'));
    }),
  ),
  route(
    'GET',
    `${site}/runAsAccounts`,
    'ServerRunAsAccountsController_ListByServerSite',
    'Microsoft.OffAzure/ServerSites/runasaccounts/read',
    withSite((ask, vault, appliance) => page(ask, [accountView(ask, vault, appliance)], 10)),
  ),
  route(
    'GET',
    `${site}/runAsAccounts/{account}`,
    'ServerRunAsAccountsController_Get',
    'Microsoft.OffAzure/ServerSites/runasaccounts/read',
    withSite((ask, vault, appliance) =>
      ask.param('account').toLowerCase() === appliance.runAsAccount
        ? ok(accountView(ask, vault, appliance))
        : resourceNotFound('Microsoft.OffAzure/ServerSites/runAsAccounts', ask.param('account'), ask.param('group')),
    ),
  ),
];

function withSite(answer: (ask: Ask, vault: Vault, appliance: Appliance) => Reply): (ask: Ask) => Reply {
  return (ask) => {
    if (ask.apiVersion < '2020-07-07')
      return armError(
        400,
        'NoRegisteredProviderFound',
        `No registered resource provider found for API version '${ask.apiVersion}' and type 'ServerSites'.`,
      );
    for (const vault of ask.world.vaults.values()) {
      const appliance = registered(vault);
      if (
        appliance &&
        appliance.site.toLowerCase() === ask.param('site').toLowerCase() &&
        vault.group.toLowerCase() === ask.param('group').toLowerCase()
      ) {
        return answer(ask, vault, appliance);
      }
    }
    return resourceNotFound('Microsoft.OffAzure/ServerSites', ask.param('site'), ask.param('group'));
  };
}

function siteView(ask: Ask, vault: Vault, appliance: Appliance): object {
  return {
    id: siteId(ask.world, vault, appliance),
    name: appliance.site,
    type: 'Microsoft.OffAzure/ServerSites',
    location: vault.location,
    tags: {},
    properties: {
      agentDetails: { id: appliance.machineId, version: '6.1.298.3', lastHeartBeatUtc: time(appliance.silentSince ?? Date.now()) },
      applianceName: appliance.name,
      provisioningState: 'Succeeded',
    },
  };
}

function machineView(ask: Ask, vault: Vault, appliance: Appliance, machine: Machine): object {
  const guest = ask.kit.guest(machine.ip);
  const base = siteId(ask.world, vault, appliance);
  return {
    id: `${base}/machines/${machine.name}`,
    name: machine.name,
    type: 'Microsoft.OffAzure/ServerSites/machines',
    properties: {
      displayName: machine.displayName,
      fqdn: machine.ip,
      hydratedFqdn: machine.displayName,
      networkAdapters: [
        { nicId: '0', macAddress: nicOf(machine.ip), ipAddressList: [machine.ip], networkName: '', ipAddressType: 'Dynamic' },
      ],
      disks: (guest?.disks ?? []).map((disk, lun) => ({
        id: disk.id,
        generatedId: disk.id,
        maxSizeInBytes: disk.gib * 2 ** 30,
        name: disk.id,
        diskType: 'Unknown',
        lun,
        path: '',
      })),
      validationRequired: 'None',
      firmware: 'BIOS',
      ...(machine.account && { runAsAccountId: `${base}/runAsAccounts/${appliance.runAsAccount}` }),
      applianceNames: [appliance.name],
      errors: [],
      numberOfProcessorCore: 2,
      allocatedMemoryInMb: 4096,
      operatingSystemDetails: {
        osType: guest?.os === 'windows' ? 'windowsguest' : 'linuxguest',
        osName: guest?.osName ?? '',
        osVersion: '',
        osArchitecture: 'x64',
      },
      biosSerialNumber: guest?.instanceId ?? '',
      biosGuid: biosOf(machine),
      isDeleted: false,
      createdTimestamp: time(machine.discoveredAt),
      updatedTimestamp: time(Date.now()),
      tags: {},
      provisioningState: 'Succeeded',
    },
  };
}

function accountView(ask: Ask, vault: Vault, appliance: Appliance): object {
  return {
    id: `${siteId(ask.world, vault, appliance)}/runAsAccounts/${appliance.runAsAccount}`,
    name: appliance.runAsAccount,
    type: 'Microsoft.OffAzure/ServerSites/runAsAccounts',
    properties: {
      displayName: 'migration-account',
      credentialType: 'LinuxServer',
      createdTimestamp: time(vault.createdAt),
      updatedTimestamp: time(vault.createdAt),
      applianceName: appliance.name,
    },
  };
}
