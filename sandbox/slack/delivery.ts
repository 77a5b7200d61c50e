import type { Json } from './json.ts';

/** What Slack sends to the app when a person acts. */
export type Occasion = 'slash_commands' | 'block_actions' | 'block_suggestion' | 'view_submission' | 'view_closed';

/** The app has three real seconds to acknowledge, whatever the speed. */
export const ackLimit = 3000;

export interface Delivered {
  readonly acknowledged: boolean;
  /** From sending to the acknowledgement, or to giving up. */
  readonly milliseconds: number;
  /** What the acknowledgement carried. */
  readonly response?: Json;
  /** The word in which Slack tells the person that the app failed. */
  readonly problem?: string;
}

export interface Delivery {
  /** Sends and waits for the acknowledgement, at most three seconds. Never rejects. */
  send(occasion: Occasion, payload: Json): Promise<Delivered>;
}
