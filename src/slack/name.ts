import type { Migration } from '../migration/types.ts';
import { escape, plain } from './escape.ts';

/** What people call the machine, for `plain_text`; even there nothing may look like Slack's own mark-up. */
export function plainName(migration: Migration, cap = 80): string {
  return (
    plain(migration.machine?.name ?? '', cap)
      .replaceAll('<', '‹')
      .replaceAll('>', '›') || migration.source.instanceId
  );
}

/** What people call the machine, for mrkdwn. */
export function name(migration: Migration, cap = 80): string {
  return escape(migration.machine?.name ?? '', cap) || instance(migration);
}

export function instance(migration: Migration): string {
  return escape(migration.source.instanceId, 40);
}

/** The title of a step as it was planned. */
export function stepTitle(migration: Migration, step: string): string {
  return escape(migration.steps.findLast((known) => known.id === step)?.title ?? step, 100);
}
