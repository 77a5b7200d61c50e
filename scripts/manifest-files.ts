import { Document, isScalar, isSeq } from 'yaml';
import { slackSection } from '../src/config-transport.ts';
import { manifest, scopes } from '../src/slack/manifest.ts';

const create = 'Create it at api.slack.com/apps, "From a manifest", then:';
const install = ' 1. install it in the workspace: the bot token (xoxb-…) is SLACK_BOT_TOKEN;';
const placeholder = 'https://ferry.example.com';

/** `manifest.yml`: the app for Socket Mode. */
export function socketManifest(): string {
  return written(manifest(), [
    `The Slack app, over Socket Mode. ${create}`,
    install,
    ' 2. make an app-level token with the scope connections:write (Basic Information, App-Level Tokens):',
    '    it (xapp-…) is SLACK_APP_TOKEN. A manifest cannot make that token.',
  ]);
}

/** `manifest.http.yml`: the same app where Slack sends signed requests. */
export function httpManifest(): string {
  return written(manifest(`${placeholder}${slackSection.parse({}).path}`), [
    `The Slack app, over signed HTTP. Put your own host in the place of ferry.example.com, three times.`,
    `It must be reachable from Slack with a valid certificate; your reverse proxy ends TLS. ${create}`,
    install,
    ' 2. copy the signing secret (Basic Information, App Credentials): it is SLACK_SIGNING_SECRET;',
    ' 3. set slack.transport to http in ferry.yml.',
  ]);
}

function written(content: object, header: readonly string[]): string {
  const document = new Document(content);
  document.commentBefore = [...header, 'Written by `npm run docs` from src/slack/manifest.ts.'].map((line) => ` ${line}`).join('\n');
  const listed = document.getIn(['oauth_config', 'scopes', 'bot'], true);
  if (isSeq(listed))
    for (const item of listed.items)
      if (isScalar(item)) item.comment = ` ${Object.entries(scopes).find(([scope]) => scope === item.value)?.[1]}`;
  return document.toString({ lineWidth: 0 });
}
