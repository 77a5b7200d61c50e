import type { ReplyButton } from './button.ts';
import { chooseOne } from './choice.ts';
import { nextPage, previousPage } from './list.ts';

/** Every button of an answer that one person sees. */
export const replyButtons: readonly ReplyButton[] = [chooseOne, previousPage, nextPage];
