import type { WebClient } from '@slack/web-api';
import type { ApproversConfig } from '../config-schema.ts';
import { CloudError } from '../errors.ts';
import type { People, Person } from '../migration/people-port.ts';
import { platformCode, verdictOn } from './slack-error.ts';

interface PeopleDeps {
  readonly web: WebClient;
  readonly approvers: Pick<ApproversConfig, 'users' | 'groups'>;
  /** The home workspace; without it Ferry asks Slack for its own. */
  readonly team?: string;
}

const freshMs = 60_000;
/** A workspace keeps its id. */
const forever = Number.POSITIVE_INFINITY;

/** Who somebody is to Ferry, by Slack's own records, at most a minute old. Throws a CloudError when Slack cannot say. */
export function createPeople({ web, approvers, team }: PeopleDeps): People {
  const remember = createMemory();
  const home = () =>
    team === undefined
      ? remember('home', () => asking('asking Slack for its workspace', async () => (await web.auth.test()).team_id ?? ''), forever)
      : Promise.resolve(team);
  const members = (group: string) =>
    remember(`group ${group}`, () =>
      asking(`reading the user group ${group}`, async () => (await web.usergroups.users.list({ usergroup: group })).users ?? []),
    );
  const user = (id: string) =>
    remember(`user ${id}`, () => asking(`looking up the user ${id}`, async () => (await web.users.info({ user: id })).user));
  const isApprover = async (id: string): Promise<boolean> => {
    if (approvers.users.includes(id)) return true;
    const groups = await Promise.all(approvers.groups.map(members));
    return groups.some((group) => group.includes(id));
  };

  return {
    async person(id): Promise<Person> {
      const [found, workspace, approver] = await Promise.all([user(id).catch(absent), home(), isApprover(id)]);
      if (!found) return { id, name: id, unfit: 'Slack does not know you in this workspace', approver: false };
      const unfit = unfitness(found, workspace);
      return { id, name: found.profile?.display_name || found.real_name || found.name || id, ...(unfit && { unfit }), approver };
    },
  };
}

type User = NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>;

function unfitness(user: User, home: string): string | undefined {
  if (user.deleted) return 'your Slack account is deactivated';
  if (user.is_bot || user.id === 'USLACKBOT') return 'you are a bot';
  if (user.is_restricted || user.is_ultra_restricted) return 'you are a guest here';
  if (user.is_stranger || (user.team_id !== undefined && user.team_id !== home)) return 'you belong to another workspace';
  return undefined;
}

async function asking<T>(doing: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const verdict = verdictOn(error);
    if (verdict.is === 'never')
      throw new CloudError(`${doing}: Slack answered ${verdict.because}`, {
        code: 'slack-refused',
        retryable: false,
        cause: error,
        vendorCode: platformCode(error),
        ...(verdict.because === 'missing_scope' && {
          remedy: 'Tell whoever runs Ferry: the app has lost a scope that manifest.yml names; add it and reinstall the app.',
        }),
      });
    if (verdict.is === 'later') {
      throw new CloudError(`${doing}: Slack asks to come back in ${verdict.seconds} s`, {
        code: 'slack-throttled',
        retryable: true,
        cause: error,
        retryAfterSeconds: verdict.seconds,
      });
    }
    throw new CloudError(`${doing}: Slack did not answer`, { code: 'slack-unavailable', retryable: true, cause: error });
  }
}

function absent(error: unknown): undefined {
  if (
    error instanceof CloudError &&
    error.vendorCode !== undefined &&
    ['user_not_found', 'user_not_visible', 'users_not_found'].includes(error.vendorCode)
  )
    return undefined;
  throw error;
}

/** Answers from memory for a minute, unless another time is given; a failed read is forgotten at once. */
function createMemory(): <T>(key: string, read: () => Promise<T>, lastsMs?: number) => Promise<T> {
  const kept = new Map<string, { readonly value: Promise<unknown>; readonly until: number }>();
  return <T>(key: string, read: () => Promise<T>, lastsMs = freshMs) => {
    const known = kept.get(key);
    if (known && known.until > Date.now()) return known.value as Promise<T>;
    const value = read();
    kept.set(key, { value, until: Date.now() + lastsMs });
    value.catch(() => kept.delete(key));
    return value;
  };
}
