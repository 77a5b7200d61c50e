import { sections, type View } from './blocks.ts';
import { escape, prose } from './escape.ts';

/** How a target stands, for the operators' channel. Nothing secret comes near it. */
export interface TargetStanding {
  readonly target: string;
  readonly vault: string;
  readonly ready: boolean;
  /** What remains, each with who does it. */
  readonly remains: readonly { readonly what: string; readonly whose: string }[];
  readonly done: readonly string[];
}

/** Tells that somebody has prepared a target, and what it still needs. */
export function targetNote({ target, vault, ready, remains, done }: TargetStanding): View {
  const name = escape(target, 40);
  const sum = ready ? `The target ${name} is prepared.` : `The target ${name} is not ready yet.`;
  const mark = ready ? ':white_check_mark:' : ':raised_hand:';
  const lines = [
    `${mark} *${sum}* Vault ${escape(vault, 60)}.`,
    ...(done.length === 0 ? [] : [`Done just now: ${done.map((what) => escape(what, 60)).join(', ')}.`]),
    ...remains.map(({ what, whose }) => `• *${escape(what, 60)}:* ${prose(whose, 100)}`),
    ...(ready ? [] : [`\`npx ferry target prepare ${name}\` says what exactly, and with \`--wait\` notices when it is there.`]),
  ];
  return { text: sum, blocks: sections(lines) };
}
