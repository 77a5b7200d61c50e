import { type AftercareItem, aftercareIn } from '../../migration/aftercare.ts';
import { escape, prose } from '../escape.ts';

const marks: Readonly<Record<AftercareItem['state'], string>> = {
  verified: ':white_check_mark: Verified',
  unseen: ':grey_question: Not visible to Ferry',
  'to-do': ':pushpin: To do',
};

/** The checklist that ends a migration, a line for each thing; nothing for a step that has none. */
export function aftercareLines(result: unknown): string[] {
  const items = aftercareIn(result);
  if (items.length === 0) return [];
  return [items.map(({ title, state, text }) => `${marks[state]}: *${escape(title, 60)}.* ${prose(text, 350)}`).join('\n')];
}
