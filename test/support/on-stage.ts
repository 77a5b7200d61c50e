import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { expectInvariants } from './invariants.ts';
import type { Stage } from './scene.ts';
import { type StageOptions, setTheStage } from './stage.ts';

/**
 * One stage for a file's tests; after each of them the invariants are asserted over
 * everything so far, and at the end every exchange is held to what the clouds publish of themselves.
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
  });
  afterAll(async () => {
    const violations = stage?.violations();
    await stage?.close();
    expect(violations, 'exchanges that differ from the published descriptions').toEqual([]);
  });
  return {
    get stage() {
      return there();
    },
  };
}
