import type { Receiver } from '@slack/bolt';

/** One way by which people's commands and clicks reach this process. */
export interface Transport {
  /** What Bolt's app listens to. */
  readonly receiver: Receiver;
  /** Resolves when people are heard; throws a StartError when that cannot come about by itself. */
  start(): Promise<void>;
  /** Hears nothing new from now on; what is being answered is still answered. */
  stop(): Promise<void>;
  /** Why people are not heard just now, as half a sentence. */
  trouble(): string | undefined;
}
