import { randomUUID } from 'node:crypto';
import type { Fault } from '../kit/faults.ts';
import type { Call, Reply } from '../kit/http.ts';
import { serve } from '../kit/http.ts';
import type { Kit, Service } from '../kit/service.ts';
import { forbidden, refuseAccess, refuseAction, refuseLocked } from './access.ts';
import { resourceId } from './arm.ts';
import { asAsk, clientRequestId, findRoute, subjectOf } from './ask.ts';
import { answerLogin, loginOperation, type Tokens } from './login.ts';
import { tick, tickEvery } from './replication.ts';
import { armError } from './replies.ts';
import { routes } from './routes.ts';
import { createWorld, type World } from './world.ts';
import { patchWorld } from './world-patch.ts';

/** What a client needs to work in the sandbox's subscription; `placement` is what ferry.yml wants. */
export interface AzureDetails {
  readonly endpoint: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly vault: string;
  readonly placement: {
    readonly resourceGroup: string;
    readonly network: string;
    readonly subnet: string;
    readonly cacheStorageAccount: string;
  };
  /** A network that leads nowhere, for test failovers. */
  readonly testNetwork: string;
  readonly applianceAddress: string;
  /** The vault that has a configuration server, and the address of that. */
  readonly classic: { readonly vault: string; readonly configurationServerAddress: string };
}

export interface AzureSandbox extends Service {
  readonly details: AzureDetails;
}

const ownFaults = [
  'fail-job',
  'not-found-first-poll',
  'warn-job',
  'old-point',
  'no-points',
  'unhealthy',
  'slow-disks',
  'conflict',
  'odd-state',
] as const;

/** Starts Azure Resource Manager and the login host on one loopback port. */
export async function startAzure(kit: Kit): Promise<AzureSandbox> {
  let world: World = createWorld();
  const tokens: Tokens = new Map();
  const server = await serve(kit, {
    service: 'azure',
    ownFaults,
    name: (method, url) => {
      const login = loginOperation(url.pathname);
      if (login) return login;
      const found = findRoute(routes, method, url.pathname);
      return found ? { operation: found.route.operation, subject: subjectOf(found) } : { operation: 'Unknown', subject: url.pathname };
    },
    answer: (call) => signed(call, loginOperation(call.url.pathname) ? answerLogin(world, tokens, call) : answer(world, kit, tokens, call)),
    fail: (kind, call, fault) => signed(call, fail(world, kind, call, fault)),
  });
  const ticking = setInterval(() => tick(world, kit, Date.now()), tickEvery(kit));
  ticking.unref();
  return {
    name: 'azure',
    url: server.url,
    details: details(world, server.url),
    world: (part) => patchWorld(world, part),
    reset: () => {
      world = createWorld();
      tokens.clear();
    },
    close: () => {
      clearInterval(ticking);
      return server.close();
    },
  };
}

function answer(world: World, kit: Kit, tokens: Tokens, call: Call): Reply {
  tick(world, kit, Date.now());
  const refused = refuseAccess(world, tokens, call);
  if (refused) return refused;
  const found = findRoute(routes, call.method, call.url.pathname);
  if (!found) return armError(404, 'InvalidResourceType', `The resource type could not be found for ${call.method} ${call.url.pathname}.`);
  const lacking = refuseAction(world, found.route, call) ?? refuseLocked(world, call);
  if (lacking) return lacking;
  if (call.body !== '' && !isJson(call.body))
    return armError(400, 'InvalidRequestContent', 'The request content was invalid and could not be deserialized.');
  if (call.fault?.kind === 'conflict') {
    return armError(409, 'Conflict', `Another operation is in progress on ${subjectOf(found)}. Wait until it ends, then try again.`);
  }
  return found.route.handle(asAsk(world, kit, call, found, clientRequestId(call.headers)));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function fail(world: World, kind: 'throttle' | 'unavailable' | 'deny', call: Call, fault: Fault): Reply {
  if (kind === 'deny') return forbidden(world, findRoute(routes, call.method, call.url.pathname)?.route.action ?? call.operation, call);
  const { retryAfter } = fault;
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
  const said = (otherwise: readonly [code: string, message: string]) =>
    [String(fault['code'] ?? otherwise[0]), String(fault['message'] ?? otherwise[1])] as const;
  return kind === 'throttle'
    ? armError(
        429,
        ...said(['TooManyRequests', 'The request is being throttled because too many requests were made in a short time.']),
        headers,
      )
    : armError(503, ...said(['ServiceUnavailable', 'The service is temporarily unavailable. Try again later.']), headers);
}

/** Every answer carries Azure's request ids and gives back the caller's own. */
function signed(call: Call, reply: Reply): Reply {
  const mine = call.headers['x-ms-client-request-id'];
  const headers = {
    'x-ms-request-id': randomUUID(),
    'x-ms-correlation-request-id': randomUUID(),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
    ...(mine !== undefined && { 'x-ms-client-request-id': mine }),
    ...reply.headers,
  };
  return { ...reply, headers };
}

function details(world: World, endpoint: string): AzureDetails {
  return {
    endpoint,
    tenantId: world.tenantId,
    clientId: world.clientId,
    clientSecret: world.clientSecret,
    subscription: world.subscription,
    resourceGroup: 'rg-migrate',
    vault: 'rsv-migrate',
    placement: {
      resourceGroup: 'rg-migrated',
      network: resourceId(world, 'rg-migrated', 'Microsoft.Network/virtualNetworks', 'vnet-migrated'),
      subnet: 'machines',
      cacheStorageAccount: resourceId(world, 'rg-migrate', 'Microsoft.Storage/storageAccounts', 'stmigratecache'),
    },
    testNetwork: resourceId(world, 'rg-migrated', 'Microsoft.Network/virtualNetworks', 'vnet-test'),
    applianceAddress: '10.0.0.10',
    classic: { vault: 'rsv-classic', configurationServerAddress: '10.0.0.20' },
  };
}
