import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dryRun } from '../../../jobs/preview/dry-run.ts';
import { forward } from '../../../jobs/steps/index.ts';
import type { CheckFinding, GateName, Landing, Migration, MigrationEvent, Verdict } from '../../../src/migration/types.ts';
import { actions } from '../../../src/slack/actions/index.ts';
import { sections } from '../../../src/slack/blocks.ts';
import { card } from '../../../src/slack/card.ts';
import { choice } from '../../../src/slack/commands/choice.ts';
import { detail } from '../../../src/slack/commands/detail.ts';
import { commands } from '../../../src/slack/commands/index.ts';
import { unknown } from '../../../src/slack/commands/unknown.ts';
import { decisionDialog } from '../../../src/slack/dialogs/decision-dialog.ts';
import { machineOptions } from '../../../src/slack/dialogs/machine-options.ts';
import { placementDialog } from '../../../src/slack/dialogs/placement-dialog.ts';
import { groupCard } from '../../../src/slack/group-card.ts';
import { line } from '../../../src/slack/lines.ts';
import { name } from '../../../src/slack/name.ts';
import { callLines } from '../../../src/slack/preview/calls.ts';
import { findingLines } from '../../../src/slack/preview/findings.ts';
import { replaced } from '../../../src/slack/replaced.ts';
import { targetNote } from '../../../src/slack/target-note.ts';
import { unheard, unheardGroup } from '../../../src/slack/unheard.ts';
import { validateMessage, validateView } from '../../support/block-kit.ts';
import { forbidden, hostileText, markup, payloads, textsOf } from '../../support/hostile-text.ts';
import { after, failover, plan, t0 } from '../../support/migration-records.ts';

const approvers = { users: ['U0APPROVER02'], groups: ['S0APPROVERS1'], needed: 2 };
const channel = 'C0MIGRATION1';
const sources = { prod: { account: '111122223333', region: 'eu-west-1' } };
const known = validateMessage({ channel, text: 'x' }) !== undefined;
const at = t0;

/** The machine that a stranger has named, with everything about it in his words. */
function checked(word: string): MigrationEvent {
  const finding = (verdict: Verdict) => ({ id: verdict, title: 'Check', verdict, evidence: word, remedy: word });
  return {
    type: 'step.finished',
    at,
    step: 'check-eligibility',
    summary: word,
    learned: {
      engine: 'InMageRcm',
      sees: { source: 'up' },
      machine: { name: word, instanceType: 'm5.large', os: word, osFamily: 'unknown', launchedAt: at, disks: [] },
      checks: [finding('block'), finding('unknown'), finding('warn'), finding('pass')],
    },
  };
}

/** A recovery point as a cloud might describe it that has gone mad. */
const point = (word: string) => ({ name: 'p0', at, type: word });

function gate(name: GateName, word: string): MigrationEvent {
  const facts = [
    { label: 'Note', text: word, inThread: true as const, quoted: true as const },
    { label: 'From', text: word, inThread: true as const },
    { label: 'Vouched', text: word, by: 'U0REQUESTER1', inThread: true as const },
    { label: 'Expected downtime', text: word },
  ];
  const points = { rule: { is: 'named', point: point(word) }, listed: [point(word)], listedAt: at } as const;
  return { type: 'gate.opened', at, gate: name, question: { digest: 'd0', facts, warnings: [word], barred: word, expiresAt: at, points } };
}

const landing = (word: string): Landing => ({
  vmName: word,
  size: word,
  sizeWhy: word,
  diskType: 'StandardSSD_LRS',
  disks: [{ volumeId: word, device: word, gib: 5, root: false }],
  network: word,
  choices: {
    sizes: [{ name: word || 'x', vcpus: 2, memoryGib: 8, zones: ['1'] }],
    zones: [word || 'x'],
    longestName: 15,
    takenNames: [word],
    dataDisks: [{ device: word || 'x', gib: 5 }],
  },
});

/** A trouble in the words of Azure, which may be anybody's. */
function alerting(word: string): Extract<MigrationEvent, { type: 'noted' }> {
  const alert = { key: word, severity: 'critical', title: `.${word}`, text: `.${word}` } as const;
  return { type: 'noted', at, step: 'enable-replication', text: '', alert };
}

