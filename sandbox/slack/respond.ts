import { z } from 'zod';
import type { Reply } from '../kit/http.ts';
import { withIds } from './blocks.ts';
import type { Json } from './json.ts';
import { blockProblems } from './limits.ts';
import type { Origin } from './response-urls.ts';
import { truncated } from './web-api/chat.ts';
import { channelFor, type Workspace } from './workspace.ts';

const answerShape = z.object({
  text: z.string().optional(),
  blocks: z.array(z.record(z.string(), z.unknown())).optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  thread_ts: z.string().optional(),
});

/** Answers a POST to a `response_url`. */
export function respond(workspace: Workspace, path: string, body: unknown): Reply {
  const origin = workspace.responses.use(path);
  if (origin === 'expired_url' || origin === 'used_url') return { status: 404, body: { ok: false, error: origin } };
  const problem = show(workspace, origin, body);
  return problem === undefined ? { status: 200, body: 'ok' } : { status: 400, body: problem };
}

/** Shows what an acknowledgement or a `response_url` carried; returns Slack's word for what was wrong with it. */
export function show(workspace: Workspace, origin: Origin, body: unknown): string | undefined {
  const parsed = answerShape.safeParse(body);
  if (!parsed.success) return 'invalid_payload';
  const { text, blocks, response_type, replace_original, delete_original, thread_ts } = parsed.data;
  if (blocks && blockProblems(blocks, 'message').length > 0) return 'invalid_blocks';
  const { messages, world } = workspace;
  const original = origin.ts === undefined ? undefined : messages.find(origin.channel, origin.ts);
  const ephemeral = origin.ts === undefined ? undefined : messages.findEphemeral(origin.channel, origin.ts, origin.user);
  if (delete_original) {
    if (original) original.deleted = true;
    if (ephemeral) ephemeral.deleted = true;
    return undefined;
  }
  if (replace_original && original) {
    messages.update(original, { text, blocks });
    return undefined;
  }
  if (!text && !blocks?.length) return 'no_text';
  if (replace_original && ephemeral) {
    ephemeral.text = truncated(text);
    ephemeral.blocks = withIds(blocks ?? []);
    return undefined;
  }
  const draft: { text: string; blocks: Json[]; channel: string; threadTs: string | undefined } = {
    text: truncated(text),
    blocks: blocks ?? [],
    channel: channelFor(workspace, origin.channel).id,
    threadTs: thread_ts ?? origin.threadTs,
  };
  if (response_type === 'in_channel') messages.post({ ...draft, user: world.bot.user });
  else messages.show({ ...draft, user: origin.user });
  return undefined;
}
