import { expect, test } from 'vitest';
import { z } from 'zod';
import { classicTarget } from '../support/classic-target.ts';
import { engines } from '../support/engines.ts';
import { onStage } from '../support/on-stage.ts';
import { raw } from '../support/raw-azure.ts';
import { people } from '../support/scene.ts';

const on = onStage({ targets: { classic: classicTarget } });
const snapshots = z.object({ snapshots: z.array(z.string()) });
const checked = z.object({ vmId: z.string() });

test.each(engines)(
  '$engine: a machine that was rolled back is moved again to completion; what the first try left is kept, and the thread says what',
  async ({ words }) => {
    const machine = on.stage.machine();
    const first = await on.stage.migrate(machine, words);
    await first.toAcceptance();
    expect(JSON.stringify(first.card().blocks)).toMatch(
      /Everything written in Azure since the failover is lost to it, and another try must replicate 15 GiB from the beginning/,
    );
    await first.press(people.requester, 'ferry_roll_back');
    const back = await first.ended('rolled-back');
    const resultIn = (record: typeof back, id: string) => record.steps.find((step) => step.id === id)?.result;
    const fenced = checked.parse(resultIn(back, 'validate-target')).vmId;
    const name = fenced.split('/').at(-1);
    await first.says(
      /Left behind, because Ferry deletes nothing: .* \(deallocated\) with its disks in rg-migrated, and 2 snapshots in EC2/,
    );
    await first.says(new RegExp(`while ${name} is there, its Azure machine gets a longer name`));
    expect(back.sees).toEqual({ source: 'up', target: 'fenced' });

    const second = await on.stage.migrate(machine, words);
    expect(second.id).not.toBe(first.id);
    await second.toAcceptance();
    await second.says(new RegExp(`Azure warned: The VM name .${name}. was modified to .${name}-[0-9a-f-]{36}.* \\(28175\\)`));
    await second.press(people.requester, 'ferry_accept');
    const moved = await second.ended('completed');
    const live = checked.parse(resultIn(moved, 'validate-target')).vmId;
    expect(live).toMatch(new RegExp(`/${name}-[0-9a-f-]{36}$`));
    await second.says(new RegExp(`replication is removed; ${name}-[0-9a-f-]{36} stays and is running`));

    const power = async (id: string) =>
      (await raw(on.stage.sandbox).send('GET', `${id}?api-version=2026-04-01&$expand=instanceView`)).text.match(/PowerState\/(\w+)/)?.[1];
    expect([await power(fenced), await power(live)]).toEqual(['deallocated', 'running']);
    const taken = [back, moved].flatMap((record) => snapshots.parse(resultIn(record, 'snapshot-source')).snapshots);
    expect(new Set(taken).size).toBe(4);
    expect(second.count('aws', 'StartInstances')).toBe(1);
    expect(second.count('aws', 'StopInstances')).toBe(2);
  },
);