function resolving(word: string): Extract<MigrationEvent, { type: 'note.settled' }> {
  const { alert } = alerting(word);
  return { type: 'note.settled', at, step: 'enable-replication', ...(alert && { alert }) };
}

/** A check that people may answer, were its words anybody's. */
const offer = (id: string, word: string): CheckFinding => ({
  id,
  title: `.${word}`,
  verdict: 'unknown',
  evidence: `.${word}`,
  remedy: word,
  attest: { question: `.${word}`, choices: [{ value: 'v0', label: `.${word}` }] },
});

const sent = { ...failover, looks: [] };
const votes = (word: string) => [{ by: 'U0APPROVER01', yes: false, at, reason: word }];

/** Every event, in a stranger's words: one that is added to the union does not compile until it stands here. */
const events: { readonly [T in MigrationEvent['type']]: (word: string) => Extract<MigrationEvent, { type: T }> | undefined } = {
  requested: () => undefined,
  planned: () => ({ type: 'planned', at, plan }),
  'step.started': () => ({ type: 'step.started', at, step: 'stop-source' }),
  'step.finished': (word) => ({
    type: 'step.finished',
    at,
    step: 'stop-source',
    summary: word,
    result: { items: [{ title: word, state: 'to-do', text: word }] },
  }),
  'step.blocked': (word) => ({ type: 'step.blocked', at, step: 'fail-over', problem: word, remedy: word, reference: word }),
  'note.settled': () => ({ type: 'note.settled', at, step: 'fail-over' }),
  noted: (word) => ({ type: 'noted', at, step: 'fail-over', text: `.${word}` }),
  retried: (word) => ({ type: 'retried', at, step: 'fail-over', by: word }),
  'gate.opened': (word) => gate('authorise-failover', word) as Extract<MigrationEvent, { type: 'gate.opened' }>,
  'gate.voted': (word) => ({ type: 'gate.voted', at, gate: 'authorise-failover', by: 'U0APPROVER01', yes: false, reason: `.${word}` }),
  'gate.passed': (word) => ({
    type: 'gate.passed',
    at,
    gate: 'authorise-failover',
    authority: { gate: 'authorise-failover', digest: 'd0', votes: votes(word), grantedAt: at, validUntil: at },
  }),
  'placement.changed': (word) => ({
    type: 'placement.changed',
    at,
    by: 'U0REQUESTER1',
    wish: { size: word, vmName: `.${word}`, zone: word, leave: [word] },
  }),
  vouched: (word) => ({ type: 'vouched', at, check: word, title: `.${word}`, value: word, label: `.${word}`, by: word, reason: word }),
  'vouching.withdrawn': (word) => ({ type: 'vouching.withdrawn', at, check: word, title: `.${word}`, by: word, reason: word }),
  'gate.expired': () => ({ type: 'gate.expired', at, gate: 'confirm-plan' }),
  'gate.reminded': (word) => ({ type: 'gate.reminded', at, gate: 'authorise-failover', nextAt: at, standing: `.${word}` }),
  'rule.chosen': (word) => ({ type: 'rule.chosen', at, by: 'U0APPROVER01', rule: { is: 'named', point: point(word) } }),
  'point.wished': (word) => ({ type: 'point.wished', at, by: 'U0REQUESTER1', point: point(word), add: [] }),
  'authority.voided': (word) => ({ type: 'authority.voided', at, gate: 'authorise-failover', because: word }),
  'test.waived': (word) => ({ type: 'test.waived', at, by: word, reason: word }),
  'source.awake': (word) => ({ type: 'source.awake', at, seen: 'unread', because: word }),
  'stop.forced': (word) => ({ type: 'stop.forced', at, by: 'U0APPROVER01', reason: `.${word}` }),
  'source.asleep': () => ({ type: 'source.asleep', at }),
  'source.settled': (word) => ({ type: 'source.settled', at, by: 'U0APPROVER01', how: 'left', reason: `.${word}` }),
  'test.clean-up-allowed': (word) => ({ type: 'test.clean-up-allowed', at, by: word }),
  'operation.intended': () => ({ type: 'operation.intended', at, operation: sent }),
  'operation.refused': (word) => ({ type: 'operation.refused', at, operation: sent.id, error: { code: word, message: word } }),
  'operation.not-sent': (word) => ({ type: 'operation.not-sent', at, operation: sent.id, because: word }),
  'operation.answered': (word) => ({ type: 'operation.answered', at, operation: sent.id, answer: { at, status: 200, said: word } }),
  'operation.accepted': (word) => ({
    type: 'operation.accepted',
    at,
    operation: sent.id,
    handle: { job: word, status: 202 },
    adopted: true,
  }),
  'operation.failed': (word) => ({ type: 'operation.failed', at, operation: sent.id, error: { code: word, message: word } }),
  'operation.looked': (word) => ({ type: 'operation.looked', at, operation: sent.id, seen: word }),
  'operation.foreign': (word) => ({ type: 'operation.foreign', at, operation: sent.id, seen: word }),
  'operation.unknown': () => ({ type: 'operation.unknown', at, operation: sent.id }),
  'operation.not-seen': (word) => ({ type: 'operation.not-seen', at, operation: sent.id, by: word || 'x' }),
  'look.asked': (word) => ({ type: 'look.asked', at, operation: sent.id, by: word }),
  'stop.wished': (word) => ({ type: 'stop.wished', at, by: 'U0REQUESTER1', replication: 'keep', reason: `.${word}` }),
  'stop.declined': (word) => ({ type: 'stop.declined', at, because: word }),
  'course.changed': (word) => ({
    type: 'course.changed',
    at,
    course: 'undo',
    add: plan.undo,
    ending: 'cancelled',
    by: 'U0REQUESTER1',
    because: `.${word}`,
  }),
  ended: (word) => ({ type: 'ended', at, how: 'cancelled', by: 'U0REQUESTER1', reason: `.${word}` }),
};

