import type { GateName, Handle, Millis, OperationError, PlacementWish, ReceivedAnswer, ReplicationWish } from './types.ts';

/** The gates at which a recovery point may be chosen. */
export type PointGate = Extract<GateName, 'authorise-failover' | 'accept-target'>;

/** A rule, or one of the points that the question listed, by its name. */
export type PointPick = { readonly rule: 'covering' | 'app-consistent' } | { readonly point: string };

/** What a person asked for by a button, a modal or a command. */
export type Act =
  | {
      readonly kind: 'answer';
      readonly gate: GateName;
      readonly yes: boolean;
      readonly reason?: string;
      readonly replication?: ReplicationWish;
    }
  /** Another recovery point than the open question is about; nothing picked is no more than the wish to be asked. */
  | { readonly kind: 'choose-point'; readonly gate: PointGate; readonly pick?: PointPick }
  | { readonly kind: 'cancel'; readonly replication: ReplicationWish; readonly reason?: string }
  | { readonly kind: 'place'; readonly wish: PlacementWish }
  /** No value takes back what was vouched for; no check is no more than the wish to be asked. */
  | { readonly kind: 'vouch'; readonly check?: string; readonly value?: string; readonly reason?: string }
  | { readonly kind: 'waive-test'; readonly reason: string }
  | { readonly kind: 'clean-up-test' }
  | { readonly kind: 'force-stop'; readonly reason: string }
  | { readonly kind: 'retry' }
  | { readonly kind: 'look-again' }
  | { readonly kind: 'send-once-more' }
  | { readonly kind: 'did-not-happen' }
  /** What is to follow from EC2 having been seen running after the failover. */
  | { readonly kind: 'settle-source'; readonly how: 'stopped' | 'stop' | 'left'; readonly reason?: string }
  /** A hook has done what it was asked for, though it did not say so. */
  | { readonly kind: 'it-happened' };

/** A person's click, durable before Slack hears of it. */
export interface ClickEntry {
  readonly is: 'click';
  /** The same key for every delivery of the same click. */
  readonly key: string;
  readonly by: string;
  /** Slack's own time of the click, for the audit; entries are decided in the order they were kept. */
  readonly clickedAt: Millis;
  /** Which question the button belonged to, and the digest of what it showed; a command has neither. */
  readonly ask?: number;
  readonly digest?: string;
  readonly act: Act;
  /** Where to answer a refusal, so that whoever decides can. */
  readonly channel: string;
}

/** What a cloud answered to an operation, or that it never left. */
export interface AnswerEntry {
  readonly is: 'answer';
  readonly key: string;
  readonly operation: string;
  readonly outcome:
    | { readonly is: 'accepted'; readonly handle: Handle; readonly answer?: ReceivedAnswer }
    | { readonly is: 'refused'; readonly error: OperationError; readonly answer?: ReceivedAnswer }
    | { readonly is: 'not-sent'; readonly because: string };
}

export type Entry = ClickEntry | AnswerEntry;
