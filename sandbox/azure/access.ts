import type { Call, Reply } from '../kit/http.ts';
import type { Route } from './ask.ts';
import type { Tokens } from './login.ts';
import { armError } from './replies.ts';
import type { World } from './world.ts';

/** Says why a request may not go on: no token, an old one, no api-version, another subscription, a missing right. */
export function refuseAccess(world: World, tokens: Tokens, call: Call): Reply | undefined {
  const bearer = /^Bearer (.+)$/i.exec(call.headers['authorization'] ?? '')?.[1];
  if (!bearer) return unauthorised(world, 'AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.");
  const until = tokens.get(bearer);
  if (until === undefined) return unauthorised(world, 'InvalidAuthenticationToken', 'The access token is invalid.');
  if (until <= Date.now()) {
    const said = `The access token expiry UTC time '${new Date(until).toUTCString()}' is earlier than current UTC time '${new Date().toUTCString()}'.`;
    return unauthorised(world, 'ExpiredAuthenticationToken', said);
  }
  const names = [...call.url.searchParams.keys()].map((name) => name.toLowerCase());
  if (!names.includes('api-version')) {
    return armError(400, 'MissingApiVersionParameter', 'The api-version query parameter (?api-version=) is required for all requests.');
  }
  const subscription = /^\/subscriptions\/([^/]+)/i.exec(call.url.pathname)?.[1];
  if (subscription !== undefined && subscription.toLowerCase() !== world.subscription) {
    return armError(404, 'SubscriptionNotFound', `The subscription '${subscription}' could not be found.`);
  }
  return undefined;
}

/** Says that the service principal lacks the route's right. */
export function refuseAction(world: World, route: Route, call: Call): Reply | undefined {
  const allowed = world.allow?.some((one) => covers(one, route.action)) ?? true;
  if (allowed && !world.deny.some((denied) => covers(denied, route.action))) return undefined;
  return forbidden(world, route.action, call);
}

/** Says that a lock forbids the change; reads are not concerned. */
export function refuseLocked(world: World, call: Call): Reply | undefined {
  if (call.method === 'GET') return undefined;
  const [vault, name = ''] = /^.*?\/Microsoft\.RecoveryServices\/vaults\/([^/]+)/i.exec(call.url.pathname) ?? [];
  if (vault === undefined || !world.locked.some((locked) => locked.toLowerCase() === name.toLowerCase())) return undefined;
  const operation = call.method === 'DELETE' ? 'delete' : 'write';
  return armError(
    409,
    'ScopeLocked',
    `The scope '${call.url.pathname}' cannot perform ${operation} operation because following scope(s) are locked: '${vault}'. Please remove the lock and try again.`,
  );
}

/** The refusal Azure gives when a right is missing. */
export function forbidden(world: World, action: string, call: Call): Reply {
  const scope = call.url.pathname;
  return armError(
    403,
    'AuthorizationFailed',
    `The client '${world.clientId}' with object id '${world.clientId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

function covers(denied: string, action: string): boolean {
  const source = denied
    .split('*')
    .map((part) => part.replaceAll(/[.\\/]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 'i').test(action);
}

function unauthorised(world: World, code: string, message: string): Reply {
  const challenge = `Bearer authorization_uri="https://login.microsoftonline.com/${world.tenantId}", error="invalid_token", error_description="${message}"`;
  return armError(401, code, message, { 'WWW-Authenticate': challenge });
}