/** Records in which a stranger's words stand wherever words of others can stand. */
function records(word: string): Record<string, Migration> {
  const intended: MigrationEvent = { type: 'operation.intended', at, operation: sent };
  const looked: MigrationEvent = { type: 'operation.looked', at, operation: sent.id, seen: word };
  const running = after(checked(word), { type: 'step.started', at, step: 'enable-replication' });
  return {
    running: {
      ...running,
      progress: { step: 'confirm-plan', note: `.${word}`, cause: `.${word}`, percent: 40, details: [`.${word}`], at },
    },
    'asking for Start': after(checked(word), gate('confirm-plan', word)),
    'asking for approval': after(checked(word), gate('authorise-failover', word), {
      type: 'gate.voted',
      at,
      gate: 'authorise-failover',
      by: 'U0APPROVER01',
      yes: true,
      reason: `.${word}`,
    }),
    'asking for acceptance': after(checked(word), gate('accept-target', word)),
    stuck: after(checked(word), events['step.blocked'](`.${word}`) as MigrationEvent),
    unknown: after(checked(word), intended, looked, { type: 'operation.unknown', at, operation: sent.id }),
    'wished to stop': after(checked(word), intended, events['stop.wished'](word) as MigrationEvent),
    cancelled: after(checked(word), events.ended(word) as MigrationEvent),
    ineligible: after(checked(word), { type: 'ended', at, how: 'ineligible', reason: `.${word}` }),
    'to vouch for': {
      ...after(checked(word), {
        ...(events['step.blocked'](`.${word}`) as MigrationEvent & { type: 'step.blocked' }),
        step: 'check-eligibility',
      }),
      steps: plan.forward.map((step) => ({ ...step, course: 'forward', state: 'failed' as const })),
      checks: [offer('os', word), offer('pv', word)],
      attestations: [{ check: 'os', value: 'v0', by: 'U0REQUESTER1', at, reason: `.${word}` }],
    },
    waived: after(checked(word), events['test.waived'](`.${word}`) as MigrationEvent),
    noted: { ...after(checked(word), events.noted(word) as MigrationEvent), note: `.${word}` },
    alerted: after(checked(word), { type: 'step.started', at, step: 'enable-replication' }, alerting(word)),
  };
}

