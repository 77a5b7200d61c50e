import type { Migration } from '../../migration/types.ts';
import { escape } from '../escape.ts';
import { instance, name } from '../name.ts';
import { type Action, asking, yesPossible } from './action.ts';

export const authorise: Action = {
  id: 'ferry_authorise',
  label: 'Authorise failover',
  style: 'danger',
  offered: (migration) => yesPossible(migration, 'authorise-failover'),
  confirm: (migration) => ({
    title: 'Authorise the failover?',
    text: `Ferry stops ${name(migration, 40)} (${instance(migration)}) and fails it over to Azure. ${downtime(migration)}${price(migration)} Once it is sent it cannot be cancelled, and the machine cannot be failed back.`,
    yes: 'Authorise failover',
    no: 'Not now',
  }),
  press: { is: 'act', act: { kind: 'answer', gate: 'authorise-failover', yes: true } },
};

/** Where an older point was chosen, what is lost by that. */
function price(migration: Migration): string {
  const rule = asking(migration, 'authorise-failover')?.question.points?.rule;
  const from = rule?.is === 'named' ? rule.point.at : rule?.is === 'app-consistent' ? rule.atLeast : undefined;
  return from === undefined ? '' : ` Writes after ${new Date(from).toISOString().slice(11, 19)} UTC are lost.`;
}

function downtime(migration: Migration): string {
  const fact = asking(migration, 'authorise-failover')?.question.facts.find(({ label }) => /downtime/i.test(label));
  return fact ? `Downtime: ${escape(fact.text, 60).replace(/\.$/, '')}.` : 'It is down until it runs in Azure.';
}
