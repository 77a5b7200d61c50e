import type { FerryFile } from '../src/config-schema.ts';
import type { View } from '../src/slack/blocks.ts';
import type { Posted, Thread } from '../src/slack/thread.ts';
import type { ThreadTurn } from '../src/store/threads.ts';

/** What Slack made of the posts of one round. */
export interface Hearing {
  readonly thread: Thread;
  /** Why the channel did not take the last post; `undefined` when it did, or when it was not tried. */
  refused(): string | undefined;
  taken(): boolean;
}

/** The same thread, which remembers what one channel made of it. */
export function hearing(thread: Thread, channel: string): Hearing {
  let last: Posted | undefined;
  const note = (where: string, answer: Posted): Posted => {
    if (where === channel && (answer.is === 'posted' || answer.is === 'never')) last = answer;
    return answer;
  };
  return {
    thread: {
      ...thread,
      postCard: async (to, view, mark) => note(to, await thread.postCard(to, view, mark)),
      post: async (to, threadTs, view, mark, broadcast) => note(to, await thread.post(to, threadTs, view, mark, broadcast)),
      updateCard: async (place, view) => note(place.channel, await thread.updateCard(place, view)),
    },
    refused: () => (last?.is === 'never' && last.because !== 'message_not_found' ? last.because : undefined),
    taken: () => last?.is === 'posted',
  };
}

interface Elsewhere {
  readonly config: Pick<FerryFile, 'channels'>;
  readonly thread: Thread;
}

/** Whose message the channel does not take. */
interface Unheard {
  readonly id: string;
  readonly channel: string;
  readonly requestedBy: string;
  readonly view: (because: string) => View;
}

/** The note's place in the sequence of posts: before everything that the log has. */
const NOTE = -1;

/**
 * Tells somebody who can act that a channel takes no posts, once for each reason: the operators' channel, else the
 * requester. `false` when another announcer has taken over.
 */
export async function tellElsewhere({ config, thread }: Elsewhere, turn: ThreadTurn, unheard: Unheard, heard: Hearing): Promise<boolean> {
  const because = heard.refused();
  if (because === undefined) return heard.taken() && turn.state.elsewhere ? turn.save({ elsewhere: '' }) : true;
  if (turn.state.elsewhere === because) return true;
  // Written ahead: told twice would be worse than told once too few, and what Slack refused is tried again.
  if (!(await turn.save({ elsewhere: because }))) return false;
  const { operators } = config.channels;
  const places = [...(operators && operators !== unheard.channel ? [operators] : []), unheard.requestedBy];
  for (const place of places) {
    const posted = await thread.postCard(place, unheard.view(because), { migration: unheard.id, n: NOTE });
    if (posted.is === 'posted' || posted.is === 'unknown') return true;
  }
  return turn.save({ elsewhere: '' });
}
