import { createHash } from 'node:crypto';
import { createLog } from '../../log.ts';
import { type TargetStanding, targetNote } from '../../slack/target-note.ts';
import { createWeb } from '../../slack/web.ts';
import type { TargetJournal } from '../../store/targets.ts';

interface Telling {
  readonly standing: TargetStanding;
  readonly channel: string | undefined;
  readonly env: { readonly SLACK_BOT_TOKEN?: string | undefined; readonly SLACK_API_URL?: string | undefined };
  readonly journal: TargetJournal | undefined;
}

/** Tells the operators' channel how a target stands, once until that changes. Returns why it was not told, if it had to be. */
export async function tellOperators({ standing, channel, env, journal }: Telling): Promise<string | undefined> {
  if (!channel) return 'ferry.yml names no channels.operators';
  if (!env.SLACK_BOT_TOKEN) return 'SLACK_BOT_TOKEN is not set';
  if (!journal) return 'REDIS_URL is not set, and Redis remembers what was said';
  const { ready, remains, vault } = standing;
  const mark = createHash('sha256').update(JSON.stringify({ ready, remains, vault })).digest('hex').slice(0, 16);
  // Written ahead: told twice would be worse than told once too few, and what Slack refused is tried again.
  if (!(await journal.tell(mark))) return undefined;
  const web = createWeb({ SLACK_BOT_TOKEN: env.SLACK_BOT_TOKEN, SLACK_API_URL: env.SLACK_API_URL }, createLog('silent', 'cli'));
  try {
    await web.chat.postMessage({ channel, ...targetNote(standing), unfurl_links: false, unfurl_media: false });
    return undefined;
  } catch (error) {
    await journal.untell();
    return `Slack did not take it (${error instanceof Error ? error.message : String(error)})`;
  }
}
