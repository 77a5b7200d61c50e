/** What a machine of an EC2 type has. */
export interface Power {
  readonly vcpus: number;
  readonly memoryGib: number;
}

/**
 * GiB of memory for each vCPU in the families of EC2 whose sizes are alike: large has 2 vCPUs, xlarge 4, Nxlarge 4 N. From
 * Amazon EC2's pages of instance types (docs.aws.amazon.com/ec2/latest/instancetypes), read 2026-11. Families that are not
 * here, such as those with accelerators, have no like in Azure that Site Recovery could be told by size alone.
 */
const families: Readonly<Record<string, number>> = {
  c4: 1.875,
  c5: 2,
  c5a: 2,
  c5ad: 2,
  c5d: 2,
  c5n: 2.625,
  c6a: 2,
  c6i: 2,
  c6id: 2,
  c6in: 2,
  c7a: 2,
  c7i: 2,
  'c7i-flex': 2,
  i3: 7.625,
  i3en: 8,
  i4i: 8,
  m4: 4,
  m5: 4,
  m5a: 4,
  m5ad: 4,
  m5d: 4,
  m5dn: 4,
  m5n: 4,
  m5zn: 4,
  m6a: 4,
  m6i: 4,
  m6id: 4,
  m6idn: 4,
  m6in: 4,
  m7a: 4,
  m7i: 4,
  'm7i-flex': 4,
  r4: 7.625,
  r5: 8,
  r5a: 8,
  r5ad: 8,
  r5b: 8,
  r5d: 8,
  r5dn: 8,
  r5n: 8,
  r6a: 8,
  r6i: 8,
  r6id: 8,
  r6in: 8,
  r7a: 8,
  r7i: 8,
  r7iz: 8,
  x1: 15.25,
  x1e: 30.5,
  x2idn: 16,
  x2iedn: 32,
  x2iezn: 32,
  z1d: 8,
};

/** Types whose sizes follow no rule; the same source. */
const singles: Readonly<Record<string, Power>> = {
  't2.nano': { vcpus: 1, memoryGib: 0.5 },
  't2.micro': { vcpus: 1, memoryGib: 1 },
  't2.small': { vcpus: 1, memoryGib: 2 },
  't2.medium': { vcpus: 2, memoryGib: 4 },
  't2.large': { vcpus: 2, memoryGib: 8 },
  't2.xlarge': { vcpus: 4, memoryGib: 16 },
  't2.2xlarge': { vcpus: 8, memoryGib: 32 },
  'm3.medium': { vcpus: 1, memoryGib: 3.75 },
  'm3.large': { vcpus: 2, memoryGib: 7.5 },
  'm3.xlarge': { vcpus: 4, memoryGib: 15 },
  'm3.2xlarge': { vcpus: 8, memoryGib: 30 },
  'c3.large': { vcpus: 2, memoryGib: 3.75 },
  'c3.xlarge': { vcpus: 4, memoryGib: 7.5 },
  'c3.2xlarge': { vcpus: 8, memoryGib: 15 },
  'c3.4xlarge': { vcpus: 16, memoryGib: 30 },
  'c3.8xlarge': { vcpus: 32, memoryGib: 60 },
  'r3.large': { vcpus: 2, memoryGib: 15.25 },
  'r3.xlarge': { vcpus: 4, memoryGib: 30.5 },
  'r3.2xlarge': { vcpus: 8, memoryGib: 61 },
  'r3.4xlarge': { vcpus: 16, memoryGib: 122 },
  'r3.8xlarge': { vcpus: 32, memoryGib: 244 },
  'm4.10xlarge': { vcpus: 40, memoryGib: 160 },
  'c4.8xlarge': { vcpus: 36, memoryGib: 60 },
};

const burstable = new Map([
  ['nano', { vcpus: 2, memoryGib: 0.5 }],
  ['micro', { vcpus: 2, memoryGib: 1 }],
  ['small', { vcpus: 2, memoryGib: 2 }],
  ['medium', { vcpus: 2, memoryGib: 4 }],
  ['large', { vcpus: 2, memoryGib: 8 }],
  ['xlarge', { vcpus: 4, memoryGib: 16 }],
  ['2xlarge', { vcpus: 8, memoryGib: 32 }],
]);

/** What the table says of a type, for where Ferry may not ask EC2; nothing for a type that it does not have. */
export function powerOf(instanceType: string): Power | undefined {
  const single = singles[instanceType];
  if (single) return single;
  const [family = '', size = ''] = instanceType.split('.');
  if (family === 't3' || family === 't3a') return burstable.get(size);
  const perVcpu = families[family];
  const vcpus = vcpusOf(size);
  return perVcpu === undefined || vcpus === undefined ? undefined : { vcpus, memoryGib: vcpus * perVcpu };
}

function vcpusOf(size: string): number | undefined {
  if (size === 'medium') return 1;
  if (size === 'large') return 2;
  const [, times] = /^(\d*)xlarge$/.exec(size) ?? [];
  return times === undefined ? undefined : 4 * Number(times || 1);
}
