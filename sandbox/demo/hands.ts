import { createInterface } from 'node:readline';
import type { Card } from './card.ts';
import { channel, presserOf, requester } from './cast.ts';
import type { Control } from './control.ts';
import type { Operator } from './operator.ts';

/** What somebody wants who types into the demo. */
export type Wish =
  | { readonly do: 'command'; readonly text: string }
  /** `reason` and `remove` fill in the dialog that some buttons open. */
  | { readonly do: 'press'; readonly number: number; readonly reason?: string; readonly remove?: true }
  | { readonly do: 'add'; readonly ip: string };

const removal = '--remove-replication';

/** Understands a typed line; undefined when it means nothing here. */
export function readWish(line: string): Wish | undefined {
  const [word = '', ...rest] = line.trim().split(/\s+/);
  const [only = ''] = rest;
  if (word === '/migrate') return { do: 'command', text: rest.join(' ') };
  if (/^\d{1,4}$/.test(word)) {
    const reason = rest.filter((one) => one !== removal).join(' ');
    return { do: 'press', number: Number(word), ...(reason && { reason }), ...(rest.includes(removal) && { remove: true }) };
  }
  if (word === 'add' && rest.length === 1) return { do: 'add', ip: only };
  return undefined;
}

export interface NumberedButton {
  readonly number: number;
  readonly label: string;
  /** Who presses it: somebody who may. */
  readonly by: string;
  readonly ts: string;
  readonly actionId: string;
}

/** The hands of whoever sits at the terminal. */
export interface Hands {
  /** Gives the buttons of a card numbers by which they can be pressed. */
  number(card: Card): NumberedButton[];
  /** Does it; a sentence when it is not possible. */
  carryOut(wish: Wish | undefined): Promise<string | undefined>;
}

export function createHands(control: Control, { world }: Operator): Hands {
  const buttons: NumberedButton[] = [];
  return {
    number(card) {
      const fresh = card.buttons.map(({ id, label }, index) => ({
        number: buttons.length + index + 1,
        label,
        by: presserOf(id),
        ts: card.ts,
        actionId: id,
      }));
      buttons.push(...fresh);
      return fresh;
    },
    async carryOut(wish) {
      if (!wish) return 'Type /migrate and what you want of it, the number of a button, or add and an address.';
      try {
        if (wish.do === 'add') await control.world(world(wish.ip));
        if (wish.do === 'command') {
          const { view } = await control.command(requester, channel, wish.text);
          if (view) {
            await control.closeView(requester, view.id);
            return 'Ferry opened its dialog, which this terminal cannot show. Type /migrate and an id; or fill it in by /slack/command, /slack/suggest and /slack/submit.';
          }
        }
        if (wish.do === 'press') {
          const button = buttons[wish.number - 1];
          if (!button) return `No button has the number ${wish.number}.`;
          const { view } = await control.click(button.by, channel, button.ts, button.actionId);
          return view && (await fillIn(control, button, view.id, wish));
        }
        return undefined;
      } catch (error) {
        return `${error instanceof Error ? error.message : String(error)}.`;
      }
    },
  };
}

/** Submits the dialog that a button opened; says what it wants when it is not content. Of the placement only the name can be typed. */
async function fillIn(
  control: Control,
  { by, number, actionId }: NumberedButton,
  viewId: string,
  { reason, remove }: Extract<Wish, { do: 'press' }>,
): Promise<string | undefined> {
  const field = actionId === 'ferry_placement' ? 'ferry_vm_name' : 'reason';
  const { viewErrors } = await control.submit(by, viewId, { ...(reason && { [field]: reason }), ...(remove && { replication: 'remove' }) });
  if (!viewErrors) return undefined;
  await control.closeView(by, viewId);
  return `${Object.values(viewErrors).join(' ')} Type ${number} and your ${field === 'reason' ? 'reason' : 'name for the VM'}${remove ? '' : `, and ${removal} if you want that too`}.`;
}

/** Hears each line that is typed until `signal`; resolves when nothing more can be typed. */
export async function hear(input: NodeJS.ReadableStream, signal: AbortSignal, heard: (line: string) => void): Promise<void> {
  // Not as a terminal: that would take Ctrl-C away from the process.
  const lines = createInterface({ input, terminal: false, signal });
  lines.on('line', (line) => line.trim() !== '' && heard(line));
  await new Promise<void>((resolve) => lines.once('close', resolve));
}
