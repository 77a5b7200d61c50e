import { time } from './arm.ts';
import type { Host } from './world.ts';

/** Each component of a host speaks on its own beat, some seconds ago, unless the host fell silent. */
export function heard(host: Host, secondsAgo: number): string {
  return time((host.silentSince ?? Date.now()) - secondsAgo * 1000);
}
