import { z } from 'zod';
import { vouchedFor } from '../migration/attestation.ts';
import { diskName, leftBehind } from '../migration/landed-disks.ts';
import type { Landing, Migration, Millis, Operation, StepRecord } from '../migration/types.ts';
import { state } from '../slack/fallback.ts';
import { sides } from '../slack/standing.ts';
import type { Store } from '../store/index.ts';
import { firstBroken, type LogLine, parseLine } from '../store/log.ts';
import { coloured, count, plain, span, strong, table, utc } from './print.ts';
import type { Terminal } from './subcommand.ts';
import { iso, sinceWhen, summary, who } from './summary.ts';
import { waitingFor } from './waiting.ts';

const intent = z
  .looseObject({ input: z.unknown(), saw: z.unknown(), digest: z.string().optional() })
  .catch({ input: undefined, saw: undefined });

/** What the store has of one migration. */
export interface Audit {
  readonly migration: Migration;
  readonly log: readonly LogLine[];
  /** Where the log is not as Ferry wrote it: at its nth event, or at its end, where events are missing. */
  readonly flaw: { readonly event: number } | 'end' | undefined;
  readonly now: Millis;
}

export async function readAudit(store: Store, id: string): Promise<Audit | undefined> {
  const stored = await store.read(id);
  if (!stored) return undefined;
  const raw = await store.rawLog(id);
  const broken = firstBroken(raw);
  // What was written since the record was read comes after the event that its head names.
  const complete = raw.some((line) => line.startsWith(`${stored.head} `));
  return {
    migration: stored.record,
    log: raw.flatMap(readable),
    flaw: broken !== undefined ? { event: broken + 1 } : complete ? undefined : 'end',
    now: store.clock.now(),
  };
}

/** A line that somebody spoilt is no event any more; the chain says where it stood. */
function readable(line: string): LogLine[] {
  try {
    return [parseLine(line)];
  } catch {
    return [];
  }
}

export function auditJson({ migration, log, flaw }: Audit) {
  return {
    ...summary(migration),
    trouble: trouble(migration) ?? null,
    checks: migration.checks,
    vouched: vouchedFor(migration).map(({ check, value, label, by, at, reason }) => ({
      check,
      value,
      label,
      by,
      at: iso(at),
      reason: reason ?? null,
    })),
    steps: migration.steps.map((step) => ({
      id: step.id,
      title: step.title,
      course: step.course,
      state: step.state,
      startedAt: step.startedAt === undefined ? null : iso(step.startedAt),
      endedAt: step.endedAt === undefined ? null : iso(step.endedAt),
      summary: step.summary ?? null,
    })),
    operations: migration.operations.map((op) => ({
      requestId: op.id,
      kind: op.kind,
      step: op.step,
      subject: op.subject,
      state: op.state,
      superseded: op.superseded ?? false,
      sentAt: iso(op.sentAt),
      request: op.request ?? null,
      before: op.before,
      answer: op.answer ? { ...op.answer, at: iso(op.answer.at) } : null,
      handle: op.handle ?? null,
      error: op.error ?? null,
      looks: op.looks.map(({ at, seen }) => ({ at: iso(at), seen })),
    })),
    events: log.map(({ version, hash, event: { type, at, ...detail } }) => ({ version, at: iso(at), type, detail, hash })),
    log: {
      events: log.length,
      holds: flaw === undefined,
      firstBroken: typeof flaw === 'object' ? flaw.event : null,
      endMissing: flaw === 'end',
    },
  };
}

export function auditText(audit: Audit, terminal: Terminal): string {
  const { migration: m, log } = audit;
  return [
    `${strong(`${m.id}  ${plain(m.machine?.name ?? m.source.instanceId, 60)}`, terminal)}\n\n`,
    table([], about(audit)),
    `\n${strong('Steps', terminal)}\n`,
    m.steps.length === 0 ? 'None yet.\n' : table(['STEP', 'STATE', 'STARTED', 'TOOK', 'SUMMARY'], m.steps.map(stepRow)),
    `\n${strong('Calls to the clouds', terminal)}\n`,
    m.operations.length === 0 ? 'None.\n' : m.operations.map((op) => operationText(op, terminal)).join('\n'),
    `\n${strong('Events', terminal)}\n`,
    table(
      ['#', 'WHEN', 'EVENT', 'DETAIL'],
      log.map(({ event: { type, at, ...detail } }, index) => [String(index + 1), utc(at), type, plain(detailOf(detail), 160)]),
    ),
    chainText(audit, terminal),
  ].join('');
}

function chainText({ log, flaw }: Audit, terminal: Terminal): string {
  if (flaw === undefined) return `${count(log.length, 'event')}; the chain of hashes holds, to its end.\n`;
  const where =
    flaw === 'end'
      ? 'The log lacks its last events, which the record knows of: they were removed'
      : `The chain of hashes breaks at event ${flaw.event}: it was changed, or one before it was changed or removed,`;
  return coloured('block', `${where} after Ferry wrote them. Do not rely on this log; compare it with a backup of Redis.\n`, terminal);
}

