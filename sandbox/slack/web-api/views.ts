import { z } from 'zod';
import { limitFailure, SlackFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import { viewProblems } from '../limits.ts';
import { type OpenView, viewOutput } from '../views.ts';
import { userFor, type Workspace } from '../workspace.ts';
import { encoded, method, object } from './method.ts';

const view = encoded(object);

/** Slack shows at most three views above each other. */
const deepest = 3;

export const open = method(z.object({ trigger_id: z.string(), view }), (input, workspace) => {
  const { user } = workspace.triggers.check(input.trigger_id);
  allowed(input.view, 'modal');
  const opened = workspace.views.open(user, input.view);
  workspace.triggers.spend(input.trigger_id, opened);
  return { view: shape(workspace, opened) };
});

export const push = method(z.object({ trigger_id: z.string(), view }), (input, workspace) => {
  const { user, from } = workspace.triggers.check(input.trigger_id);
  if (!from) throw new SlackFailure('invalid_trigger_id');
  allowed(input.view, 'modal');
  if (workspace.views.of(user).filter((one) => one.rootId === from.rootId).length >= deepest) throw new SlackFailure('push_limit_reached');
  const opened = workspace.views.open(user, input.view, from);
  workspace.triggers.spend(input.trigger_id, opened);
  return { view: shape(workspace, opened) };
});

export const update = method(
  z.object({ view_id: z.string().optional(), external_id: z.string().optional(), hash: z.string().optional(), view }),
  (input, workspace) => {
    const { views } = workspace;
    const found = input.view_id ? views.find(input.view_id) : input.external_id ? views.findExternal(input.external_id) : undefined;
    if (!found) throw new SlackFailure('not_found');
    if (input.hash !== undefined && input.hash !== found.hash) throw new SlackFailure('hash_conflict');
    allowed(input.view, found.content['type'] === 'home' ? 'home' : 'modal');
    views.replace(found, input.view);
    return { view: shape(workspace, found) };
  },
);

export const publish = method(z.object({ user_id: z.string(), hash: z.string().optional(), view }), (input, workspace) => {
  const user = userFor(workspace, input.user_id);
  const known = workspace.views.home(user.id);
  if (input.hash !== undefined && known && input.hash !== known.hash) throw new SlackFailure('hash_conflict');
  allowed(input.view, 'home');
  return { view: shape(workspace, workspace.views.publish(user.id, input.view)) };
});

/** Refuses a view as Slack does: all broken limits together, as `invalid_arguments`. */
export function allowed(content: Json, type: 'modal' | 'home'): void {
  const problems = content['type'] === type ? viewProblems(content) : ['must be a valid enum value [json-pointer:/view/type]'];
  if (problems.length > 0) throw limitFailure('invalid_arguments', problems);
}

function shape({ world }: Workspace, opened: OpenView): Json {
  return viewOutput(opened, { team: world.team.id, app: world.appId, bot: world.bot.id });
}
