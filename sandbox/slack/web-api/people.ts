import { z } from 'zod';
import { SlackFailure } from '../failure.ts';
import { userFor, type Workspace } from '../workspace.ts';
import type { SlackUsergroup } from '../world.ts';
import { flag, method } from './method.ts';

export const usersInfo = method(z.object({ user: z.string(), include_locale: flag }), ({ user: id, include_locale }, workspace) => {
  const { name, real_name, deleted, is_bot, is_restricted, is_ultra_restricted, team_id, locale, tz } = userFor(workspace, id);
  return {
    user: {
      id,
      team_id,
      name,
      deleted,
      real_name,
      tz,
      is_bot,
      is_app_user: false,
      is_admin: false,
      is_owner: false,
      is_primary_owner: false,
      is_restricted,
      is_ultra_restricted,
      is_stranger: team_id !== workspace.world.team.id,
      profile: { real_name, real_name_normalized: real_name, display_name: name, display_name_normalized: name, team: team_id },
      ...(include_locale && { locale }),
    },
  };
});

export const usergroupsList = method(
  z.object({ include_users: flag, include_disabled: flag, include_count: flag }),
  (input, workspace) => ({
    usergroups: workspace.world.usergroups
      .filter((group) => input.include_disabled || !group.disabled)
      .map((group) => ({
        id: group.id,
        team_id: workspace.world.team.id,
        is_usergroup: true,
        name: group.name,
        handle: group.handle,
        description: '',
        is_external: false,
        date_delete: group.disabled ? 1 : 0,
        ...(input.include_users && { users: active(workspace, group) }),
        ...(input.include_count && { user_count: active(workspace, group).length }),
      })),
  }),
);

export const usergroupsUsersList = method(z.object({ usergroup: z.string(), include_disabled: flag }), (input, workspace) => {
  const group = workspace.world.usergroups.find((one) => one.id === input.usergroup);
  if (!group) throw new SlackFailure('no_such_subteam');
  if (group.disabled && !input.include_disabled) return { users: [] };
  return { users: active(workspace, group) };
});

/** A deactivated person leaves every user group. */
function active({ world }: Workspace, group: SlackUsergroup): string[] {
  return group.members.filter((id) => world.users.some((user) => user.id === id && !user.deleted));
}
