import { z } from 'zod';
import { readYaml } from './yaml-file.ts';

const portRange = 'a port from 1 to 65535, for example 3000; 0 takes any free one';
const address = 'the address of this machine to listen on, for example 127.0.0.1, or 0.0.0.0 for all';
const path = 'a path that begins with /, of letters, digits and . _ ~ - /, for example /slack/events; /healthz is taken';

/** How Slack reaches Ferry. Host, port and path count for http only. */
export const slackSection = z.strictObject(
  {
    transport: z.enum(['socket', 'http'], 'socket or http').default('socket'),
    /** The reverse proxy that ends TLS is expected on the same machine. */
    host: z
      .string(address)
      .regex(/^[\w.:-]+$/, address)
      .default('127.0.0.1'),
    port: z.int(portRange).min(0, portRange).max(65_535, portRange).default(3000),
    path: z
      .string(path)
      .regex(/^\/(?!healthz$)[\w.~/-]*$/, path)
      .default('/slack/events'),
  },
  'how Slack reaches Ferry: transport, and for http host, port and path',
);

const appToken = 'the app-level token of the Slack app, xapp-…, with connections:write (api.slack.com/apps, Basic Information)';
const signingSecret = 'the signing secret of the Slack app, no token (api.slack.com/apps, Basic Information, App Credentials)';

/** What each transport needs; what it does not need is not looked at. */
export const transportVariables = {
  socket: { SLACK_APP_TOKEN: z.string(appToken).regex(/^xapp-/, appToken) },
  http: { SLACK_SIGNING_SECRET: z.string(signingSecret).regex(/^(?!xox|xapp-)\S{16,}$/, signingSecret) },
} as const;

/** The transport that a ferry.yml asks for, whatever else may be wrong with it. */
export function transportIn(text: string): keyof typeof transportVariables {
  const yaml = readYaml(text);
  const asked = z.object({ slack: z.object({ transport: z.literal('http') }) });
  return 'value' in yaml && asked.safeParse(yaml.value).success ? 'http' : 'socket';
}
