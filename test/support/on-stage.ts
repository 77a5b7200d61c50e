import { afterAll, afterEach, beforeAll } from 'vitest';
import { type Allowance, expectInvariants } from './invariants.ts';
import { type Stage, type StageOptions, setTheStage } from './stage.ts';

/** One stage for a file's tests; after each of them the invariants are asserted over everything so far. */
export function onStage(options: StageOptions = {}, allowance: Allowance = {}): { readonly stage: Stage } {
  let stage: Stage | undefined;
  const there = (): Stage => {
    if (!stage) throw new Error('the stage is not set yet');
    return stage;
  };
  beforeAll(async () => {
    stage = await setTheStage(options);
  });
  afterEach(async () => {
    there().sandbox.kit.faults.reset();
    await expectInvariants(there(), allowance);
  });
  afterAll(() => stage?.close());
  return {
    get stage() {
      return there();
    },
  };
}