function about({ migration: m, now }: Audit): string[][] {
  const waits = waitingFor(m);
  const { account, region, alias, instanceId } = m.source;
  const stopped = trouble(m);
  return [
    ['Instance', `${instanceId} in ${alias} (account ${account}, ${region})`],
    ['Target', `${plain(m.target, 40)}${m.engine ? `, ${m.engine}` : ''}`],
    ...(m.landing ? [['Lands as', plain(landing(m.landing), 200)]] : []),
    ['State', plain(state(m), 120)],
    ...(stopped
      ? [
          ['Problem', plain(stopped.problem, 1_000)],
          ['What to do', plain(stopped.remedy, 1_000)],
        ]
      : []),
    ...(stopped?.reference ? [['Reference', stopped.reference]] : []),
    ['Runs', sides(m)],
    ['Waits for', `${who(waits)}, to ${plain(waits.what, 300)}`],
    ['Since', sinceWhen(waits, now)],
    ['Asked', `${utc(m.requestedAt)} by ${plain(m.requestedBy, 20)} in ${plain(m.channel, 20)}`],
    ...(m.note ? [['Note', plain(m.note, 500)]] : []),
    ...vouchedFor(m).map(({ title, label, by, at, reason }) => [
      'Vouched',
      `${utc(at)} by ${plain(by, 20)}: ${plain(title, 100)}: ${plain(label, 100)}${reason ? `, “${plain(reason, 500)}”` : ''}`,
    ]),
  ];
}

function landing(landed: Landing): string {
  const { vmName, size, diskType, zone, availabilitySet } = landed;
  const left = leftBehind(landed).map(diskName).join(', ');
  const where = zone ? `, zone ${zone}` : availabilitySet ? `, availability set ${availabilitySet.split('/').at(-1)}` : '';
  return `${vmName}, ${size ?? 'a size that Site Recovery picks'}, ${diskType}${left && `, without ${left}`}${where}`;
}

function trouble({ status }: Migration): { problem: string; remedy: string; reference?: string } | undefined {
  if (status.is !== 'stuck') return undefined;
  const { problem, remedy, reference } = status;
  return { problem, remedy, ...(reference && { reference }) };
}

function stepRow({ id, state: is, startedAt, endedAt, summary: said }: StepRecord): string[] {
  const took = startedAt !== undefined && endedAt !== undefined ? span(endedAt - startedAt) : '-';
  return [id, is, startedAt === undefined ? '-' : utc(startedAt), took, plain(said ?? '', 120)];
}

function operationText(op: Operation, terminal: Terminal): string {
  const { request, answer, handle, error } = op;
  const sent = request
    ? `${request.method} ${plain(request.url, 400)}${request.action ? ` (${request.action})` : ''}`
    : 'not kept by the build that sent it';
  const rows = [
    ['  request id', op.id],
    ['  sent', `${utc(op.sentAt)}, in step ${op.step}`],
    ['  request', sent],
    ...beforehand(op.before),
    ['  answer', answer ? answered(answer) : silence(op)],
    ...(handle?.job ? [['  job', plain(handle.job, 100)]] : []),
    ...(error ? [['  error', plain(`${error.message} (${error.code})`, 600)]] : []),
    ...(error?.remedy ? [['  what to do', plain(error.remedy, 600)]] : []),
    ...op.looks.map(({ at, seen }) => ['  looked', `${utc(at)}: ${plain(seen, 400)}`]),
  ];
  const state = `${op.state}${op.superseded ? ', no longer counts' : ''}`;
  const title = `${op.kind} of ${plain(op.subject, 200)}: `;
  return `${title}${op.state === 'unknown' || op.state === 'foreign' ? coloured('block', state, terminal) : state}\n${table([], rows)}`;
}

/** What the intent kept: what was asked for, what was seen just before, and the digest of the whole request. */
function beforehand(before: unknown): string[][] {
  const { input, saw, digest } = intent.parse(before);
  const shown = (value: unknown) => plain(typeof value === 'string' ? value : JSON.stringify(value), 600);
  return [
    ...(input === undefined ? [] : [['  asked for', shown(input)]]),
    ...(saw === undefined ? [] : [['  seen before', shown(saw)]]),
    ...(digest === undefined ? [] : [['  sha-256', digest]]),
  ];
}

function answered({ at, status, requestId, said }: NonNullable<Operation['answer']>): string {
  return `${utc(at)}, HTTP ${status}${requestId ? `, the cloud's request id ${plain(requestId, 80)}` : ''}${said ? `: ${plain(said, 600)}` : ''}`;
}

function silence({ state: is, handle }: Operation): string {
  if (is === 'not-sent') return 'none: it never left';
  if (handle) return `HTTP ${handle.status}`;
  return is === 'open' ? 'none yet' : 'none on record';
}

function detailOf(detail: object): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}
