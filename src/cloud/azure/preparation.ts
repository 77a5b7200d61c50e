import { z } from 'zod';
import { CloudError } from '../../errors.ts';
import type { Replicator } from '../../migration/replicator-port.ts';
import { createContext } from './context.ts';
import { reading, readingIfFound } from './errors.ts';
import { hostReads } from './host-reads.ts';
import type { ReplicatorOptions } from './index.ts';
import { entries } from './pages.ts';
import { resourceGroupId } from './resource-id.ts';
import { rightsReads } from './rights.ts';
import { targetReads } from './target-reads.ts';
import { changing } from './transport.ts';
import { type RegisteredCertificate, readRegistered } from './vault-credentials.ts';

/** The key with which the hosts of a vault sign; one that the portal made is sealed, and no API opens it. */
export type IntegrityKey = { readonly is: 'open'; readonly key: string } | { readonly is: 'sealed' } | { readonly is: 'none' };

/** What an administrator prepares once for each target. The verbs at the end change Azure and run only under the gate of sending.ts. */
export interface Preparation extends Pick<Replicator, 'vault' | 'host' | 'rights' | 'targetProblems'> {
  /** Where the resource group that the vault lies in, or is to lie in, was made. */
  vaultGroup(): Promise<{ readonly location: string } | undefined>;
  /** Kinds of hosts that have registered with the vault, as Azure calls them: `InMageRcm`, `VMware` and others. */
  registered(): Promise<readonly string[]>;
  integrityKey(): Promise<IntegrityKey>;

  /** An upsert: only for a vault that is not there. */
  createVault(location: string): Promise<void>;
  createIntegrityKey(key: string): Promise<void>;
  /** `undefined` when Azure took the certificate and its answer could not be read. */
  registerCertificate(name: string, der: Uint8Array): Promise<RegisteredCertificate | undefined>;
}

const located = z.looseObject({ location: z.string() });

export function createPreparation({ config, env }: ReplicatorOptions): Preparation {
  const context = createContext(config, env);
  const { clients, arm, inVault } = context;
  const { vaults, vaultCertificates, vaultExtendedInfo } = clients.vaults;
  // This SDK wants the resource group first.
  const here = [config.resourceGroup, config.vault] as const;
  const { vault, targetProblems } = targetReads(context);
  const { host } = hostReads(context);

  return {
    vault,
    host,
    targetProblems,
    ...rightsReads(context, host),

    async vaultGroup() {
      const { resourceGroup, subscription } = config;
      try {
        return await reading(`reading the resource group ${resourceGroup}`, () =>
          arm.get(resourceGroupId(subscription, resourceGroup), '2021-04-01', located),
        );
      } catch (error) {
        if (error instanceof CloudError && error.vendorCode === 'ResourceGroupNotFound') return undefined;
        throw error;
      }
    },

    registered: () =>
      reading(`reading the replication hosts of the vault ${config.vault}`, async () => {
        const fabrics = await entries(clients.recovery.replicationFabrics.list(...inVault));
        return [...new Set(fabrics.flatMap(({ properties }) => properties?.customDetails?.instanceType ?? []))];
      }),

    async integrityKey() {
      const found = await readingIfFound(`reading the integrity key of the vault ${config.vault}`, () => vaultExtendedInfo.get(...here));
      const { integrityKey, algorithm } = found?.properties ?? {};
      if (!integrityKey) return { is: 'none' };
      return algorithm === undefined || algorithm.toLowerCase() === 'none' ? { is: 'open', key: integrityKey } : { is: 'sealed' };
    },

    createVault: (location) =>
      changing(`creating the vault ${config.vault}`, async () => {
        const wanted = { location, sku: { name: 'Standard' }, properties: { publicNetworkAccess: 'Enabled' } };
        await vaults.createOrUpdate(...here, wanted).submitted();
      }),

    createIntegrityKey: (integrityKey) =>
      changing(`creating the integrity key of the vault ${config.vault}`, () =>
        vaultExtendedInfo.createOrUpdate(...here, { properties: { integrityKey, algorithm: 'None' } }),
      ),

    async registerCertificate(name, der) {
      let taken: RegisteredCertificate | undefined;
      await changing(`registering a certificate with the vault ${config.vault}`, () =>
        vaultCertificates.create(
          ...here,
          name,
          { properties: { authType: 'AAD', certificate: der } },
          {
            onResponse({ bodyAsText }) {
              taken = readRegistered(bodyAsText);
            },
          },
        ),
      );
      return taken;
    },
  };
}
