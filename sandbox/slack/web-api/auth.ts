import type { Method } from './method.ts';

export const test: Method = (_input, { world }) => ({
  url: `https://${world.team.domain}.slack.com/`,
  team: world.team.name,
  user: world.bot.name,
  team_id: world.team.id,
  user_id: world.bot.user,
  bot_id: world.bot.id,
  is_enterprise_install: false,
});
