import { randomBytes } from 'node:crypto';
import { SlackFailure } from './failure.ts';
import type { OpenView } from './views.ts';

interface Trigger {
  readonly user: string;
  /** The view in which the person acted, for `views.push`. */
  readonly from: OpenView | undefined;
  readonly issued: number;
  opened: OpenView | undefined;
  waiting: ((view: OpenView | undefined) => void) | undefined;
}

/** How long an interaction may open a modal: three real seconds, whatever the speed. */
export const triggerLife = 3000;

export interface Triggers {
  issue(user: string, from?: OpenView): string;
  /** Who acted and where, when the trigger may still be spent; refuses as Slack does. */
  check(id: string): { readonly user: string; readonly from: OpenView | undefined };
  spend(id: string, view: OpenView): void;
  /** The view that the trigger opened, waiting no longer than `until` (a time in milliseconds). */
  opened(id: string, until: number): Promise<OpenView | undefined>;
  reset(): void;
}

/** The short-lived ids that allow an app to open a modal. */
export function createTriggers(): Triggers {
  const triggers = new Map<string, Trigger>();
  const known = (id: string): Trigger => {
    const trigger = triggers.get(id);
    if (!trigger) throw new SlackFailure('invalid_trigger_id');
    return trigger;
  };
  return {
    issue(user, from) {
      const id = `${Date.now()}.${randomBytes(5).readUIntBE(0, 5)}.${randomBytes(16).toString('hex')}`;
      triggers.set(id, { user, from, issued: Date.now(), opened: undefined, waiting: undefined });
      return id;
    },
    check(id) {
      const trigger = known(id);
      if (trigger.opened) throw new SlackFailure('exchanged_trigger_id');
      if (Date.now() - trigger.issued > triggerLife) throw new SlackFailure('expired_trigger_id');
      return trigger;
    },
    spend(id, view) {
      const trigger = known(id);
      trigger.opened = view;
      trigger.waiting?.(view);
    },
    opened(id, until) {
      const trigger = known(id);
      if (trigger.opened) return Promise.resolve(trigger.opened);
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(undefined), Math.max(0, until - Date.now()));
        trigger.waiting = (view) => {
          clearTimeout(timer);
          resolve(view);
        };
      });
    },
    reset() {
      for (const trigger of triggers.values()) trigger.waiting?.(undefined);
      triggers.clear();
    },
  };
}
