import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const strings = z.array(z.string());

const operationAccount = z.object({
  requests: z.int(),
  answers: z.int(),
  /** Answers that nothing describes: Site Recovery's errors. */
  errors: z.int(),
  undescribedNames: strings,
  violations: strings,
});

const account = z.object({
  /** By operation id. */
  described: z.record(z.string(), operationAccount),
  /** Exchanges by the name that the sandbox gives the operation. */
  undescribed: z.record(z.string(), z.int()),
});

export type OperationAccount = z.infer<typeof operationAccount>;
/** What was held to Microsoft's description, and what was found. */
export type Account = z.infer<typeof account>;

/** Who talked to the sandbox: Ferry, or the bare SDK, which leads it through every operation. */
export type Caller = 'Ferry' | 'the SDK';

const kept = z.object({ by: z.enum(['Ferry', 'the SDK']), account });
export type KeptAccount = z.infer<typeof kept>;

export const emptyAccount: Account = { described: {}, undescribed: {} };

export function sum(a: Account, b: Account): Account {
  const described = { ...a.described };
  for (const [id, more] of Object.entries(b.described)) described[id] = plus(described[id], more);
  const undescribed = { ...a.undescribed };
  for (const [name, count] of Object.entries(b.undescribed)) undescribed[name] = (undescribed[name] ?? 0) + count;
  return { described, undescribed };
}

function plus(a: OperationAccount | undefined, b: OperationAccount): OperationAccount {
  if (!a) return b;
  return {
    requests: a.requests + b.requests,
    answers: a.answers + b.answers,
    errors: a.errors + b.errors,
    undescribedNames: [...new Set([...a.undescribedNames, ...b.undescribedNames])],
    violations: [...a.violations, ...b.violations],
  };
}

export function violationsOf({ described }: Account): string[] {
  return Object.entries(described).flatMap(([id, { violations }]) => violations.map((violation) => `${id}: ${violation}`));
}

/** Leaves an account in the folder that FERRY_TEST_ACCOUNT names, for the sum over a run of tests; without it, nothing is kept. */
export function keepAccount(by: Caller, one: Account): void {
  const folder = process.env['FERRY_TEST_ACCOUNT'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify({ by, account: one } satisfies KeptAccount));
}

/** Every account of a run, summed by who talked. */
export function readAccounts(folder: string): ReadonlyMap<Caller, Account> {
  mkdirSync(folder, { recursive: true });
  const sums = new Map<Caller, Account>();
  for (const file of readdirSync(folder)) {
    const { by, account: one } = kept.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    sums.set(by, sum(sums.get(by) ?? emptyAccount, one));
  }
  return sums;
}
