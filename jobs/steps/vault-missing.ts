import { blocked, type Outcome } from '../outcome.ts';
import type { StepContext } from '../step.ts';

/** Without a vault nothing goes on, and an administrator has a command that looks, makes it and tells what remains. */
export function vaultMissing({ target, migration }: Pick<StepContext, 'target' | 'migration'>): Outcome {
  return blocked(
    `The vault ${target.vault} does not exist in resource group ${target.resourceGroup} of subscription ${target.subscription}.`,
    `An Azure administrator types npx ferry target prepare ${migration.target}, which makes the vault where ferry.yml allows it and tells what remains; or corrects targets.${migration.target} in ferry.yml. Then Retry.`,
  );
}
