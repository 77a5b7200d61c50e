import { buttonOf, type Card, readCard } from './card.ts';
import type { Acted, Control, Shown, Snapshot } from './control.ts';
import type { Operator } from './operator.ts';

export const channel = 'C0MIGRATION1';
export const requester = 'U0REQUESTER1';
export const approver = 'U0APPROVER01';
export const operator = 'U0OPERATOR01';

export const approverGroup = ['S0APPROVERS1', 'migration-approvers'] as const;

/** The machine that the demo moves. */
export const machine = { instanceId: 'i-0123456789abcdef0', name: 'web-07', privateIp: '10.0.1.11' } as const;

/** What somebody sees who looks at the migration's card and thread. */
export interface Scene {
  readonly card: Card;
  /** Its thread, line by line and as one text. */
  readonly replies: readonly Shown[];
  readonly thread: string;
}

/** One person's part: what moves them, what they do, in words and in deed. Each is played once. */
export interface Part {
  readonly by: string;
  says(scene: Scene): string;
  moved(scene: Scene): boolean;
  act(control: Control, scene: Scene): Promise<Acted | undefined>;
}

/** Everyone's parts in one migration. */
export function partsWith({ preparing, world }: Operator): readonly Part[] {
  const install = async (control: Control): Promise<undefined> => {
    await control.world(world(machine.privateIp));
  };
  return [
    presses(requester, 'ferry_start'),
    {
      by: operator,
      says: () => preparing(machine.name, machine.privateIp),
      moved: ({ thread }) => /appliance .* does not know/.test(thread),
      act: install,
    },
    {
      by: operator,
      says: () => `installs the Mobility service on ${machine.name}`,
      moved: ({ thread }) => /Mobility service is not installed/.test(thread),
      act: install,
    },
    presses(approver, 'ferry_authorise'),
    presses(requester, 'ferry_accept'),
  ];
}

/** Who may press a button of the card, for people who try it by hand. */
export function presserOf(actionId: string): string {
  return /^ferry_(authorise|reject|did_not_happen|look_again|send_once_more)$/.test(actionId) ? approver : requester;
}

/** The card of the demo's machine and what was said below it. */
export function sceneOf({ messages }: Snapshot): Scene | undefined {
  for (const message of messages) {
    const card = message.text.includes(machine.instanceId) ? readCard(message) : undefined;
    if (card) return { card, replies: message.replies, thread: message.replies.map(({ text }) => text).join('\n') };
  }
  return undefined;
}

function presses(by: string, actionId: string): Part {
  return {
    by,
    says: ({ card }) => `presses [${buttonOf(card, actionId)?.label ?? actionId}]`,
    moved: ({ card }) => buttonOf(card, actionId) !== undefined,
    act: (control, { card }) => control.click(by, channel, card.ts, actionId),
  };
}
