/** One wrong value of one key: which, what stands there, and what Ferry says of it. */
export type WrongValue = readonly [path: string, value: unknown, says: string];

const account = 'expected an AWS account, 12 digits in quotes, for example "111122223333"';
const arm = 'expected an Azure resource id, for example /subscriptions/<id>/resourceGroups/<name>/providers/';
const group = 'the name of a resource group, for example rg-migrate';
const user = "expected a Slack user's id, for example U012AB3CD (profile, three dots, Copy member ID)";
const userGroup = "expected a Slack user group's id, for example S012AB3CD (the end of the group's address in a browser)";
const channel = "expected a Slack channel's id, for example C012AB3CD (at the bottom of the channel's details)";
const votes = 'expected how many must approve, a whole number from 1 to 10, for example 1';

const availability = 'expected an availability set or a zone, for example { zone: "1" }';

const port = 'expected a port from 1 to 65535, for example 3000; 0 takes any free one';
const path = 'expected a path that begins with /, of letters, digits and . _ ~ - /, for example /slack/events; /healthz is taken';
const address = 'expected the address of this machine to listen on, for example 127.0.0.1, or 0.0.0.0 for all';

const hookAddress =
  'an https address without a name or password in it, for example https://ops.example.com/ferry (http only to this machine itself)';