const said = (lines: readonly string[]) => ({ text: lines.join('\n'), blocks: sections(lines, 10) });
const sighting = (word: string) => ({
  source: 'prod',
  account: '111122223333',
  region: 'eu-west-1',
  instanceId: 'i-0123456789abcdef0',
  name: `.${word}`,
  state: 'running' as const,
});

const asked = { engine: 'InMageRcm', gib: 40, pollSeconds: 30, missing: ['policy'], there: ['test'] } as const;

/** Every message that is made of a record or an event, by the file that makes it. */
const messages: Record<string, (word: string) => readonly { readonly text: string; readonly blocks: readonly unknown[] }[]> = {
  'card.ts': (word) => Object.values(records(word)).map((m) => card(m, at, { revision: 1, approvers })),
  'group-card.ts': (word) => {
    const rows = Object.values(records(word)).map((migration) => ({ migration }));
    const group = { id: 'g-4k7m2p', by: 'U0REQUESTER1', channel, at, members: rows.map(({ migration }) => migration.id) };
    return [groupCard(group, rows, at, { revision: 1, approvers })];
  },
  'lines.ts': (word) =>
    [...Object.values(events), alerting, resolving].flatMap((make) => {
      const event = make(word);
      const added = { ...sent, id: 'added', kind: 'discover-machine', subject: word, state: 'accepted' } as const;
      const about = {
        ...after(checked(word), { type: 'operation.intended', at, operation: added }, { type: 'operation.intended', at, operation: sent }),
        group: 'g-4k7m2p',
      };
      const view = event && line(event, about, { approvers });
      return view ? [view] : [];
    }),
  'unheard.ts': (word) => {
    const all = Object.values(records(word));
    const group = { id: 'g-4k7m2p', by: 'U0REQUESTER1', channel, at, members: [] };
    return [
      ...all.map((m) => unheard(m, 'is_archived')),
      unheard(after(), `x${word}`),
      unheardGroup(group, all.slice(0, 3), 'is_archived'),
    ];
  },
  'target-note.ts': (word) =>
    [true, false].map((ready) =>
      targetNote({ target: `.${word}`, vault: `.${word}`, ready, done: [`.${word}`], remains: [{ what: `.${word}`, whose: `.${word}` }] }),
    ),
  'replaced.ts': (word) => Object.values(records(word)).map(replaced),
  'commands/detail.ts': (word) => Object.values(records(word)).map((m) => said(detail(m, '', 2, at))),
  'commands/choice.ts': (word) => {
    const { lines, blocks = [] } = choice(
      'i-0',
      { is: 'several', sightings: [sighting(word), sighting(word)], full: true, unasked: [`.${word}`] },
      { target: 'west' },
      { sources } as never,
    );
    return [{ text: lines.join('\n'), blocks }];
  },
  'preview/findings.ts': (word) => {
    const findings = (['block', 'unknown', 'warn', 'pass'] as const).map((verdict) => ({ ...offer(verdict, word), verdict }));
    const checked = { is: 'examined', name: word, gib: 8, profile: 'current', findings, overall: 'block' } as const;
    return [said(findingLines({ ...checked, otherwise: { profile: 'article-2016', findings } }, 'i-0123456789abcdef0'))];
  },
  'preview/calls.ts': (word) => [said(callLines(dryRun(forward, { ...asked, unsure: `.${word}` })))],
  'commands/unknown.ts': (word) => [said(unknown([`x${word}`], commands).lines)],
};

/** Every dialog and menu that is made of a record, by the file that makes it. */
const dialogs: Record<string, (word: string) => readonly object[]> = {
  'dialogs/decision-dialog.ts': (word) =>
    Object.values(records(word)).flatMap((m) =>
      actions.flatMap(({ press }) => (press.is === 'ask' ? [decisionDialog(press.dialog, m, 'm-7f3k2|1|abc')] : [])),
    ),
  'dialogs/placement-dialog.ts': (word) => [placementDialog(name(after(checked(word)), 60), landing(word), { vmName: word }, 'm-1|1|-')],
  'dialogs/machine-options.ts': (word) =>
    machineOptions({ sources } as never, [{ is: 'found', source: 'prod', sightings: [sighting(word)], more: true }], word),
};

