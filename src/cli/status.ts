import { heardLately, type Presence, presenceLines } from '../migration/presence.ts';
import type { Migration, Millis } from '../migration/types.ts';
import { state } from '../slack/fallback.ts';
import { coloured, count, plain, table } from './print.ts';
import { asJson, document, exits, type Subcommand, type Terminal } from './subcommand.ts';
import { machineName, sinceWhen, summary, who } from './summary.ts';
import { waitingFor } from './waiting.ts';
import { type OpenStore, withStore } from './with-store.ts';

/** Whether Ferry works, what is open, and who is waited for. */
export const status: Subcommand = (program, terminal, exit) => {
  program
    .command('status')
    .summary('whether Ferry works, what is open, and who is waited for')
    .description(
      'Says whether Redis is there and safe, whether Ferry is frozen, which bots and workers are heard, what is open and who is waited for.',
    )
    .option(...asJson)
    .addHelpText(
      'after',
      '\nNeeds REDIS_URL only. Exit 1: a migration is stuck or its outcome unknown, or no bot or no worker is heard.\n\nExamples:\n  ferry status\n  ferry status --json | jq .open',
    )
    .action(async ({ json }: { json?: true }) => {
      const seen = await withStore(terminal, look);
      terminal.out(json ? document(toJson(seen)) : text(seen, terminal));
      exit(needsPerson(seen) ? exits.person : exits.fine);
    });
};

interface Seen {
  readonly address: string;
  readonly warnings: readonly string[];
  readonly frozen: string | undefined;
  readonly presence: Presence;
  readonly open: readonly Migration[];
  readonly now: Millis;
}

async function look({ store, address, warnings }: OpenStore): Promise<Seen> {
  const [frozen, presence, ids] = await Promise.all([store.frozen(), store.presence(), store.open()]);
  const found = await Promise.all(ids.map((id) => store.find(id)));
  const open = found.filter((one) => one !== undefined).sort((a, b) => a.requestedAt - b.requestedAt);
  return { address, warnings, frozen, presence, open, now: presence.now };
}

function halted({ open }: Seen): readonly Migration[] {
  return open.filter((m) => m.status.is === 'stuck' || m.status.is === 'unknown');
}

function idle({ presence }: Seen): boolean {
  return (['bot', 'worker'] as const).some((kind) => !heardLately(presence).some((one) => one.kind === kind));
}

function needsPerson(seen: Seen): boolean {
  return idle(seen) || halted(seen).length > 0;
}

const states = ['planning', 'running', 'asking', 'stuck', 'unknown'] as const;

function counts({ open }: Seen): Record<(typeof states)[number], number> {
  const of = (is: string) => open.filter((m) => m.status.is === is).length;
  return { planning: of('planning'), running: of('running'), asking: of('asking'), stuck: of('stuck'), unknown: of('unknown') };
}

function toJson(seen: Seen) {
  const { presence } = seen;
  return {
    needsPerson: needsPerson(seen),
    redis: { address: seen.address, warnings: seen.warnings },
    frozen: seen.frozen === undefined ? null : plain(seen.frozen),
    processes: presence.processes.map(({ kind, name, version, since, seen: at, trouble }) => ({
      kind,
      name,
      version,
      since: new Date(since).toISOString(),
      lastHeard: new Date(at).toISOString(),
      live: heardLately(presence).some((one) => one.name === name && one.kind === kind),
      trouble: trouble ?? null,
    })),
    open: { total: seen.open.length, ...counts(seen) },
    migrations: seen.open.map(summary),
  };
}

function text(seen: Seen, terminal: Terminal): string {
  const { warnings, address, frozen, presence, now } = seen;
  const rows = seen.open.map((m) => {
    const waits = waitingFor(m);
    return [m.id, machineName(m), m.source.instanceId, mark(m, terminal), who(waits), sinceWhen(waits, now)];
  });
  return [
    table(
      [],
      [
        ['Redis', `${address} ${warnings.length === 0 ? 'answers, and keeps what it acknowledges' : 'answers'}`],
        ...warnings.map((warning) => ['', coloured('warn', `${warning}.`, terminal)]),
        ['Freeze', frozen === undefined ? 'none' : coloured('warn', `${plain(frozen)}. Nothing that changes a cloud leaves.`, terminal)],
        ...presenceLines(presence).map((line, index) => [index === 0 ? 'Ferry' : '', line]),
      ],
    ),
    '\n',
    seen.open.length === 0
      ? 'Nothing is open.\n'
      : `${tally(seen)}\n\n${table(['ID', 'MACHINE', 'INSTANCE', 'STATE', 'WAITS FOR', 'SINCE'], rows)}`,
    ...(halted(seen).length === 0
      ? []
      : [
          `\nNeeds a person: ${halted(seen)
            .map(({ id }) => id)
            .join(', ')}. ferry show <id> says why and what to do.\n`,
        ]),
  ].join('');
}

function tally(seen: Seen): string {
  const words = {
    planning: 'being checked',
    running: 'running',
    asking: 'waiting for an answer',
    stuck: 'stuck',
    unknown: 'of unknown outcome',
  };
  const parts = Object.entries(counts(seen)).flatMap(([is, number]) =>
    number === 0 ? [] : [`${number} ${words[is as keyof typeof words]}`],
  );
  return `${count(seen.open.length, 'migration is', 'migrations are')} open: ${parts.join(', ')}.`;
}

function mark(m: Migration, terminal: Terminal): string {
  const said = plain(state(m), 60);
  return m.status.is === 'stuck' || m.status.is === 'unknown' ? coloured('block', said, terminal) : said;
}
