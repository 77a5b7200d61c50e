import { expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import type { Play } from '../support/scene.ts';
import { people } from '../support/scene.ts';

const on = onStage();

test("of two machines with one name, rolling one back stops its own Azure machine and not the other's", async () => {
  const first = await on.stage.migrate(on.stage.machine({ name: 'production-web-server' }));
  await first.toAcceptance();
  const second = await on.stage.migrate(on.stage.machine({ name: 'production-web-server' }));
  await second.toAcceptance();
  const [ofFirst, ofSecond] = [await vmOf(first), await vmOf(second)];
  expect(ofFirst).not.toBe(ofSecond);
  await first.press(people.requester, 'ferry_roll_back');
  const { operations } = await first.ended('rolled-back');
  expect(operations.find((op) => op.kind === 'fence-target')?.subject).toBe(ofFirst);
  await second.press(people.requester, 'ferry_accept');
  expect((await second.ended('completed')).sees.target).toBe('live');
});

async function vmOf(play: Play): Promise<string> {
  const { steps } = await play.record();
  const { vmId } = (steps.find((step) => step.id === 'validate-target')?.result ?? {}) as { vmId?: string };
  return vmId?.split('/').at(-1) ?? '';
}
