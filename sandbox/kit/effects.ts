import type { ServiceName } from './service.ts';

export type EffectCounts = Record<string, Record<string, Record<string, number>>>;

/** Counts what really changed in a cloud, by operation and resource; a lost reply counts, a refused call does not. */
export class Effects {
  #counts: EffectCounts = {};

  count(service: ServiceName, operation: string, subject: string): void {
    const operations = (this.#counts[service] ??= {});
    const subjects = (operations[operation] ??= {});
    subjects[subject] = (subjects[subject] ?? 0) + 1;
  }

  all(): EffectCounts {
    return structuredClone({ aws: {}, azure: {}, ...this.#counts });
  }

  reset(): void {
    this.#counts = {};
  }
}
