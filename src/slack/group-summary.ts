import { currentStep } from '../migration/next.ts';
import type { Ending, GateName, Migration } from '../migration/types.ts';

/** How a state is counted: of one machine, of several, and how far each of them is. */
interface Kind {
  readonly one: string;
  readonly many: string;
}

const same = (words: string): Kind => ({ one: words, many: words });

/** In the order in which they need somebody; what has ended comes last. */
const kinds = {
  unknown: { one: 'has an unknown outcome', many: 'have an unknown outcome' },
  stuck: same('stuck'),
  approval: { one: 'waits for approval', many: 'wait for approval' },
  acceptance: { one: 'waits for acceptance', many: 'wait for acceptance' },
  start: { one: 'waits for Start', many: 'wait for Start' },
  help: { one: 'waits for help', many: 'wait for help' },
  down: { one: 'fails over', many: 'fail over' },
  finishing: { one: 'is being finished', many: 'are being finished' },
  rollback: { one: 'goes back to EC2', many: 'go back to EC2' },
  undo: same('being undone'),
  replicates: { one: 'replicates', many: 'replicate' },
  moves: { one: 'is being prepared', many: 'are being prepared' },
  planning: { one: 'is checked', many: 'are checked' },
  completed: same('completed'),
  'rolled-back': same('rolled back'),
  rejected: same('rejected'),
  cancelled: same('cancelled'),
  expired: same('expired'),
  ineligible: same('not eligible'),
} as const satisfies Record<string, Kind> & Record<Ending, Kind>;

type KindName = keyof typeof kinds;

const asked: Record<GateName, KindName> = {
  'confirm-plan': 'start',
  'authorise-failover': 'approval',
  'accept-target': 'acceptance',
};

/** How many are where, in a line: “1 waits for approval · 1 replicates 43 % · 1 stuck”. */
export function summary(migrations: readonly Migration[]): string {
  return (Object.keys(kinds) as KindName[])
    .map((kind) => ({ kind, of: migrations.filter((migration) => kindOf(migration) === kind) }))
    .filter(({ of }) => of.length > 0)
    .map(({ kind, of }) => `${of.length} ${of.length === 1 ? kinds[kind].one : kinds[kind].many}${kind === 'replicates' ? far(of) : ''}`)
    .join(' · ');
}

export function hasEnded({ status }: Migration): boolean {
  return status.is === 'ended';
}

function kindOf(migration: Migration): KindName {
  const { status, course, sees } = migration;
  if (status.is === 'ended') return status.how;
  if (status.is === 'asking') return asked[status.gate];
  if (status.is !== 'running') return status.is;
  if (course !== 'forward') return course;
  const step = currentStep(migration);
  if (step?.said) return 'help';
  if (sees.target === 'live') return 'finishing';
  if (sees.source === 'down' || sees.source === 'stopping') return 'down';
  return migration.progress?.percent !== undefined && migration.progress.step === step?.id ? 'replicates' : 'moves';
}

/** “43 %”, or from the slowest to the fastest. */
function far(migrations: readonly Migration[]): string {
  const percents = migrations.map(({ progress }) => Math.floor(progress?.percent ?? 0));
  const [low, high] = [Math.min(...percents), Math.max(...percents)];
  return low === high ? ` ${low} %` : ` ${low}–${high} %`;
}
