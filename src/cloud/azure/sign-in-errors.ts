import { CloudError } from '../../errors.ts';

const signInNames = new Set([
  'AuthenticationError',
  'AuthenticationRequiredError',
  'AggregateAuthenticationError',
  'CredentialUnavailableError',
]);

/** What to do about the AADSTS codes that people really meet. */
const remedies: Readonly<Record<string, string>> = {
  '7000215': "AZURE_CLIENT_SECRET is wrong: set the secret's value, not its id, and restart Ferry.",
  '7000222': 'The client secret has expired: create a new one for the app registration, set AZURE_CLIENT_SECRET and restart Ferry.',
  '700016': 'The tenant knows no such app registration: correct AZURE_CLIENT_ID or AZURE_TENANT_ID and restart Ferry.',
  '90002': 'AZURE_TENANT_ID is not a tenant Azure knows: correct it and restart Ferry.',
  '900023': 'AZURE_TENANT_ID is not a tenant Azure knows: correct it and restart Ferry.',
  '53003': 'A Conditional Access policy blocks this sign-in: ask who runs the tenant.',
};

const unreachable = /endpoints_resolution_error|network_error|ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|socket hang up/i;

/** The sign-in before the request failed: nothing was sent to Azure Resource Manager. */
export function signInError(action: string, error: unknown): CloudError | undefined {
  if (!(error instanceof Error) || !signInNames.has(error.name)) return undefined;
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
  const code = /AADSTS\d+/.exec(error.message)?.[0];
  const message = said(error.message, code);
  if (status === 429) {
    return new CloudError(`${action}: signing in to Azure: ${message}`, {
      code: 'azure-throttled',
      retryable: true,
      cause: error,
      status,
      vendorCode: code,
    });
  }
  if ((status !== undefined && status >= 500) || (!code && unreachable.test(error.message))) {
    return new CloudError(`${action}: signing in to Azure: ${message}`, {
      code: 'azure-unavailable',
      retryable: true,
      cause: error,
      status,
      vendorCode: code,
      remedy: 'Wait: this usually passes by itself. If it lasts, check that this host reaches https://login.microsoftonline.com.',
    });
  }
  return new CloudError(`${action}: signing in to Azure: ${message}`, {
    code: 'azure-denied',
    retryable: false,
    cause: error,
    status,
    vendorCode: code,
    remedy:
      (code && remedyOf(code)) ??
      'Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET of an app registration, or run Ferry where a managed identity is available.',
  });
}

/** Entra ID's own sentence: before it the library repeats the code, after it come advice that the remedy gives, trace ids and time stamps. */
function said(message: string, code: string | undefined): string {
  const line = message.split(/\r?\n/).find((part) => part.trim() !== '') ?? message;
  const words = line.replace(/\s*Trace ID:.*$/, '').trim();
  if (!code) return words;
  const own = words.slice(words.indexOf(`${code}:`) + code.length + 1).trim();
  const sentence = remedyOf(code) ? own.replace(/(?<=[.!?])\s.*$/s, '') : own;
  return `${sentence.replace(/[\s.]+$/, '')} (${code})`;
}

function remedyOf(code: string): string | undefined {
  return remedies[code.slice('AADSTS'.length)];
}
