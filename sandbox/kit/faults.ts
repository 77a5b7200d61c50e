import { z } from 'zod';
import type { ServiceName } from './service.ts';

/**
 * `throttle`, `unavailable`, `deny`, `reset-before`, `reset-after`, `hold-before` and `hold-after` work for every
 * service; any other kind is handed to the service's own handler (for example Azure's `fail-job`).
 */
export const faultRequest = z.looseObject({
  service: z.enum(['slack', 'aws', 'azure', 'hook']),
  /** An operation's name (`ReplicationProtectedItems_UnplannedFailover`, `StopInstances`, `chat.postMessage`), or a regular expression over it. */
  match: z.string().min(1),
  kind: z.string().min(1),
  /** Only calls about this one: a vault, an instance. */
  subject: z.string().min(1).optional(),
  times: z.int().min(1).default(1),
  retryAfter: z.number().min(0).optional(),
});

export type Fault = z.infer<typeof faultRequest>;

export interface HeldCall {
  readonly id: number;
  readonly service: ServiceName;
  readonly operation: string;
  readonly subject: string;
  readonly when: 'before' | 'after';
}

/** Armed faults and held calls. A held call waits until `release`, or until its caller's socket closes. */
export class Faults {
  #armed: Fault[] = [];
  #held = new Map<number, HeldCall & { go: () => void }>();
  #next = 1;

  arm(fault: Fault): void {
    this.#armed.push({ ...fault });
  }

  /** The first armed fault that fits, used up by one; restricted to `kinds` when given. */
  take(service: ServiceName, operation: string, kinds?: readonly string[], subject = ''): Fault | undefined {
    const index = this.#armed.findIndex(
      (fault) =>
        fault.service === service &&
        matches(fault.match, operation) &&
        (!kinds || kinds.includes(fault.kind)) &&
        (fault.subject === undefined || fault.subject === subject),
    );
    const fault = this.#armed[index];
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) this.#armed.splice(index, 1);
    return fault;
  }

  hold(service: ServiceName, operation: string, subject: string, when: 'before' | 'after', gone: AbortSignal): Promise<void> {
    const id = this.#next++;
    return new Promise((resolve) => {
      const go = () => {
        this.#held.delete(id);
        resolve();
      };
      this.#held.set(id, { id, service, operation, subject, when, go });
      gone.addEventListener('abort', go, { once: true });
    });
  }

  held(): HeldCall[] {
    return [...this.#held.values()].map(({ go: _, ...call }) => call);
  }

  armed(): Fault[] {
    return structuredClone(this.#armed);
  }

  /** Takes back what is still armed under a match. */
  disarm(match: string): void {
    this.#armed = this.#armed.filter((fault) => fault.match !== match);
  }

  release(): number {
    const count = this.#held.size;
    for (const call of [...this.#held.values()]) call.go();
    return count;
  }

  reset(): void {
    this.#armed = [];
    this.release();
  }
}

function matches(pattern: string, operation: string): boolean {
  return pattern === operation || new RegExp(`^(?:${pattern})$`).test(operation);
}
