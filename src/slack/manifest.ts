import { commands } from './commands/index.ts';

/** What the app may do in Slack, and what for. */
export const scopes = {
  commands: '/migrate',
  'chat:write': 'cards, threads, and answers that one person sees',
  'channels:history': 'finds a post again whose answer from Slack was lost',
  'groups:history': 'the same in private channels',
  'users:read': 'deactivated people and guests decide nothing',
  'usergroups:read': 'approvers named as a group',
} as const;

/** The app as Slack is to create it. Over HTTP everything goes to one request URL; Socket Mode needs none. */
export function manifest(requestUrl?: string): object {
  const words = commands.map(({ name }) => name).filter((name) => name !== 'start' && name !== 'dialog');
  return {
    _metadata: { major_version: 2 },
    display_information: {
      name: 'Ferry',
      description: 'Moves EC2 instances to Azure with Azure Site Recovery',
      background_color: '#123a5c',
    },
    features: {
      bot_user: { display_name: 'Ferry', always_online: true },
      slash_commands: [
        {
          command: '/migrate',
          ...(requestUrl && { url: requestUrl }),
          description: 'Move an EC2 instance to Azure',
          usage_hint: ['i-0123456789abcdef0', ...words].join(' | '),
          // People and channels come as ids: `list --by @somebody` could not be told from a name otherwise.
          should_escape: true,
        },
      ],
    },
    oauth_config: { scopes: { bot: Object.keys(scopes) } },
    settings: {
      interactivity: {
        is_enabled: true,
        // The second one is asked for what a person may choose from while they type.
        ...(requestUrl && { request_url: requestUrl, message_menu_options_url: requestUrl }),
      },
      socket_mode_enabled: requestUrl === undefined,
      org_deploy_enabled: false,
      token_rotation_enabled: false,
    },
  };
}
