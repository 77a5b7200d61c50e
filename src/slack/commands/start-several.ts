import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import { mostTogether } from '../../migration/group.ts';
import { quoted } from '../../migration/quoted.ts';
import { escape, prose, answer as said } from '../escape.ts';
import { refusalText } from '../refusal.ts';
import type { Asked } from './asked.ts';
import { already, place, request } from './begin.ts';
import { type CommandContext, no, type Reply } from './command.ts';
import { readInstance } from './instance-word.ts';
import { listed } from './places.ts';
import { type Resolved, resolve } from './resolve.ts';

type One = Extract<Resolved, { is: 'one' }>;

/** Starts several under one message, or none: first every word must come to one machine. */
export async function startSeveral({ words, source, target, note }: Asked, context: CommandContext): Promise<Reply> {
  const distinct = [...new Set(words)];
  if (distinct.length > mostTogether)
    return no(
      refuse(
        `These are ${distinct.length} machines, and Ferry takes ${mostTogether} at once. Nothing was started.`,
        'Type them in smaller parts.',
      ),
    );
  const found = await Promise.all(distinct.map((word) => one(word, source, context)));
  const wrong = found.flatMap((answer, at) => (isRefusal(answer) ? [{ word: distinct[at] ?? '', answer }] : []));
  if (wrong.length > 0) return nothing(wrong, distinct.length);
  const machines = unique(found.flatMap((answer) => (isRefusal(answer) ? [] : [answer])));
  const requests = machines.map(({ instanceId, source: alias, region }) =>
    request({ instanceId, source: alias, ...(region !== undefined && { region }), target, ...(note && { note }) }, context),
  );
  const started = await context.migrations.startTogether(requests);
  const begun = started.filter((answer) => !isRefusal(answer) && !answer.existing).length;
  const lines = await Promise.all(
    machines.map(async (machine, at) => {
      const answer = started[at];
      if (answer === undefined)
        return `• ${escape(machine.instanceId)}: Ferry does not know what became of it. See \`/migrate list open\`.`;
      if (isRefusal(answer)) return `• ${escape(machine.instanceId)}: ${said(refusalText(answer))}`;
      if (answer.existing) return `• ${await already({ instanceId: machine.instanceId, note }, answer, context)}`;
      return `• Checking ${place(machine, context)}, ${escape(answer.id)}.`;
    }),
  );
  const unasked = [...new Set(machines.flatMap((machine) => machine.unasked))].map((one) => prose(one, 500));
  return { lines: [heading(begun), ...lines, ...unasked] };
}

async function one(typed: string, source: string | undefined, context: CommandContext): Promise<One | Refusal> {
  const word = readInstance(typed);
  if (isRefusal(word)) return word;
  const found = await resolve(context, word, source);
  if (isRefusal(found) || found.is === 'one') return found;
  const names = found.sightings.slice(0, 3).map(({ instanceId, name, source: alias }) => `${instanceId} (${quoted(name)}, ${alias})`);
  const more = found.sightings.length > 3 || found.full ? ' and others' : '';
  return refuse(`Several instances begin with ${word.id}: ${more ? names.join(', ') + more : listed(names)}.`, 'Type more of the id.');
}

function unique(machines: readonly One[]): readonly One[] {
  return [...new Map(machines.map((machine) => [`${machine.source} ${machine.instanceId}`, machine])).values()];
}

function nothing(wrong: readonly { readonly word: string; readonly answer: Refusal }[], all: number): Reply {
  return {
    lines: [
      `*Nothing was started:* ${wrong.length} of ${all} cannot be used.`,
      ...wrong.map(({ word, answer }) => `• \`${escape(word, 40)}\`: ${said(refusalText(answer), 700)}`),
      'Correct or leave out what is named, then type all of them again.',
    ],
  };
}

function heading(begun: number): string {
  if (begun === 0) return '*Nothing was started.*';
  return begun === 1
    ? '*One machine is being checked.* Its card follows in this channel; nothing is changed before you press Start.'
    : `*${begun} machines are being checked.* Their message follows in this channel; nothing is changed before you press Start on a card.`;
}