/** Files that put words into what people see and are played elsewhere, or hold no words of others. */
const elsewhere = [
  'call-words.ts', // by the cards and lines
  'blocks.ts', // the makers of blocks themselves
  'escape.ts',
  'refusal.ts',
  'mention.ts', // by the cards and lines
  'name.ts',
  'fallback.ts',
  'group-summary.ts',
  'card/alerts.ts',
  'card/buttons.ts',
  'card/checks.ts',
  'card/question.ts',
  'card/split-brain.ts', // by the cards and lines
  'card/steps.ts',
  'card/trouble.ts',
  'lines/aftercare.ts',
  'lines/opened.ts',
  'lines/still-listed.ts',
  'point-words.ts', // by the dialogs and lines
  'actions/vouch.ts', // by the decision dialog
  'actions/authorise.ts',
  'actions/accept.ts',
  'thread.ts', // by test/integration/hostile-text.test.ts, as everything below
  'on-click.ts',
  'on-command.ts',
  'manifest.ts', // read by an operator
  'commands/begin.ts',
  'commands/cancel.ts',
  'commands/command.ts',
  'commands/freeze.ts',
  'commands/help.ts',
  'commands/list.ts',
  'commands/parting.ts',
  'commands/preview.ts',
  'commands/check.ts',
  'commands/reject.ts',
  'commands/retry.ts',
  'commands/start-several.ts',
  'commands/status.ts',
  'commands/unfreeze.ts',
  'dialogs/examine-start.ts',
  'dialogs/on-start-dialog.ts',
  'dialogs/start-dialog.ts', // aliases of ferry.yml only, which have a pattern
];

test('every file that writes to people is held to these properties', () => {
  const folder = join(import.meta.dirname, '../../../src/slack');
  const writing = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => /\b(?:escape|prose|answer|plain|section|sections|plainText|mrkdwn)\(/.test(readFileSync(join(folder, file), 'utf8')));
  const named = [...Object.keys(messages), ...Object.keys(dialogs), ...elsewhere];
  expect(writing.filter((file) => !named.includes(file))).toEqual([]);
});

const harmless = 'x';

function judge(view: unknown, same: unknown): void {
  const { interpreted, shown } = textsOf(view);
  for (const text of [...interpreted]) expect(forbidden(text)).toEqual([]);
  for (const text of shown) expect(forbidden(text.replaceAll('&', ''))).toEqual([]);
  for (const text of [...interpreted, ...shown]) expect(text.isWellFormed()).toBe(true);
  // Whatever is more than text is there with a harmless word too, in the same order.
  expect(interpreted.flatMap(markup)).toEqual(textsOf(same).interpreted.flatMap(markup));
}

describe.each(Object.entries(messages))('%s', (_, make) => {
  const plainViews = make(harmless);
  const hold = (word: string) => {
    for (const [index, view] of make(word).entries()) {
      judge(view, plainViews[index]);
      expect(view.blocks.length).toBeLessThanOrEqual(50);
      if (known) expect(validateMessage({ channel, ...view })).toEqual([]);
    }
  };
  test.each(payloads.map((payload) => [payload.slice(0, 60), payload]))('shows %j as text', (_name, payload) => hold(payload));
  test('shows anything as text', () => fc.assert(fc.property(hostileText, hold), { numRuns: 25 }));
});

describe.each(Object.entries(dialogs))('%s', (file, make) => {
  const plainViews = make(harmless);
  const hold = (word: string) => {
    for (const [index, view] of make(word).entries()) {
      judge(view, plainViews[index]);
      if (known && file.endsWith('dialog.ts')) expect(validateView(view)).toEqual([]);
    }
  };
  test('shows anything as text', () => {
    for (const payload of payloads) hold(payload);
    fc.assert(fc.property(hostileText, hold), { numRuns: 25 });
  });
});
