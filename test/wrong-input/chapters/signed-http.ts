import { pino } from 'pino';
import { StartError } from '../../../src/errors.ts';
import { createHttpTransport } from '../../../src/slack/receiver/http.ts';
import { httpLimits } from '../../../src/slack/receiver/limits.ts';
import type { Transport } from '../../../src/slack/receiver/transport.ts';
import { type SignedRequest, send, signedCommand } from '../../support/signed-request.ts';
import { requestUrl } from '../../support/transport.ts';
import type { Chapter, Row } from '../chapter.ts';

interface Scene {
  readonly transport: Transport;
  readonly url: string;
  readonly logged: string[];
}

const secret = 'the-secret-of-this-app';
const logOf = 'the log of the bot';

/** What is wrong with requests that reach Ferry where Slack sends them over HTTP. */
export const signedHttp: Chapter<Scene> = {
  title: 'Signed HTTP',
  about:
    'Where `slack.transport` is `http`, Ferry does what Slack has signed, once. Whatever else comes is refused, with one line in the log that shows nothing of it. If it was Slack’s own request, the person sees the error of Slack (“dispatch_failed”).',
  open: async () => {
    const logged: string[] = [];
    const seen = new Set<string>();
    const transport = createHttpTransport({
      signingSecret: secret,
      host: '127.0.0.1',
      port: 0,
      path: '/slack/events',
      firstSeen: async (signature) => seen.size < seen.add(signature).size,
      healthy: async () => true,
      log: pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
    });
    await transport.start();
    return { transport, url: requestUrl(logged), logged };
  },
  close: ({ transport }) => transport.stop(),
  rows: [
    refused(
      'the signing secret is that of another app',
      "Refused a request: the signature does not fit SLACK_SIGNING_SECRET. If people's commands fail, copy the secret again (api.slack.com/apps, Basic Information, App Credentials).",
      () => signedCommand('help', { secret: 'the-secret-of-another-app' }),
    ),
    refused(
      "the machine's clock is ten minutes fast, or an old request is sent again",
      "Refused a request: it was signed more than five minutes ago by this machine's clock. If people's commands fail, set the clock of this machine.",
      () => signedCommand('help', { secret, shift: -600 }),
    ),
    refused(
      "the machine's clock is ten minutes slow",
      "Refused a request: it is signed for a time more than 60 s ahead of this machine's clock. If people's commands fail, set the clock of this machine.",
      () => signedCommand('help', { secret, shift: 600 }),
    ),
    refused('somebody sends a request without a signature', 'Refused a request: it is not signed.', () => {
      const { headers, ...request } = signedCommand('help', { secret });
      return { ...request, headers: { 'content-type': String(headers['content-type']) } };
    }),
    {
      when: 'a proxy sends the same request twice',
      seenBy: logOf,
      says: 'Refused a request: the same request came before, and is done once. If a proxy repeats requests, switch that off for Slack.',
      play: async (scene) => {
        const request = signedCommand('help', { secret });
        // It is let in; without an app behind it nobody acknowledges it.
        const { status } = await send(scene.url, request);
        if (status !== 503) throw new Error(`the first one was answered ${status}`);
        return refusal(scene, request);
      },
    },
    refused(
      'the URLs of the Slack app end in another path',
      'Refused a request: nothing is at this path. If Slack sent it, correct the URLs of the Slack app: they end in /slack/events.',
      () => signedCommand('help', { secret, path: '/slack/commands' }),
    ),
    refused('somebody opens the address in a browser', 'Refused a request: Slack sends POST, not GET.', () => ({
      method: 'GET',
      path: '/slack/events',
      headers: {},
      body: '',
    })),
    refused(
      'somebody sends megabytes',
      'Refused a request: the body has more than 2097152 bytes, and nothing that Slack sends has.',
      () => ({ ...signedCommand('help', { secret }), body: Buffer.alloc(httpLimits.bodyBytes + 1) }),
    ),
    {
      when: 'the port is taken',
      seenBy: 'the terminal of `npm run bot`; it exits 1',
      says: 'Listening for Slack on 127.0.0.1, port ‹port›: something else listens there. Stop it, or set slack.port in ferry.yml to a free port.',
      play: async ({ url }) => {
        const { port } = new URL(url);
        const second = createHttpTransport({
          signingSecret: secret,
          host: '127.0.0.1',
          port: Number(port),
          path: '/slack/events',
          firstSeen: async () => true,
          healthy: async () => true,
          log: pino({ level: 'silent' }),
        });
        const error = await second.start().catch((thrown: unknown) => thrown);
        if (!(error instanceof StartError)) throw new Error(`it started, or failed otherwise: ${String(error)}`);
        return error.problems.join('\n').replace(port, '‹port›');
      },
    },
  ],
};

function refused(when: string, says: string, request: () => SignedRequest): Row<Scene> {
  return { when, seenBy: logOf, says, play: (scene) => refusal(scene, request()) };
}

/** The line that the refusal leaves; throws when it was let in, left more than a line, or Ferry hears nothing afterwards. */
async function refusal({ url, logged }: Scene, request: SignedRequest): Promise<string> {
  const before = logged.length;
  const { status } = await send(url, request);
  if (status < 400 || status === 503) throw new Error(`it was let in, and answered ${status}`);
  const lines = logged.slice(before).map((line) => (JSON.parse(line) as { msg: string }).msg);
  if (lines.length !== 1) throw new Error(`the log has ${lines.length} lines of it: ${lines.join(' / ')}`);
  const health = await send(url, { method: 'GET', path: '/healthz', headers: {}, body: '' });
  if (health.status !== 200) throw new Error(`afterwards /healthz answers ${health.status}`);
  return lines[0] ?? '';
}
