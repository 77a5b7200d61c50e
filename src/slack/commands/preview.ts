import { CloudError, isRefusal, refuse } from '../../errors.ts';
import type { Checked, DryRun, PreviewRequest } from '../../migration/preview-port.ts';
import { quoted } from '../../migration/quoted.ts';
import { escape } from '../escape.ts';
import { callLines } from '../preview/calls.ts';
import { findingLines } from '../preview/findings.ts';
import type { Asked } from './asked.ts';
import { mayAsk, place } from './begin.ts';
import { type CommandContext, no, type Reply } from './command.ts';
import { described } from './places.ts';
import type { Resolved } from './resolve.ts';

/** How much of a migration somebody wants to see before there is one. */
export type Depth = 'check' | 'dry-run';

type One = Extract<Resolved, { is: 'one' }>;

/** What a migration of this machine would find, and with `dry-run` what it would ask of the clouds. Nothing is kept. */
export async function preview(depth: Depth, found: One, { target }: Pick<Asked, 'target'>, context: CommandContext): Promise<Reply> {
  const barred = await mayAsk(context);
  if (barred) return no(barred);
  const { instanceId, source, region } = found;
  const seen = await look(depth, context, {
    instanceId,
    source,
    ...(region !== undefined && { region }),
    target,
    by: context.user,
  });
  if (isRefusal(seen)) return no(seen);
  const { checked, calls }: { checked: Checked; calls?: DryRun } = 'checked' in seen ? seen : { checked: seen };
  if (checked.is === 'gone')
    return no(
      refuse(
        `${instanceId} ${checked.seen} in ${described(context.config, source, region)}.`,
        'Check the id, or name another source with --source.',
      ),
    );
  const open = (await context.migrations.open()).find((m) => m.source.instanceId === instanceId && m.source.alias === source);
  const head = `*${depth === 'check' ? 'Check' : 'Dry run'} of ${escape(checked.name)}* (${place({ is: 'one', instanceId, source, ...(region !== undefined && { region }), unasked: [] }, context)} → ${escape(target, 31)}). Nothing was changed and nothing is kept.`;
  return {
    lines: [
      head,
      ...(open ? [`It is being moved already, by ${escape(open.id)}: this is how it looks now.`] : []),
      ...findingLines(checked, instanceId),
      ...(calls ? callLines(calls) : []),
      ...found.unasked.map((said) => escape(said, 500)),
    ],
  };
}

/** What a cloud refuses is said as it said it; there is no card on which it could stand. */
async function look(depth: Depth, { preview: port }: CommandContext, request: PreviewRequest) {
  try {
    return await (depth === 'check' ? port.check(request) : port.dryRun(request));
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return refuse(`${sentence(error.message)}.`, error.remedy ?? 'Type it again in a minute.');
  }
}

function sentence(text: string): string {
  const words = quoted(text.replace(/\.$/, ''));
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
