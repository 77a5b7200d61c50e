import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What an action answers: the elements inside its response, by the form that was sent. */
type Answers = Readonly<Record<string, (form: URLSearchParams) => string>>;

interface PlainEc2 {
  /** The environment that turns Ferry towards it. */
  readonly env: Readonly<Record<string, string>>;
  /** Every form it was sent. */
  readonly forms: readonly URLSearchParams[];
}

/**
 * Something that speaks the query protocol of EC2 and is not Ferry's sandbox: it knows the actions it is given, in an
 * older version of the API than the SDK asks for, and refuses every other one as EC2 does.
 */
export async function plainEc2(answers: Answers): Promise<PlainEc2> {
  const forms: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      const form = new URLSearchParams(body);
      forms.push(form);
      const action = form.get('Action') ?? '';
      const answer = Object.hasOwn(answers, action) ? answers[action] : undefined;
      const elements = answer?.(form);
      response.writeHead(elements === undefined ? 400 : 200, { 'content-type': 'text/xml' });
      response.end(elements === undefined ? refusal(action) : `<?xml version="1.0"?>${wrapped(action, elements)}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    env: { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' },
    forms,
  };
}

function wrapped(action: string, elements: string): string {
  return `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2010-08-31/">${elements}<requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId></${action}Response>`;
}

function refusal(action: string): string {
  return `<Response><Errors><Error><Code>InvalidAction</Code><Message>The action ${action} is not valid for this web service.</Message></Error></Errors><RequestID>59dbff89-35bd-4eac-99ed-be587EXAMPLE</RequestID></Response>`;
}
