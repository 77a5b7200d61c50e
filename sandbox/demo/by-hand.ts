import { setTimeout as sleep } from 'node:timers/promises';
import { type Card, readCard } from './card.ts';
import { approver, channel, machine, operator, presserOf, requester } from './cast.ts';
import type { Paint } from './mrkdwn.ts';
import { type Stage, tell } from './play.ts';

export interface KnownMachine {
  readonly instanceId: string;
  readonly name: string;
  readonly privateIp: string;
  readonly note?: string | undefined;
}

const lookEveryMs = 250;

/** Says how to go on by hand, then shows what happens in Slack until somebody ends it. */
export async function byHand(stage: Stage, machines: readonly KnownMachine[], paint: Paint): Promise<void> {
  const { control, screen, signal } = stage;
  screen.print(['', ...handbook(control.url, machines, paint), '']);
  for (const message of (await control.look(channel)).messages) {
    const card = readCard(message);
    if (card) screen.print(presses(control.url, card, paint));
  }
  while (!signal.aborted) {
    const news = tell(stage, await control.look(channel));
    for (const said of news) if (said.kind === 'buttons') screen.print(presses(control.url, said.card, paint));
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** How to go on by hand: every line that begins with `curl` can be copied into another terminal. */
export function handbook(control: string, machines: readonly KnownMachine[], paint: Paint): string[] {
  const other = machines.find(({ instanceId }) => instanceId !== machine.instanceId) ?? machine;
  return [
    paint('bold', 'Your turn. Everything stays up until Ctrl-C, and what happens in Slack appears here.'),
    '',
    'In another terminal, ask for a migration:',
    command(control, '/slack/command', { user: requester, channel, text: other.instanceId }, paint),
    'Ferry answers with a card. The lines that press its buttons appear with it.',
    '',
    'Be the operator when Ferry waits for one, or lose the answer to the failover on its way:',
    command(control, '/world', { azure: { site: { machines: [{ ip: other.privateIp, agent: 'installed' }] } } }, paint),
    command(control, '/faults', { service: 'azure', match: 'ReplicationProtectedItems_UnplannedFailover', kind: 'reset-after' }, paint),
    '',
    'See everything in Slack, and what changed in the clouds:',
    paint('cyan', `curl -s '${control}/slack/messages?channel=${channel}'`),
    paint('cyan', `curl -s ${control}/effects`),
    '',
    `People: ${requester} asks, ${approver} approves, ${operator} operates, U0STRANGER01 may not approve.`,
    'Machines:',
    ...machines.map(({ instanceId, name, note = '' }) => {
      const special = instanceId === machine.instanceId ? 'has just been moved' : note;
      return `  ${instanceId}  ${paint('bold', name.padEnd(10))}  ${special}`;
    }),
  ];
}

/** For each button of a card a line to copy that presses it, as somebody who may. */
export function presses(control: string, card: Card, paint: Paint): string[] {
  return card.buttons.map(({ id, label }) => {
    const line = command(control, '/slack/click', { user: presserOf(id), channel, ts: card.ts, actionId: id }, paint);
    return `${paint('bold', `[${label}]`)} ${line}`;
  });
}

function command(control: string, path: string, body: object, paint: Paint): string {
  return paint('cyan', `curl -s ${control}${path} -d '${JSON.stringify(body)}'`);
}
