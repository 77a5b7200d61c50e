import { z } from 'zod';
import { itemOf } from './azure-item.ts';
import { raw } from './raw-azure.ts';
import type { Machine, Stage } from './scene.ts';

const details = z.looseObject({ providerSpecificDetails: z.looseObject({ instanceType: z.string() }) });

/** What somebody at the Azure portal does with a machine's replicated item, without asking Ferry. */
export interface Portal {
  failOver(): Promise<void>;
  testFailover(): Promise<void>;
  cleanUpTest(): Promise<void>;
  disableReplication(): Promise<void>;
}

export function portal(stage: Stage, machine: Machine): Portal {
  async function act(verb: string, bodyFor: (instanceType: string) => object): Promise<void> {
    const { id, properties } = await itemOf(stage, machine);
    const { instanceType } = details.parse(properties).providerSpecificDetails;
    const { status, text } = await raw(stage.sandbox).send('POST', `${id}/${verb}?api-version=2023-06-01`, {
      body: { properties: bodyFor(instanceType) },
    });
    if (status !== 202) throw new Error(`${verb} at the portal: Azure answered ${status}: ${text}`);
  }
  const toAzure = { failoverDirection: 'PrimaryToRecovery' };
  return {
    failOver: () =>
      act('unplannedFailover', (instanceType) => ({
        ...toAzure,
        sourceSiteOperations: 'NotRequired',
        providerSpecificDetails: { instanceType, ...(instanceType === 'InMageRcm' && { performShutdown: 'false' }) },
      })),
    testFailover: () =>
      act('testFailover', (instanceType) => ({
        ...toAzure,
        networkType: 'VmNetworkAsInput',
        networkId: stage.sandbox.azure.details.placement.network,
        providerSpecificDetails: { instanceType },
      })),
    cleanUpTest: () => act('testFailoverCleanup', () => ({ comments: 'seen' })),
    disableReplication: () => act('remove', () => ({ disableProtectionReason: 'NotSpecified' })),
  };
}