/** At least one for each key of ferry.yml but the periods. */
export const wrongValues: readonly WrongValue[] = [
  ['sources', {}, 'machines come from nowhere; name at least one source.'],
  ['sources', 'prod', 'expected sources by their aliases, for example prod:; found “prod”.'],
  [
    'sources.Prod 1',
    { account: '111122223333', region: 'eu-west-1' },
    'expected an alias of lower-case letters, digits and hyphens, for example prod; found “Prod 1”.',
  ],
  ['sources.prod', 'eu-west-1', 'expected a source with account and region; found “eu-west-1”.'],
  ['sources.prod.account', 111_122_223_333, `${account}; found 111122223333.`],
  ['sources.prod.account', '1111-2222-3333', `${account}; found “1111-2222-3333”.`],
  ['sources.prod.account', undefined, `missing; ${account}.`],
  ['sources.prod.region', 'Ireland', 'expected an AWS region, for example eu-west-1; found “Ireland”.'],
  ['sources.prod.region', 'eu-west-1a', 'expected an AWS region, for example eu-west-1; found “eu-west-1a”.'],
  ['sources.prod.regions', 'eu-west-1', 'expected a list of AWS regions, for example [eu-west-1, eu-central-1]; found “eu-west-1”.'],
  ['sources.prod.regions', ['eu-west-1'], 'region is there as well; name one region as region, or several as regions.'],
  ['sources.lab.regions.0', 'Ireland', 'expected an AWS region, for example eu-west-1; found “Ireland”.'],
  ['sources.prod.role', 'ferry', 'expected the ARN of a role, for example arn:aws:iam::111122223333:role/ferry; found “ferry”.'],
  ['sources.prod.externalId', 'f', 'expected the external id that the role asks for, 2 characters or more, for example ferry; found “f”.'],
  ['sources.prod.optIn', true, "expected a tag with its value, as the consent of a machine's owner; found true."],
  ['sources.prod.optIn.tag', '', 'expected the key of a tag on EC2 machines, 1 to 128 characters, for example ferry:allow; found “”.'],
  [
    'sources.prod.optIn.value',
    true,
    'expected the value that the tag has on machines that may be moved, in quotes, for example "true"; found true.',
  ],
  ['sources.prod.quiesce', 'yes', 'expected a hook that quiesces machines, with webhook; found “yes”.'],
  ['sources.prod.quiesce.webhook', undefined, `missing; expected ${hookAddress}.`],
  ['sources.prod.quiesce.webhook', 'http://ops.example.com/ferry', `expected ${hookAddress}; found “http://ops.example.com/ferry”.`],
  ['sources.prod.quiesce.timeout', 600, 'expected seconds, more than 0 and at most 110, for example 30; found 600.'],
  ['sources.prod.quiesce.timeout', 0, 'expected seconds, more than 0 and at most 110, for example 30; found 0.'],
  ['sources.prod.quiesce.idempotent', 'yes', 'expected true or false; found “yes”.'],
  ['sources.prod.quiesce.onFailure', 'ignore', 'expected one of abort, continue; found “ignore”.'],
  ['sources.prod.runCommand', true, 'expected what Ferry may run inside machines, for example { readiness: true }; found true.'],
  ['sources.prod.runCommand.readiness', 'yes', 'expected true or false; found “yes”.'],
  [
    'sources.prod.runCommand.mobilityService',
    true,
    'expected how the Mobility service is installed, with installers and configuration; found true.',
  ],
  ['sources.prod.runCommand.mobilityService.installers', {}, 'there is nothing to install; name at least one installer.'],
  [
    'sources.prod.runCommand.mobilityService.installers.rhel',
    { url: 'https://files.example.com/a', sha256: '0'.repeat(64) },
    "expected the system as the installer's name says it, for example RHEL8-64 or Windows; found “rhel”.",
  ],
  ['sources.prod.runCommand.mobilityService.installers.Windows', 'here', 'expected an installer with url and sha256; found “here”.'],
  [
    'sources.prod.runCommand.mobilityService.installers.Windows.url',
    'http://files.example.com/a',
    'expected an address over https from which machines fetch it, for example https://files.example.com/asr/RHEL8.tar.gz; found “http://files.example.com/a”.',
  ],
  [
    'sources.prod.runCommand.mobilityService.installers.Windows.sha256',
    'abc',
    'expected the SHA-256 of the file, 64 hexadecimal digits; found “abc”.',
  ],
  [
    'sources.prod.runCommand.mobilityService.configuration',
    'the passphrase',
    "expected the name of a SecureString parameter with the appliance's configuration file, for example /ferry/mobility-service; found “the passphrase”.",
  ],
  ['targets', {}, 'machines go nowhere; name at least one target.'],
  ['targets.Azure', null, 'expected an alias of lower-case letters, digits and hyphens, for example prod; found “Azure”.'],
  [
    'targets.azure',
    null,
    'nothing stands there; expected a target with subscription, resourceGroup, vault, replicationHost and placement.',
  ],
  [
    'targets.azure.subscription',
    'Pay-As-You-Go',
    'expected the id of an Azure subscription, for example 00000000-0000-4000-8000-000000000000; found “Pay-As-You-Go”.',
  ],
  ['targets.azure.resourceGroup', '', `expected ${group}; found “”.`],
  ['targets.azure.resourceGroup', undefined, `missing; expected ${group}.`],
  ['targets.azure.vault', 'v', 'expected the name of a Recovery Services vault, 2 to 50 characters, for example rsv-migrate; found “v”.'],
  ['targets.azure.createVault', 'yes', 'expected true or false; found “yes”.'],
  ['targets.azure.location', 'West Europe', 'expected an Azure region, for example westeurope; found “West Europe”.'],
  [
    'targets.azure.location',
    undefined,
    'missing, and createVault is true; name the Azure region in which the vault is to be made, for example westeurope.',
  ],
  ['targets.azure.engine', 'InMage', 'expected one of auto, InMageRcm, InMageAzureV2; found “InMage”.'],
  ['targets.azure.replicationHost', '10.0.0.10', 'expected the replication host with its addresses; found “10.0.0.10”.'],
  ['targets.azure.replicationHost.addresses', '10.0.0.10', 'expected a list of addresses, for example [10.0.0.10]; found “10.0.0.10”.'],
  [
    'targets.azure.replicationHost.addresses',
    [],
    'expected at least one address of the replication host, for example [10.0.0.10]; found a list.',
  ],
  [
    'targets.azure.replicationHost.addresses.0',
    'appliance.example.org',
    'expected an IPv4 address of the replication host, for example 10.0.0.10; found “appliance.example.org”.',
  ],
  ['targets.azure.mobilityService', 'pull', 'expected one of preinstalled, push, ssm; found “pull”.'],
  ['targets.azure.runAsAccount', '', 'expected the name of an account of the replication host, for example migration-account; found “”.'],
  ['targets.azure.channelIntegrity', 'yes', 'expected true or false; found “yes”.'],
  [
    'targets.azure.placement',
    ['rg-migrated'],
    'expected a place for the machines, with resourceGroup, network, subnet and cacheStorageAccount; found a list.',
  ],
  ['targets.azure.placement.resourceGroup', 7, `expected ${group}; found 7.`],
  ['targets.azure.placement.network', 'vnet', `${arm}Microsoft.Network/virtualNetworks/<name>; found “vnet”.`],
  ['targets.azure.placement.subnet', '', 'expected the name of a subnet of that network, for example machines; found “”.'],
  ['targets.azure.placement.cacheStorageAccount', 'cache', `${arm}Microsoft.Storage/storageAccounts/<name>; found “cache”.`],
  ['targets.azure.placement.diskType', 'SSD', 'expected one of Standard_LRS, StandardSSD_LRS, Premium_LRS; found “SSD”.'],
  ['targets.azure.placement.vmSize', 't3.large', 'expected an Azure VM size, for example Standard_D2s_v5; found “t3.large”.'],
  [
    'targets.azure.placement.sizes',
    'Standard_D4s_v5',
    'expected Azure VM sizes by EC2 instance type, for example { m5.xlarge: Standard_D4s_v5 }; found “Standard_D4s_v5”.',
  ],
  ['targets.azure.placement.sizes.m5', 'Standard_D4s_v5', 'expected an EC2 instance type, for example m5.xlarge; found “m5”.'],
  [
    'targets.azure.placement.vmNamePrefix',
    'azure_machine',
    'expected a beginning of 1 to 8 letters, digits and hyphens, for example az-; found “azure_machine”.',
  ],
  ['targets.azure.placement.availability', 'zone 1', `${availability}; found “zone 1”.`],
  ['targets.azure.placement.availability', { zone: '4' }, `${availability}; found a block of keys.`],
  ['targets.azure.placement.availability', { zone: '1', set: 'as-1' }, `${availability}; found a block of keys.`],
  ['targets.azure.placement.networkSecurityGroup', 'nsg', `${arm}Microsoft.Network/networkSecurityGroups/<name>; found “nsg”.`],
  ['targets.azure.placement.tags', ['prod'], 'expected tags by their names, for example { cost-centre: "4711" }; found a list.'],
  [
    'targets.azure.placement.tags.cost-centre',
    4711,
    'expected the value of a tag, at most 256 characters, in quotes when it is a number; found 4711.',
  ],
  [
    'targets.azure.placement.tags',
    { 'ferry:state': 'migrated' },
    'names that begin with ferry:, microsoft, azure or windows belong to others: choose another name.',
  ],
  ['targets.azure.placement.licenseType', 'Windows', 'expected one of Windows_Server, RHEL_BYOS, SLES_BYOS; found “Windows”.'],
  ['targets.azure.policy', 'daily', 'expected a replication policy with name and minutes; found “daily”.'],
  [
    'targets.azure.policy.name',
    'ferry 24h',
    'expected a name of 1 to 60 letters, digits and hyphens, for example ferry-24h; found “ferry 24h”.',
  ],
  ['targets.azure.policy.recoveryPointHistoryMinutes', 0, 'expected whole minutes, 1 or more, for example 1440; found 0.'],
  [
    'targets.azure.policy.recoveryPointHistoryMinutes',
    5,
    'recovery points would be dropped before the next one is made: it must be more than crashConsistentMinutes.',
  ],
  [
    'targets.azure.placement.disks',
    '/dev/sdf',
    'expected disks by their EC2 device, for example { /dev/sdf: leave-behind }; found “/dev/sdf”.',
  ],
  [
    'targets.azure.placement.disks./dev/sdf',
    'Ultra',
    'expected one of leave-behind, Standard_LRS, StandardSSD_LRS, Premium_LRS; found “Ultra”.',
  ],
  ['targets.azure.policy.crashConsistentMinutes', 2.5, 'expected whole minutes, 1 or more, for example 5; found 2.5.'],
  ['targets.azure.policy.appConsistentMinutes', -1, 'expected whole minutes, 0 or more, for example 0; found -1.'],
  ['targets.azure.recoveryPoint', 'latest', 'expected one of covering, app-consistent; found “latest”.'],
  [
    'targets.azure.recoveryPoint',
    'app-consistent',
    'the policy makes no application-consistent points; give it appConsistentMinutes, or choose covering.',
  ],
  ['targets.azure.testFailover', 'vnet-test', 'expected an isolated network for tests, or waivedBy with a reason; found “vnet-test”.'],
  ['targets.azure.testFailover', {}, 'either name an isolated network, or say who waived the test as waivedBy; not both, and not neither.'],
  ['targets.azure.testFailover.network', 'vnet-test', `${arm}Microsoft.Network/virtualNetworks/<name>; found “vnet-test”.`],
  ['targets.azure.testFailover.subnet', '', 'expected the name of a subnet of that network, for example machines; found “”.'],
  [
    'targets.azure.testFailover.waivedBy',
    'x',
    'expected whoever decided that no test is made, 2 to 100 characters, for example the platform team; found “x”.',
  ],
  ['targets.azure.testFailover.reason', 'no', 'expected why no test is made, 5 to 300 characters; found “no”.'],
  [
    'targets.azure.testFailover',
    { waivedBy: 'the platform team' },
    'a waiver has a reason, which every approver reads; and only a waiver has one.',
  ],
  ['targets.azure.testFailover.deadlineMinutes', 0, 'expected minutes, more than 0, for example 120; found 0.'],
  [
    'targets.azure.testFailover',
    { waivedBy: 'the platform team', reason: 'nobody tests these', deadlineMinutes: 120 },
    'where no test is made none has a deadline; leave deadlineMinutes out.',
  ],
  ['approvers', {}, 'nobody may authorise a downtime; name at least one user or user group.'],
  ['approvers', ['U012AB3CD'], 'expected users or groups who may authorise a downtime; found a list.'],
  ['approvers.users', 'U012AB3CD', 'expected a list of user ids, for example [U012AB3CD]; found “U012AB3CD”.'],
  ['approvers.users.0', '@ada', `${user}; found “@ada”.`],
  ['approvers.users.0', 'S012AB3CD', `${user}; found “S012AB3CD”.`],
  ['approvers.groups', 'S012AB3CD', 'expected a list of user group ids, for example [S012AB3CD]; found “S012AB3CD”.'],
  ['approvers.groups.0', '@platform', `${userGroup}; found “@platform”.`],
  ['approvers.needed', 0, `${votes}; found 0.`],
  ['approvers.needed', 11, `${votes}; found 11.`],
  ['approvers.needed', 'both', `${votes}; found “both”.`],
  ['channels', 'C012AB3CD', 'expected channels with operators and allowed; found “C012AB3CD”.'],
  ['channels.operators', '#ferry', `${channel}; found “#ferry”.`],
  ['channels.allowed', 'C012AB3CD', 'expected a list of channel ids, for example [C012AB3CD]; found “C012AB3CD”.'],
  ['channels.allowed.0', 'migrations', `${channel}; found “migrations”.`],
  ['slack', 'http', 'expected how Slack reaches Ferry: transport, and for http host, port and path; found “http”.'],
  ['slack.transport', 'https', 'expected socket or http; found “https”.'],
  ['slack.host', 'http://127.0.0.1', `${address}; found “http://127.0.0.1”.`],
  ['slack.port', 70_000, `${port}; found 70000.`],
  ['slack.port', '3000', `${port}; found “3000”.`],
  ['slack.path', 'slack/events', `${path}; found “slack/events”.`],
  ['slack.path', '/healthz', `${path}; found “/healthz”.`],
  ['osProfile', 'newest', 'expected one of current, article-2016; found “newest”.'],
  ['timing', 10, 'expected periods in seconds by their names; found 10.'],
];

/** Every period with its default. */
export const periods = {
  lease: 10,
  lock: 15,
  stalled: 5,
  sweep: 1,
  poll: 30,
  lookEvery: 30,
  lookHorizon: 600,
  quarantine: 600,
  settle: 900,
  clickLate: 2.5,
  planExpires: 86_400,
  approvalExpires: 604_800,
  authorityValid: 14_400,
  drainBudget: 1_200,
  hold: 60,
  testDeadline: 7_200,
  acceptReminder: 1_800,
  watchEvery: 300,
  standing: 86_400,
  cardEvery: 5,
  threadLease: 15,
  redrawAfter: 60,
  backoffMax: 300,
  shutdownGrace: 60,
  heartbeat: 2,
  channelRetry: 60,
};
