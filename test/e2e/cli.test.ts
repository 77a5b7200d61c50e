import { expect, test } from 'vitest';
import { onStage } from '../support/on-stage.ts';
import { inShell } from '../support/on-terminal.ts';

const on = onStage();
const root = `${import.meta.dirname}/../..`;

interface Shown {
  readonly operations: readonly {
    readonly requestId: string;
    readonly kind: string;
    readonly state: string;
    readonly request: { readonly method: string; readonly url: string; readonly action?: string };
    readonly answer: { readonly status: number; readonly requestId: string };
  }[];
  readonly log: object;
}

test('an operator sees in a migration every call with what was sent and answered', async () => {
  const { stage } = on;
  const play = await stage.migrate(stage.machine());
  await play.toAcceptance();

  const shown = await inShell(['show', play.id, '--json'], root, stage.env);
  expect(shown).toMatchObject({ exit: 0, err: '' });
  const { operations, log } = JSON.parse(shown.out) as Shown;
  expect(log).toMatchObject({ holds: true, endMissing: false });
  expect(operations.map(({ state }) => state)).toEqual(operations.map(() => 'accepted'));
  const call = (kind: string) => operations.find((operation) => operation.kind === kind);
  expect(call('stop-instance')).toMatchObject({
    request: { method: 'POST', action: 'StopInstances' },
    answer: { status: 200, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
  expect(call('unplanned-failover')).toMatchObject({
    request: {
      method: 'POST',
      url: expect.stringMatching(/^https:\/\/management\.azure\.com\/.*\/unplannedFailover\?api-version=[\d-]+$/i),
    },
    answer: { status: 202, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
  const text = await inShell(['show', play.id], root, stage.env);
  expect(text.out).toContain(`request id   ${call('unplanned-failover')?.requestId}`);

  const status = await inShell(['status', '--json'], root, stage.env);
  expect(status.exit).toBe(0);
  expect(JSON.parse(status.out)).toMatchObject({
    processes: [{ live: true }, { live: true }],
    migrations: [{ id: play.id, ec2: 'down', azure: 'live', waitsFor: { who: 'requester' } }],
  });
  const listed = await inShell(['list', '--machine', play.machine.instanceId], root, stage.env);
  expect(listed.out).toContain(play.id);
});

test('an operator sees that everything Ferry depends on is there, and what is not', async () => {
  const { stage } = on;
  const well = await inShell(['config', 'check', '--online', '--json'], root, stage.env);
  expect(JSON.parse(well.out)).toMatchObject({
    ok: true,
    problems: [],
    online: [
      { what: 'AWS prod', verdict: 'ok' },
      { what: 'Azure azure', verdict: 'ok' },
      { what: 'Slack', verdict: 'ok' },
      { what: 'Redis', verdict: 'ok' },
    ],
  });
  expect(well.exit).toBe(0);
  const ill = await inShell(['config', 'check', '--online'], root, { ...stage.env, SLACK_BOT_TOKEN: 'xoxb-wrong' });
  expect(ill.exit).toBe(3);
  expect(ill.out).toMatch(/^wrong +Slack +Slack refused SLACK_BOT_TOKEN \(invalid_auth\)/m);
});
