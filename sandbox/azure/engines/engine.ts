import { z } from 'zod';
import type { Kit } from '../../kit/service.ts';
import type { Ask } from '../ask.ts';
import type { Pace, ProtectedItem, Wanted } from '../machines.ts';
import type { JobError } from '../operations.ts';
import type { EngineName, Vault, World } from '../world.ts';

/** What enabling replication comes to, once an engine has understood it. */
export interface Enabling {
  /** The item's own id, under which jobs speak of it. */
  readonly internalId: string;
  readonly ip: string;
  /** What the item is called beside its name. */
  readonly friendlyName: string;
  readonly wanted: Wanted;
  /** The only disks that are to be replicated, each with its own type. */
  readonly onlyDisks: readonly { readonly diskId: string; readonly diskType?: string }[] | undefined;
  readonly seconds: number;
  readonly pace: Pace;
  readonly failure: JobError | undefined;
  /** What a job that succeeds still warns of. */
  readonly warning: JobError | undefined;
  /** Told when enabling has succeeded: the machine has a Mobility service then. */
  installed(): void;
}

export interface Misunderstood {
  readonly problem: string;
}

/** What an item says of itself beyond what every engine says. */
export interface ItemAsked {
  readonly world: World;
  readonly kit: Kit;
  readonly vault: Vault;
  readonly item: ProtectedItem;
  /** Id of the point it was failed over to. */
  readonly failoverPoint: string | null;
  readonly now: number;
}

/** Which way every failover goes here. */
export const toRecovery = {
  failoverDirection: z.literal('PrimaryToRecovery'),
  sourceSiteOperations: z.enum(['Required', 'NotRequired']).optional(),
};

type Point = string | null | undefined;

/** All that differs between one provider of Site Recovery and another, for one host of it. */
export interface Engine {
  /** `instanceType` of its policies, items, points and events. */
  readonly name: EngineName;
  /** `fabricType` of its containers and providers. */
  readonly fabricType: string;
  readonly fabricProvider: string;
  /** What its fabric and its container are called beside their names. */
  readonly fabricTitle: string;
  readonly containerTitle: string;
  /** `filter`: the clauses of the caller's filter by name. */
  fabricDetails(kit: Kit, world: World, vault: Vault, filter: ReadonlyMap<string, string> | undefined): object;
  providerDetails(world: World): object;
  readonly mappingDetails: object | null;
  /** Where an item's provider lives: recorded ids end differently from the provider's own. */
  readonly providerOfItems: string;
  protectableItemId(world: World, vault: Vault, item: ProtectedItem): string | null;
  readEnabling(ask: Ask, vault: Vault): Enabling | Misunderstood;
  readUpdate(body: unknown, before: Wanted): Wanted | z.ZodError;
  itemDetails(asked: ItemAsked): object;
  /** Bodies of the verbs: which recovery point they want, and for a test which network. */
  readonly failover: z.ZodType<{ recoveryPointId?: Point }>;
  readonly changePoint: z.ZodType<{ recoveryPointId: string }>;
  readonly test: z.ZodType<{ recoveryPointId?: Point; networkId?: string | undefined }>;
  /** What takes as long as it does because of the engine. */
  readonly seconds: { readonly failover: number; readonly commit: number; readonly remove: number };
  testVmName(vmName: string): string;
  /** Why a job that reaches into the source's site fails at once. */
  refusesUnsigned(ask: Ask, vault: Vault): JobError | undefined;
}
