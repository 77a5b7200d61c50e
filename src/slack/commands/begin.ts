import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import type { Started, StartRequest } from '../../migration/verbs.ts';
import { channelProblem } from '../channel.ts';
import { escape, prose } from '../escape.ts';
import { cardLink } from '../permalink.ts';
import type { Asked } from './asked.ts';
import { type CommandContext, no, type Reply } from './command.ts';
import { described } from './places.ts';
import type { Resolved } from './resolve.ts';

/** Starts the one that was found, and says so. */
export async function begin(
  found: Extract<Resolved, { is: 'one' }>,
  { target: to, note }: Pick<Asked, 'target' | 'note'>,
  context: CommandContext,
): Promise<Reply> {
  const { instanceId, source, region, unasked } = found;
  const started = await context.migrations.start(
    request({ instanceId, source, ...(region !== undefined && { region }), target: to, ...(note && { note }) }, context),
  );
  if (isRefusal(started)) return no(started);
  const also = unasked.map((said) => prose(said, 500));
  if (started.existing) return { lines: [await already({ instanceId, note }, started, context), ...also] };
  return {
    lines: [`Checking ${place(found, context)}. The card follows in this channel; nothing is changed before you press Start.`, ...also],
  };
}

export function request(
  what: Pick<StartRequest, 'instanceId' | 'source' | 'region' | 'target' | 'note'>,
  context: CommandContext,
): StartRequest {
  return { ...what, by: context.user, channel: context.channel };
}

/** That the machine is being moved by an earlier migration, and where that is. */
export async function already(
  { instanceId, note }: { readonly instanceId: string; readonly note?: string | undefined },
  { id, card }: Started,
  { web }: CommandContext,
): Promise<string> {
  const link = await cardLink(web, card);
  const lost = note === undefined ? '' : ' Your note was not added to it.';
  return `${escape(instanceId)} already has an open migration, ${escape(id)}. ${link ? `<${link}|Open its card>.` : 'Its card is on the way.'}${lost}`;
}

/** The machine and where it is. */
export function place({ instanceId, source, region, sighting }: Extract<Resolved, { is: 'one' }>, { config }: CommandContext): string {
  const named = sighting && sighting.name !== instanceId ? `${escape(sighting.name)} (\`${instanceId}\`)` : instanceId;
  return `${named} in ${described(config, source, region)}`;
}

/** Why this person cannot start anything here; asked again when a button of the answer is pressed. */
export async function bars(context: CommandContext): Promise<Refusal | undefined> {
  const barred = elsewhere(context);
  if (barred) return barred;
  // Slack is asked both at once, because whoever typed it waits.
  const [person, channel] = await Promise.all([unfit(context), channelProblem(context.web, context.channel)]);
  return person ?? channel;
}

/** Why this person cannot even ask about a machine here: the answer is for them alone, so the channel need not know Ferry. */
export async function mayAsk(context: CommandContext): Promise<Refusal | undefined> {
  return elsewhere(context) ?? (await unfit(context, 'ask about a machine'));
}

function elsewhere({ config, channel }: CommandContext): Refusal | undefined {
  const { allowed } = config.channels;
  if (allowed.length === 0 || allowed.includes(channel)) return undefined;
  const because = /^[CG]/.test(channel)
    ? 'Migrations are not started in this channel.'
    : 'Ferry works in channels, where approvers see the card.';
  return refuse(because, `Type it in ${allowed.map((id) => `<#${id}>`).join(' or ')}.`);
}

async function unfit({ people, user }: CommandContext, what = 'start a migration'): Promise<Refusal | undefined> {
  const person = await people.person(user);
  return person.unfit ? refuse(`You cannot ${what}: ${person.unfit}.`, 'Ask someone of this workspace.') : undefined;
}
