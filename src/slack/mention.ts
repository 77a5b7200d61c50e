import type { ApproversConfig } from '../config-schema.ts';
import { escape } from './escape.ts';

/** Mentions one person; an id that Slack never gave out is shown as text. */
export function person(id: string): string {
  return /^[UW][A-Z0-9]{2,20}$/.test(id) ? `<@${id}>` : escape(id);
}

/** Mentions everyone who may authorise, groups first. */
export function approvers(config: Pick<ApproversConfig, 'users' | 'groups'> | undefined): string {
  if (!config) return 'Approvers';
  const mentions = [
    ...config.groups.filter((id) => /^S[A-Z0-9]{2,20}$/.test(id)).map((id) => `<!subteam^${id}>`),
    ...config.users.map(person),
  ];
  return mentions.slice(0, 20).join(' ');
}
