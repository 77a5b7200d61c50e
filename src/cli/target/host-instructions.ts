import type { TargetConfig } from '../../config-schema.ts';

/** What the appliance must reach, as Microsoft's support matrix of April 2026 has it. */
const mustReach = [
  'login.microsoftonline.com',
  'login.windows.net',
  'graph.microsoft.com',
  'graph.windows.net',
  'developer.microsoft.com',
  '*.msftauth.net',
  '*.msauth.net',
  '*.live.com',
  '*.office.com',
  'm365.cloud.microsoft.com',
  'management.azure.com',
  '*.vault.azure.net (the machines, too)',
  '*.blob.core.windows.net',
  '*.siterecovery.windowsazure.com',
  '*.prod.migration.windowsazure.com',
] as const;

/** What an operator does to give a vault its replication appliance. No API does any of it. */
export function applianceInstructions({ vault, resourceGroup, replicationHost }: TargetConfig): readonly string[] {
  const addresses = replicationHost.addresses.join(', ');
  return [
    `Machine: in AWS, at ${addresses}, with a fixed name: Windows Server 2022 in English, 8 cores, 16 GB, a disk of 80 GB and one of 620 GB. No Active Directory, IIS or Hyper-V role, no FIPS mode, nothing else on port 443.`,
    `Ports: from the machines that move to ${addresses}, 443 and 9443. From the machine to the internet, 443.`,
    `It must reach: ${mustReach.join(', ')}. To update itself also download.microsoft.com and aka.ms.`,
    'Clock: by the internet’s time; registering fails where it differs.',
    `Key: in the Azure portal, vault ${vault} (resource group ${resourceGroup}), Site Recovery infrastructure, ASR replication appliances: prepare one, and generate the key there. There is no API for it, so Ferry cannot. Whoever registers signs in to Azure and needs Contributor and the right to register Entra apps.`,
    'Install: the installer that the same page offers; then its configuration manager asks for the key. Register it for physical servers. Then it takes up to 30 minutes until the vault knows it.',
    "Rights: the vault's own identity needs Contributor and Storage Blob Data Contributor on the cache storage account.",
  ];
}

/** What is left to do with a registration key. */
export function configurationServerInstructions({ vault, replicationHost }: TargetConfig): readonly string[] {
  const addresses = replicationHost.addresses.join(', ');
  return [
    `Machine: in AWS, at ${addresses}: Windows Server 2016 or 2012 R2 in English, 8 cores, 16 GB, 600 GB of cache and 600 GB of retention.`,
    `Ports: from the machines that move to ${addresses}, 443 and 9443. From the machine to Azure, 443.`,
    'Clock: no more than 15 minutes off, or registering fails.',
    `Install: Site Recovery Unified Setup asks for the file and registers the server with the vault ${vault}. Microsoft has retired it in March 2026 and may refuse it.`,
  ];
}
