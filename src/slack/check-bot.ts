import type { WebClient } from '@slack/web-api';
import { StartError } from '../errors.ts';
import { scopes } from './manifest.ts';
import { platformCode } from './slack-error.ts';

const where = 'api.slack.com/apps, OAuth & Permissions';

const remedies: Readonly<Record<string, string>> = {
  invalid_auth: `Slack does not know this token (invalid_auth). Copy the bot token again: ${where}.`,
  not_authed: `Slack saw no token (not_authed). Copy the bot token again: ${where}.`,
  account_inactive: `the app is no longer in the workspace (account_inactive). Install it again and copy its new bot token: ${where}.`,
  token_revoked: `the token was revoked (token_revoked). Reinstall the app to the workspace and copy its new bot token: ${where}.`,
  token_expired: `the token has expired (token_expired). Reinstall the app to the workspace and copy its new bot token: ${where}.`,
};

/** Asks Slack whose token this is; throws a StartError when Slack refuses it or the app may do less than Ferry needs. */
export async function checkBot(web: WebClient, token: string): Promise<void> {
  const answer = await web.auth.test({ token }).catch((error: unknown) => {
    const code = platformCode(error);
    // Slack may be out; that passes, and Ferry need not wait for it.
    if (code === undefined || code === 'internal_error' || code === 'service_unavailable') return undefined;
    throw new StartError(
      'slack-refused',
      [`Checking SLACK_BOT_TOKEN: ${remedies[code] ?? `Slack refused it (${code}). Copy the bot token again: ${where}.`}`],
      error,
    );
  });
  const granted = answer?.response_metadata?.scopes;
  if (!granted) return;
  const missing = Object.entries(scopes).filter(([scope]) => !granted.includes(scope));
  if (missing.length === 0) return;
  const listed = missing.map(([scope, what]) => `${scope} (${what})`).join(', ');
  throw new StartError('slack-refused', [
    `Checking SLACK_BOT_TOKEN: the app lacks ${missing.length === 1 ? 'a scope' : 'scopes'}: ${listed}. Add ${
      missing.length === 1 ? 'it' : 'them'
    } as Bot Token Scopes (${where}), then reinstall the app to the workspace.`,
  ]);
}
