/** Redis did not answer, or not as it should; what was asked of it may have happened. No defect of Ferry: it passes. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** Gives every failure of a call to Redis one name. */
export async function fromRedis<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new StoreError(`${doing}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
