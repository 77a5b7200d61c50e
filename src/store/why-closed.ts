const closedCodes = new Set(['ECONNRESET', 'EPIPE']);
/** A TLS server answers plain text by an alert, whose first byte is 21, and then closes; either may be seen first. */
const tlsAlert = 'Unknown RESP type 21 ';
const refusedPassword = 'Correct them in REDIS_URL: redis://user:password@host:6379.';

/** Why there is no talking to the Redis at this address, and what to do; from the first thing that went wrong. */
export function whyClosed(url: string, error: unknown): string {
  const { protocol, host } = new URL(url);
  const secure = protocol === 'rediss:';
  return `Connecting to Redis at ${host}: ${reason(error, secure)}`;
}

function reason(error: unknown, secure: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ECONNREFUSED') return 'nothing listens there (ECONNREFUSED). Start Redis, or correct REDIS_URL.';
  if (code === 'ENOTFOUND') return 'there is no such host (ENOTFOUND). Correct REDIS_URL.';
  if (code === 'EAI_AGAIN')
    return 'its name cannot be looked up just now (EAI_AGAIN). Check the name server of this machine, or correct REDIS_URL.';
  if (code === 'ETIMEDOUT' || message === 'Command timed out')
    return `no answer within five seconds. Check that it runs and that no firewall stands between, or correct REDIS_URL.${
      secure ? ' If it does not speak TLS, write redis:// instead of rediss://.' : ''
    }`;
  if (/CERT|ALTNAME|VERIFY/.test(code))
    return `its certificate is not trusted (${code}). Set NODE_EXTRA_CA_CERTS to the certificate of whoever signed it, or correct the host in REDIS_URL.`;
  if (message.startsWith('NOAUTH')) return 'it asks for a password (NOAUTH). Put it into REDIS_URL: redis://:password@host:6379.';
  if (message.startsWith('WRONGPASS')) return `it refuses the user name or the password (WRONGPASS). ${refusedPassword}`;
  if (closedCodes.has(code) || message === 'Connection is closed.' || message.startsWith(tlsAlert))
    return `the connection was closed at once. ${
      secure ? 'If it does not speak TLS, write redis:// instead of rediss://.' : 'If it wants TLS, write rediss:// instead of redis://.'
    } Else correct the port in REDIS_URL.`;
  if (message.startsWith('Unknown RESP type')) return 'what answers there is no Redis. Correct the host and the port in REDIS_URL.';
  return `it does not let Ferry in (${message.split('\n')[0]}). Correct REDIS_URL, or what it complains of.`;
}
