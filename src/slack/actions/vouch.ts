import { longestOption, vouchable } from '../../migration/attestation.ts';
import type { CheckFinding, Migration } from '../../migration/types.ts';
import type { Choice } from '../dialogs/decision.ts';
import { escape } from '../escape.ts';
import { name } from '../name.ts';
import type { Action } from './action.ts';

/** What a named person answers where nothing that can be read does. */
export const vouch: Action = {
  id: 'ferry_vouch',
  label: 'Vouch…',
  offered: (migration) => vouchable(migration).length > 0,
  press: {
    is: 'ask',
    dialog: {
      callback: 'ferry_vouch',
      title: 'Vouch',
      submit: 'Vouch',
      choice: choices,
      reason: { label: 'How do you know? Whoever approves reads it.', required: false },
      says: (migration) => [
        ...vouchable(migration).map(
          ({ title, evidence, attest }) => `*${escape(title, 100)}:* ${escape(evidence, 400)}. ${escape(attest?.question ?? '', 200)}`,
        ),
        `Ferry cannot see it and takes your word: your name, the time and your answer stand on the plan and on the approval of *${name(migration)}*. ${migration.status.is === 'asking' && migration.status.gate === 'authorise-failover' ? 'Approvers are then asked anew.' : 'Every check then runs again.'}`,
      ],
      act: ({ choice = '', reason }) => ({ kind: 'vouch', ...answerIn(choice), ...(reason && { reason }) }),
    },
  },
};

function choices(migration: Migration): Choice {
  const open = vouchable(migration);
  const [only, ...others] = open;
  const several = others.length > 0;
  return {
    label: only && !several ? (only.attest?.question ?? only.title) : 'What do you vouch for?',
    options: open.flatMap((finding) => [
      ...(finding.attest?.choices ?? []).map(({ value, label }) => ({
        value: `${finding.id}=${value}`.slice(0, longestOption),
        text: label,
        ...(several && { description: finding.title }),
      })),
      ...(given(migration, finding) ? [{ value: finding.id, text: 'Take back what was vouched for', description: finding.title }] : []),
    ]),
  };
}

function given({ attestations = [] }: Migration, { id }: CheckFinding): boolean {
  return attestations.some(({ check }) => check === id);
}

function answerIn(choice: string): { readonly check?: string; readonly value?: string } {
  const [, check = choice, value] = /^([^=]*)=(.*)$/s.exec(choice) ?? [];
  return { ...(check && { check }), ...(value !== undefined && { value }) };
}
