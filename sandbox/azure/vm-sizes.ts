/** One size of virtual machine as Azure's resource SKUs describe it. */
export interface Size {
  readonly name: string;
  readonly family: string;
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly dataDisks: number;
  readonly nics: number;
  readonly premium: boolean;
  readonly generations: string;
  readonly architecture: 'x64' | 'Arm64';
}

interface Family {
  readonly family: string;
  readonly name: (vcpus: number) => string;
  readonly memoryPerVcpu: number;
  readonly premium?: false;
  readonly generations?: string;
  readonly architecture?: Size['architecture'];
  readonly steps: readonly (readonly [vcpus: number, dataDisks: number, nics: number])[];
}

const usual = [
  [2, 4, 2],
  [4, 8, 2],
  [8, 16, 4],
  [16, 32, 8],
  [32, 32, 8],
] as const;

const families: readonly Family[] = [
  { family: 'standardDSv5Family', name: (n) => `Standard_D${n}s_v5`, memoryPerVcpu: 4, steps: usual },
  { family: 'standardDv5Family', name: (n) => `Standard_D${n}_v5`, memoryPerVcpu: 4, premium: false, steps: usual },
  { family: 'standardESv5Family', name: (n) => `Standard_E${n}s_v5`, memoryPerVcpu: 8, steps: usual },
  { family: 'standardFSv2Family', name: (n) => `Standard_F${n}s_v2`, memoryPerVcpu: 2, steps: usual },
  { family: 'standardDSv3Family', name: (n) => `Standard_D${n}s_v3`, memoryPerVcpu: 4, steps: usual },
  {
    family: 'standardDPSv5Family',
    name: (n) => `Standard_D${n}ps_v5`,
    memoryPerVcpu: 4,
    generations: 'V2',
    architecture: 'Arm64',
    steps: usual,
  },
  { family: 'standardDCSv3Family', name: (n) => `Standard_DC${n}s_v3`, memoryPerVcpu: 8, generations: 'V2', steps: [[2, 4, 2]] },
];

const small = (name: string, vcpus: number, memoryGib: number, dataDisks: number): Size => ({
  name,
  family: 'standardBSFamily',
  vcpus,
  memoryGib,
  dataDisks,
  nics: 2,
  premium: true,
  generations: 'V1,V2',
  architecture: 'x64',
});

/** What the sandbox's region offers: a few of Azure's families, as they were published in 2025. */
export const sizes: readonly Size[] = [
  ...families.flatMap(({ steps, name, memoryPerVcpu, family, premium = true, generations = 'V1,V2', architecture = 'x64' as const }) =>
    steps.map(
      ([vcpus, dataDisks, nics]): Size => ({
        name: name(vcpus),
        family,
        vcpus,
        memoryGib: vcpus * memoryPerVcpu,
        dataDisks,
        nics,
        premium,
        generations,
        architecture,
      }),
    ),
  ),
  small('Standard_B1ms', 1, 2, 2),
  small('Standard_B2s', 2, 4, 4),
  small('Standard_B2ms', 2, 8, 4),
  small('Standard_B4ms', 4, 16, 8),
];
