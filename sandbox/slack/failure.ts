import type { Json } from './json.ts';

/** Slack's own refusal: `{"ok": false, "error": …}` with whatever the method adds. */
export class SlackFailure extends Error {
  override readonly name = 'SlackFailure';
  readonly error: string;
  readonly extra: Json;

  constructor(error: string, extra: Json = {}) {
    super(error);
    this.error = error;
    this.extra = extra;
  }
}

/** The refusal in the shape that carries one message per broken limit. */
export function limitFailure(error: 'invalid_blocks' | 'invalid_arguments', problems: readonly string[]): SlackFailure {
  return new SlackFailure(error, { errors: problems, response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) } });
}
