import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { expectInvariants } from './invariants.ts';
import { type Stage, type StageOptions, setTheStage } from './stage.ts';

/**
 * One stage for a file's tests; after each of them the invariants and the
 * published descriptions of the clouds are asserted over everything so far.
 */
export function onStage(options: StageOptions = {}): { readonly stage: Stage } {
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
    await expectInvariants(there());
    expect(there().violations(), 'exchanges that differ from the published descriptions').toEqual([]);
  });
  afterAll(() => stage?.close());
  return {
    get stage() {
      return there();
    },
  };
}
