import { describe, expect, test } from 'vitest';
import { classicTarget } from '../support/classic-target.ts';
import { engines } from '../support/engines.ts';
import { onStage } from '../support/on-stage.ts';
import { type Machine, type Play, people } from '../support/scene.ts';

const on = onStage({ targets: { classic: classicTarget } });

const noHeartbeat = {
  code: '78174',
  message: 'The Mobility service sends no heartbeat.',
  recommendedAction: 'See that the services of the agent run.',
};

function ail(machine: Machine, ailments: object = {}): void {
  on.stage.sandbox.azure.world({ replication: [{ ip: machine.ip, ...ailments }] });
}

/** How often the thread says it. */
function times(play: Play, pattern: RegExp): number {
  return play.thread().filter((line) => pattern.test(line)).length;
}

describe.each(engines)('$engine', ({ words, host, hostName }) => {
  test('a replication that slows is told with its cause, each trouble once; when it recovers, that is told once, too', async () => {
    // Large enough to be seen while it is copied.
    const machine = on.stage.machine({ volumes: [{ gib: 500 }, { gib: 100 }] });
    const play = await on.stage.migrate(machine, words);
    await play.start();
    await play.says(/copying disks \(.* of 600 GiB\)/);
    ail(machine, { stands: true, slowDisks: [0], errors: [noHeartbeat] });
    await play.says(
      /:rotating_light: <@U0REQUESTER1> \*app-\d+, Initial replication: critical\.\* The Mobility service sends no heartbeat \(78174\)\. What to do: See that the services of the agent run/,
    );
    await play.says(/Slow because The Mobility service sends no heartbeat \(78174\)/);
    // The host falls silent as well, and speaks again.
    host(on.stage.sandbox.azure, { heartbeatAgeMinutes: 20 });
    await play.says(new RegExp(`critical\\.\\* The ${hostName} has been silent for \\d+ min: start the`));
    const told = await play.command(people.requester, `status ${play.id}`);
    expect(told).toMatch(/(nvme0n1|Disk0): .*, slow/);
    expect(told).toContain('Mobility service 9.62');
    host(on.stage.sandbox.azure, { heartbeatAgeMinutes: 0 });
    await play.says(new RegExp(`Initial replication\\.\\* Resolved: The ${hostName} has been silent`));
    ail(machine);
    await play.says(/Initial replication\.\* Resolved: The Mobility service sends no heartbeat \(78174\)\./);
    await play.offers('ferry_authorise');
    expect(times(play, /:rotating_light:.*78174/)).toBe(1);
    expect(times(play, /Resolved: .*78174/)).toBe(1);
    expect(times(play, /:rotating_light:.*silent/)).toBe(1);

    // While approvers decide, recovery points stay away; that is told once, and once that they come again.
    ail(machine, { rpoMinutes: 90 });
    await play.says(/Authorise the failover: critical\.\* The newest recovery point of app-\d+ is 90 min old/);
    await play.says(/no new recovery point for over an hour/);
    ail(machine);
    await play.says(/Authorise the failover\.\* Resolved: no new recovery point for over an hour/);
    expect(times(play, /newest recovery point .* is \d+ min old, and Azure takes one/)).toBe(1);
    // The question is the same as before, and its answer counts.
    await play.press(people.approver, 'ferry_authorise');
    await play.offers('ferry_accept');
    expect(times(play, /:rotating_light:/)).toBe(3);
  });

  test('Ferry does not begin through a host that is silent: that is told once however long it lasts, and it goes on by itself', async () => {
    const play = await on.stage.migrate(on.stage.machine(), words);
    await play.offers('ferry_start');
    host(on.stage.sandbox.azure, { heartbeatAgeMinutes: 20 });
    await play.start();
    await play.says(
      new RegExp(`Find the replication host: somebody has to help\\.\\* The ${hostName} has been silent for \\d+ min: start the`),
    );
    host(on.stage.sandbox.azure, { heartbeatAgeMinutes: 40 });
    await play.command(people.requester, `status ${play.id}`);
    host(on.stage.sandbox.azure, { heartbeatAgeMinutes: 0 });
    await play.says(
      new RegExp(`Find the replication host\\.\\* ${hostName.replace('replication ', '(replication )?')} is registered and healthy`),
    );
    await play.offers('ferry_authorise');
    expect(times(play, /silent for/)).toBe(1);
  });

  test('a second pass over the disks is told with its percentage, and Ferry waits for its end before it asks', async () => {
    const machine = on.stage.machine();
    ail(machine, { resync: { percent: 34 } });
    const play = await on.stage.migrate(machine, words);
    await play.start();
    await play.says(/a warning\.\* Azure compares all disks of app-\d+ again \(resynchronisation\); Azure does not say why/);
    await play.says(/34 % · Azure compares the disks again/);
    ail(machine);
    await play.offers('ferry_authorise');
    await play.says(/Resolved: the disks are compared again/);
  });
});
