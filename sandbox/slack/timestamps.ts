/** Makes Slack timestamps (`seconds.micros`), which are message ids: never twice the same, always rising. */
export function createTimestamps(): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Date.now() * 1000);
    return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, '0')}`;
  };
}
