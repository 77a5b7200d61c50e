import type { SectionBlock } from '@slack/types';
import type { Alert, Migration } from '../../migration/types.ts';
import { sections } from '../blocks.ts';
import { prose } from '../escape.ts';
import { person } from '../mention.ts';
import { name, stepTitle } from '../name.ts';

const marks: Record<Alert['severity'], string> = { critical: ':rotating_light:', warning: ':warning:' };
const most = 5;

/** What people were told of and what has not passed, in a few words each; the thread has the rest. */
export function alerts({ alerts: open = [], status }: Migration): SectionBlock[] {
  if (status.is === 'ended') return [];
  const more = open.length - most;
  return sections(
    [
      ...open.slice(0, most).map((alert) => `${marks[alert.severity]} ${titled(alert)}`),
      ...(more > 0 ? [`… and ${more} more in the thread.`] : []),
    ],
    1,
  );
}

/** An alert as the thread tells it, once: a critical one calls the requester by name. */
export function alerted(alert: Alert, migration: Migration, step: string): string {
  const calls = alert.severity === 'critical' ? `${person(migration.requestedBy)} ` : '';
  return `${marks[alert.severity]} ${calls}*${name(migration)}, ${stepTitle(migration, step)}: ${alert.severity === 'critical' ? 'critical' : 'a warning'}.* ${prose(alert.text)}`;
}

export function titled({ title }: Alert): string {
  return prose(title, 160).replace(/\.$/, '');
}
