import type { CommandContext, Reply } from './command.ts';

/** A button of an answer that one person sees; its press gives a new answer in the place of the old one. */
export interface ReplyButton {
  /** The `action_id`; never changes, because buttons of old answers live on. */
  readonly id: string;
  /** `value` comes from Slack and is checked before it is used. Everything durable has happened when it resolves. */
  press(value: string, context: CommandContext): Promise<Reply>;
}
