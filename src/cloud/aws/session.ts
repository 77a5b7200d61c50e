import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { CloudError } from '../../errors.ts';
import type { Withheld } from '../../migration/source-port.ts';
import { type Clients, createClients, type SourceOptions, whereIs } from './client.ts';
import { explain, isDenied, isWithheld } from './errors.ts';
import type { SourcePermission } from './permissions.ts';

/** Calls to one account and region, each under the name of what it does. */
export interface Session {
  readonly where: string;
  /** Calls AWS; whatever goes wrong with AWS comes out as a CloudError that begins with `what`. */
  ask<T>(what: string, permission: SourcePermission, call: (clients: Clients) => Promise<T>): Promise<T>;
  /** Like `ask`, for a fact that may stay unknown: why it does when Ferry is not allowed to read it. */
  askOrWhy<T>(what: string, permission: SourcePermission, call: (clients: Clients) => Promise<T>): Promise<Given<T>>;
  /** Like `askOrWhy`, where nobody cares why. */
  askIfAllowed<T>(what: string, permission: SourcePermission, call: (clients: Clients) => Promise<T>): Promise<T | undefined>;
  /** What `read` gives, or why AWS withheld it; throws that too unless somebody hears of what is withheld. */
  orWithheld<T>(read: () => Promise<T>): Promise<{ readonly read: T } | { readonly why: CloudError }>;
  /** Throws a CloudError unless the credentials belong to the account that ferry.yml names. */
  demandAccount(): Promise<void>;
  /** Who AWS says Ferry is. */
  identity(): Promise<{ readonly account: string | undefined; readonly arn: string | undefined }>;
}

/** A fact, or why AWS did not give it. */
export type Given<T> = { readonly read: T } | { readonly withheld: Withheld };

const checkingAccount = 'checking which account the credentials belong to';

export function createSession(options: SourceOptions): Session {
  const { config, withheld } = options;
  const clients = createClients(options);
  const where = whereIs(options.alias, config);
  let account: Promise<void> | undefined;

  /** Once per process: credentials of another account must not even look. */
  function rightAccount(): Promise<void> {
    account ??= checkAccount().catch((error: unknown) => {
      account = undefined;
      throw error;
    });
    return account;
  }

  async function checkAccount(): Promise<void> {
    const asked = await session.orWithheld(session.identity);
    if ('why' in asked || asked.read.account === config.account) return;
    throw new CloudError(
      `${checkingAccount} in ${where}: they belong to account ${asked.read.account ?? 'unknown'}, ferry.yml says ${config.account}`,
      {
        code: 'aws-denied',
        retryable: false,
        remedy: `Give Ferry credentials of account ${config.account}, or set role: under sources.${options.alias} to a role of that account, and restart Ferry. Then Retry.`,
      },
    );
  }

  const session: Session = {
    where,
    demandAccount: rightAccount,
    async ask(what, permission, call) {
      await rightAccount();
      try {
        return await call(clients);
      } catch (error) {
        throw explain(error, { what, permission, where });
      }
    },
    async askOrWhy(what, permission, call) {
      try {
        return { read: await session.ask(what, permission, call) };
      } catch (error) {
        if (withheld && isWithheld(error)) withheld(error);
        else if (!isDenied(error)) throw error;
        return { withheld: { why: error.message, permission } };
      }
    },
    async askIfAllowed(what, permission, call) {
      const given = await session.askOrWhy(what, permission, call);
      return 'read' in given ? given.read : undefined;
    },
    async orWithheld(read) {
      try {
        return { read: await read() };
      } catch (error) {
        if (!withheld || !isWithheld(error)) throw error;
        withheld(error);
        return { why: error };
      }
    },
    async identity() {
      const asked = await clients.sts.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
        throw explain(error, { what: checkingAccount, permission: 'sts:GetCallerIdentity', where });
      });
      return { account: asked.Account, arn: asked.Arn };
    },
  };
  return session;
}
