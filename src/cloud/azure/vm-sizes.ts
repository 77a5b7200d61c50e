import { z } from 'zod';
import type { CoreQuota, VmSize } from '../../migration/landing-port.ts';
import type { ArmReader } from './arm.ts';

const sku = z.looseObject({
  resourceType: z.string(),
  name: z.string().nullish(),
  family: z.string().nullish(),
  locationInfo: z.array(z.looseObject({ location: z.string().nullish(), zones: z.array(z.string()).nullish() })).nullish(),
  capabilities: z.array(z.looseObject({ name: z.string(), value: z.string().nullish() })).nullish(),
  restrictions: z
    .array(
      z.looseObject({
        type: z.string().nullish(),
        reasonCode: z.string().nullish(),
        restrictionInfo: z.looseObject({ zones: z.array(z.string()).nullish() }).nullish(),
      }),
    )
    .nullish(),
});

/** The sizes of virtual machines that a region has, with what of them is withheld from this subscription. */
export async function listSizes(arm: ArmReader, subscription: string, location: string): Promise<readonly VmSize[]> {
  const all = await arm.list(
    `/subscriptions/${subscription}/providers/Microsoft.Compute/skus`,
    '2021-07-01',
    sku,
    `location eq '${location.replaceAll(' ', '').toLowerCase()}'`,
  );
  return all.filter(({ resourceType }) => resourceType === 'virtualMachines').flatMap(readSize);
}

function readSize({ name, family, capabilities, locationInfo, restrictions }: z.infer<typeof sku>): VmSize[] {
  if (!name) return [];
  const able = new Map((capabilities ?? []).map((one) => [one.name, one.value ?? '']));
  const count = (capability: string, otherwise: number) => Number(able.get(capability) ?? otherwise) || otherwise;
  const regional = restrictions?.find(({ type }) => type === 'Location');
  const closed = new Set((restrictions ?? []).flatMap(({ restrictionInfo }) => restrictionInfo?.zones ?? []));
  return [
    {
      name,
      family: family ?? '',
      vcpus: count('vCPUs', 0),
      memoryGib: count('MemoryGB', 0),
      dataDisks: count('MaxDataDiskCount', 0),
      nics: count('MaxNetworkInterfaces', 1),
      premium: able.get('PremiumIO') === 'True',
      generations: ([1, 2] as const).filter((generation) => (able.get('HyperVGenerations') ?? 'V1').includes(`V${generation}`)),
      architecture: able.get('CpuArchitectureType') ?? 'x64',
      zones: (locationInfo ?? []).flatMap(({ zones }) => zones ?? []).filter((zone) => !closed.has(zone)),
      ...(regional && { withheld: regional.reasonCode ?? 'NotAvailableForSubscription' }),
    },
  ];
}

const usage = z.looseObject({
  currentValue: z.number(),
  limit: z.number(),
  name: z.looseObject({ value: z.string().nullish(), localizedValue: z.string().nullish() }),
});

/** Cores that this subscription uses and may use in a region, in all and by family. */
export async function listQuotas(arm: ArmReader, subscription: string, location: string): Promise<readonly CoreQuota[]> {
  const path = `/subscriptions/${subscription}/providers/Microsoft.Compute/locations/${location.replaceAll(' ', '').toLowerCase()}/usages`;
  const all = await arm.list(path, '2026-04-01', usage);
  return all.flatMap(({ name: { value, localizedValue }, currentValue, limit }) =>
    value ? [{ name: value, label: localizedValue ?? value, used: currentValue, limit }] : [],
  );
}
