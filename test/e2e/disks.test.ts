import { expect, test } from 'vitest';
import { z } from 'zod';
import { itemOf } from '../support/azure-item.ts';
import { classicTarget } from '../support/classic-target.ts';
import { engines } from '../support/engines.ts';
import { onStage } from '../support/on-stage.ts';
import { raw } from '../support/raw-azure.ts';
import { channel, people } from '../support/scene.ts';

const on = onStage({
  placement: { disks: { '/dev/sdf': 'leave-behind', '/dev/sdg': 'Premium_LRS' } },
  targets: { classic: classicTarget },
});
const replicated = z.object({ providerSpecificDetails: z.object({ protectedDisks: z.array(z.looseObject({})) }) });

test.each(engines)(
  '$engine: a data disk that ferry.yml leaves behind stays in EC2, each other one becomes what it says; the plan and the approvers read so',
  async ({ words }) => {
    const machine = on.stage.machine({ volumes: [{ gib: 10 }, { gib: 5 }, { gib: 7 }] });
    const play = await on.stage.migrate(machine, words);
    await play.says(
      /\/dev\/sda1 \(10 GiB\) as StandardSSD_LRS, \/dev\/sdf \(5 GiB\) left behind in EC2, \/dev\/sdg \(7 GiB\) as Premium_LRS/,
    );
    await play.says(/17 GiB, about an hour or less/);
    await play.says(/The disks that come along: left behind in EC2: \/dev\/sdf \(5 GiB\)\. Nothing on them comes to Azure/);
    await play.toAcceptance();
    await play.says(/Left behind in EC2: \/dev\/sdf \(5 GiB\)/);
    await play.says(/it has 2 disks/);
    expect(replicated.parse((await itemOf(on.stage, machine)).properties).providerSpecificDetails.protectedDisks).toHaveLength(2);
    const record = await play.record();
    const vmId = String((record.steps.find(({ id }) => id === 'validate-target')?.result as { vmId?: string } | undefined)?.vmId);
    const vm = await raw(on.stage.sandbox).send('GET', `${vmId}?api-version=2026-04-01`);
    expect([...vm.text.matchAll(/"storageAccountType":"(\w+)"/g)].map(([, type = '']) => type).toSorted()).toEqual([
      'Premium_LRS',
      'StandardSSD_LRS',
    ]);
  },
);

test('the requester says on the plan which data disks stay behind, and that weighs more than ferry.yml', async () => {
  const machine = on.stage.machine({ volumes: [{ gib: 10 }, { gib: 5 }, { gib: 7 }] });
  const play = await on.stage.migrate(machine, '--target azure');
  const { slack } = on.stage.sandbox;
  await play.offers('ferry_placement');
  const { view } = await slack.click({ user: people.requester, channel, ts: play.card().ts, actionId: 'ferry_placement' });
  const dialog = JSON.stringify(view);
  expect(dialog).toContain('Data disks that stay behind in EC2');
  expect(dialog).not.toContain('/dev/sda1');
  await slack.submit({ user: people.requester, viewId: String(view?.['id']), values: { ferry_leave: '/dev/sdg' } });
  await play.says(/wants .* to land otherwise: without \/dev\/sdg\. Ferry checks the target again and asks anew/);
  await play.says(/\/dev\/sdf \(5 GiB\) as StandardSSD_LRS, \/dev\/sdg \(7 GiB\) left behind in EC2/);
});
