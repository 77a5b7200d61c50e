import type { EngineName } from '../azure/world.ts';

/** What the operator does for a machine, where Ferry has no hands: in words, and as a change of the world. */
export interface Operator {
  readonly preparing: (name: string, ip: string) => string;
  /** For whoever types `add` and an address. */
  readonly adding: string;
  readonly world: (ip: string) => object;
}

/** A machine becomes known by the appliance's configurator, or by the vault, which Ferry asks itself. */
export const operators: Readonly<Record<EngineName, Operator>> = {
  InMageRcm: {
    preparing: (name, ip) => `installs the Mobility service on ${name} and adds ${ip} to the appliance`,
    adding: 'to be the operator who adds a machine to the appliance',
    world: (ip) => ({ azure: { site: { machines: [{ ip, agent: 'installed' }] } } }),
  },
  InMageAzureV2: {
    preparing: (name) => `installs the Mobility service on ${name}`,
    adding: 'to be the operator who installs the Mobility service there',
    world: (ip) => ({ azure: { configurationServer: { machines: [{ ip, agent: 'installed' }] } } }),
  },
};
