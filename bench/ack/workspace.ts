/** People and places enough that no one of them is a bottleneck. */
export const channels = Array.from({ length: 20 }, (_, n) => `C0BENCH${String(n).padStart(4, '0')}`);
export const people = Array.from({ length: 10 }, (_, n) => `U0BENCH${String(n).padStart(4, '0')}`);

/** What is added to each local Slack. */
export const world = {
  users: people.map((id) => ({ id, name: id.toLowerCase() })),
  channels: channels.map((id) => ({ id, name: id.toLowerCase(), members: people })),
};

/** The one whose turn it is. */
export function nth(of: readonly string[], n: number): string {
  const one = of[n % of.length];
  if (one === undefined) throw new Error('there is nobody to choose from');
  return one;
}

/** An instance id that nobody has used yet. */
export function instanceId(n: number): string {
  return `i-${n.toString(16).padStart(17, '0')}`;
}
