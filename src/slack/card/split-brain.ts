import type { SectionBlock } from '@slack/types';
import { barring } from '../../migration/split-brain.ts';
import type { Awake, Migration } from '../../migration/types.ts';
import { sections } from '../blocks.ts';
import { escape, prose } from '../escape.ts';
import { person } from '../mention.ts';
import { when } from '../times.ts';

/** That EC2 runs though the machine was failed over, and what can be decided; what was decided stays to be read. */
export function splitBrain(migration: Migration): SectionBlock[] {
  const { awake, status } = migration;
  if (!awake || status.is === 'ended') return [];
  return sections([`:rotating_light: *${headline(awake)}* Seen ${when(awake.at)}.`, barring(migration) ? open(awake) : decided(awake)], 2);
}

/** What was seen, in one sentence. */
export function headline({ seen, because }: Awake): string {
  switch (seen) {
    case 'runs':
      return 'EC2 runs again: one machine runs twice.';
    case 'ran':
      return 'EC2 was started and stopped again meanwhile.';
    case 'unread':
      return `Nobody can say whether EC2 runs again: ${prose((because ?? 'AWS does not answer').replace(/[\s.]+$/, ''), 300)}.`;
    default:
      return seen satisfies never;
  }
}

function open({ settled }: Awake): string {
  return settled
    ? `${person(settled.by)} has Ferry stop it again. Accepting is possible when it is stopped.`
    : 'What it does and writes in EC2 is not in Azure, and it may have taken work from elsewhere. Find out what started it, a scheduler, an alarm or a person, or it will again. Nobody can accept before somebody has decided.';
}

function decided({ settled }: Awake): string {
  if (!settled) return '';
  const by = person(settled.by);
  if (settled.how === 'left') return `${by} lets the migration go on all the same: “${escape(settled.reason ?? '', 500)}”`;
  return settled.how === 'stop' ? `${by} had Ferry stop it again.` : `${by} says that it was stopped again, and knows of it.`;
}
