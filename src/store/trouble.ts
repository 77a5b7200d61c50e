import { type Refusal, refuse } from '../errors.ts';

/** Redis did not answer, or not as it should; what was asked of it may have happened. No defect of Ferry: it passes. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  /** What a person is told whose word could not be kept. */
  get told(): Refusal {
    const said = refusal(this);
    if (said === undefined)
      return refuse(
        "Ferry's store, Redis, does not answer, so Ferry cannot tell whether this was done. What was kept before is safe.",
        'See /migrate status in a minute before you do it again.',
      );
    const why = said.startsWith('OOM')
      ? 'is full (OOM)'
      : said.startsWith('READONLY')
        ? 'has become a read-only replica (READONLY)'
        : said.startsWith('NOPERM')
          ? 'does not let Ferry write (NOPERM)'
          : `takes no writes (${said.split(' ')[0]})`;
    return refuse(
      `Ferry's store, Redis, ${why}, so this was not done. What was kept before is safe.`,
      'Tell whoever runs Ferry, and do it again when that is mended.',
    );
  }
}

/** Gives every failure of a call to Redis one name. */
export async function fromRedis<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new StoreError(`${doing}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** What Redis itself answered instead of doing it; `undefined` when it did not answer. */
export function refusal(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.name === 'ReplyError' ? error.message : refusal(error.cause);
}
