import { randomBytes, randomUUID } from 'node:crypto';
import type { Call, Reply } from '../kit/http.ts';
import type { World } from './world.ts';

const login = 'https://login.microsoftonline.com';
const paths = /^\/([^/]+)\/(?:v2\.0\/\.well-known\/(openid-configuration)|oauth2\/v2\.0\/(token))$/i;

/** Tokens that were given out, and until when they count. */
export type Tokens = Map<string, number>;

/** Everything that the login host is asked for. */
export const loginOperations = ['Login_OpenIdConfiguration', 'Login_Token'] as const;

/** What the login host is asked for, if the path is one of its own. */
export function loginOperation(
  path: string,
): { readonly operation: (typeof loginOperations)[number]; readonly subject: string } | undefined {
  const match = paths.exec(path);
  if (!match) return undefined;
  return { operation: match[2] ? 'Login_OpenIdConfiguration' : 'Login_Token', subject: match[1] ?? '' };
}

/** Answers as the Microsoft identity platform does for the client credentials flow. */
export function answerLogin(world: World, tokens: Tokens, call: Call): Reply {
  const tenant = call.subject.toLowerCase();
  if (tenant !== world.tenantId) {
    return refused(
      400,
      'invalid_tenant',
      90002,
      `Tenant '${call.subject}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
    );
  }
  return call.operation === 'Login_Token' ? token(world, tokens, new URLSearchParams(call.body)) : configuration(tenant);
}

function configuration(tenant: string): Reply {
  return {
    status: 200,
    body: {
      token_endpoint: `${login}/${tenant}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      jwks_uri: `${login}/${tenant}/discovery/v2.0/keys`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      issuer: `${login}/${tenant}/v2.0`,
      authorization_endpoint: `${login}/${tenant}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${login}/${tenant}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${login}/${tenant}/oauth2/v2.0/logout`,
      tenant_region_scope: 'EU',
      cloud_instance_name: 'microsoftonline.com',
    },
  };
}

function token(world: World, tokens: Tokens, form: URLSearchParams): Reply {
  if (form.get('grant_type') !== 'client_credentials') {
    return refused(400, 'unsupported_grant_type', 70003, `The app requested an unsupported grant type '${form.get('grant_type')}'.`);
  }
  const client = form.get('client_id') ?? '';
  if (client.toLowerCase() !== world.clientId) {
    return refused(400, 'unauthorized_client', 700016, `Application with identifier '${client}' was not found in the directory.`);
  }
  if (form.get('client_secret') !== world.clientSecret) {
    return refused(
      401,
      'invalid_client',
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${client}'.`,
    );
  }
  if (world.clientSecretExpired) {
    return refused(401, 'invalid_client', 7000222, `The provided client secret keys for app '${client}' are expired.`);
  }
  if (!(form.get('scope') ?? '').includes('https://management.azure.com/')) {
    return refused(400, 'invalid_scope', 70011, `The provided request must include a scope of https://management.azure.com/.default.`);
  }
  const access = `sandbox.${randomBytes(24).toString('base64url')}`;
  tokens.set(access, Date.now() + world.tokenSeconds * 1000);
  return {
    status: 200,
    body: { token_type: 'Bearer', expires_in: world.tokenSeconds, ext_expires_in: world.tokenSeconds, access_token: access },
  };
}

function refused(status: number, error: string, code: number, message: string): Reply {
  const traceId = randomUUID();
  const correlation = randomUUID();
  const timestamp = new Date()
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlation,
      error_uri: `${login}/error?code=${code}`,
    },
  };
}
