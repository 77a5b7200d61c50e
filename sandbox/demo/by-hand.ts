import { setTimeout as sleep } from 'node:timers/promises';
import { readCard } from './card.ts';
import { approver, channel, machine, operator, requester } from './cast.ts';
import { createHands, hear, type NumberedButton, readWish } from './hands.ts';
import type { Paint } from './mrkdwn.ts';
import type { Operator } from './operator.ts';
import { type Stage, tell } from './play.ts';

export interface KnownMachine {
  readonly instanceId: string;
  readonly name: string;
  readonly privateIp: string;
  readonly note?: string | undefined;
}

const lookEveryMs = 250;

/** Lets whoever sits at the terminal go on until they leave; what their leaving cut off is no failure. */
export async function byHand(stage: Stage, machines: readonly KnownMachine[], paint: Paint): Promise<void> {
  try {
    await showAndDo(stage, machines, paint);
  } catch (error) {
    if (!stage.signal.aborted) throw error;
  }
}

/** Shows what happens in Slack and does what is typed. */
async function showAndDo(stage: Stage, machines: readonly KnownMachine[], paint: Paint): Promise<void> {
  const { control, screen, signal, names, operator } = stage;
  const hands = createHands(control, operator);
  const offer = (buttons: readonly NumberedButton[]) => screen.print(offered(buttons, names, paint));
  screen.print(['', ...handbook(control.url, machines, operator, paint), '']);
  for (const message of (await control.look(channel)).messages) {
    const card = readCard(message);
    if (card) offer(hands.number(card));
  }
  const left = new AbortController();
  void hear(process.stdin, signal, (line) => {
    void hands.carryOut(readWish(line)).then((problem) => problem !== undefined && screen.print([problem]));
  }).then(() => left.abort());
  while (!signal.aborted && !left.signal.aborted) {
    const news = tell(stage, await control.look(channel));
    for (const said of news) if (said.kind === 'buttons') offer(hands.number(said.card));
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** How to go on: by typing here, or with `curl` from anywhere on this machine. */
export function handbook(control: string, machines: readonly KnownMachine[], does: Operator, paint: Paint): string[] {
  const other = machines.find(({ instanceId }) => instanceId !== machine.instanceId) ?? machine;
  return [
    paint('bold', 'Your turn. Everything stays up until Ctrl-C, and what happens in Slack appears here.'),
    '',
    'Machines:',
    ...machines.map(({ instanceId, name, note = '' }) => {
      const special = instanceId === machine.instanceId ? 'has just been moved' : note;
      return `  ${instanceId}  ${paint('bold', name.padEnd(10))}  ${special}`;
    }),
    '',
    'Type',
    `  ${paint('cyan', `/migrate ${other.instanceId}`)}  as @requester; /migrate help says what else there is`,
    `  ${paint('cyan', '1')}  or another number, to press a button that Ferry shows; a reason may follow it, for its dialog`,
    `  ${paint('cyan', `add ${other.privateIp}`)}  ${does.adding}`,
    '',
    `The same and more from another terminal, as ${requester} who asks, ${approver} who approves,`,
    `${operator} who operates or U0STRANGER01 who may do neither:`,
    command(control, '/slack/command', { user: requester, channel, text: other.instanceId }, paint),
    command(control, '/slack/click', { user: approver, channel, ts: '…', actionId: 'ferry_authorise' }, paint),
    command(control, '/world', does.world(other.privateIp), paint),
    command(control, '/faults', { service: 'azure', match: 'ReplicationProtectedItems_UnplannedFailover', kind: 'reset-after' }, paint),
    paint('cyan', `curl -s '${control}/slack/messages?channel=${channel}'`),
    paint('cyan', `curl -s ${control}/effects`),
  ];
}

/** The buttons of a card with their numbers, and who will press them. */
export function offered(buttons: readonly NumberedButton[], names: ReadonlyMap<string, string>, paint: Paint): string[] {
  if (buttons.length === 0) return [];
  const spoken = buttons.map(
    ({ number, label, by }) => `${paint('cyan', String(number))} [${label}] ${paint('dim', `as @${names.get(by) ?? by}`)}`,
  );
  return [`          ${spoken.join('  ')}`];
}

function command(control: string, path: string, body: object, paint: Paint): string {
  return paint('cyan', `curl -s ${control}${path} -d '${JSON.stringify(body)}'`);
}
