import { count, table } from '../src/cli/print.ts';
import { type Account, type Caller, emptyAccount, sum, violationsOf } from '../test/support/azure-account.ts';
import { unlisted } from '../test/support/undescribed-page.ts';

type Accounts = ReadonlyMap<Caller, Account>;

/** What differs from Microsoft's description, or is described by nobody and not owned up to. */
export function accountViolations(accounts: Accounts): string[] {
  const all = total(accounts);
  return [...new Set([...violationsOf(all), ...unlisted(all)])];
}

/** Exchanges by operation, and who had them; then what nobody describes. */
export function accountTables(accounts: Accounts): string {
  const callers = [...accounts.keys()].toSorted();
  const all = total(accounts);
  const of = (caller: Caller, operation: string) => accounts.get(caller)?.described[operation];
  const shown = (number = 0) => (number === 0 ? '.' : String(number));
  const described = Object.keys(all.described).toSorted();
  const undescribed = Object.keys(all.undescribed).toSorted();
  return [
    "Held to Microsoft's description, by operation: requests, answers, and errors in place of an answer, which it does not describe",
    table(
      ['', ...callers.flatMap((caller) => [`${caller}: requests`, 'answers', 'errors']), 'violations'],
      described.map((operation) => [
        operation,
        ...callers.flatMap((caller) => {
          const { requests, answers, errors } = of(caller, operation) ?? {};
          return [shown(requests), shown(answers), shown(errors)];
        }),
        String(all.described[operation]?.violations.length ?? 0),
      ]),
    ),
    'Described by nobody beside this repository; sandbox/azure/undescribed.md says what each was built from',
    table(
      ['', ...callers.map((caller) => `${caller}: exchanges`)],
      undescribed.map((operation) => [operation, ...callers.map((caller) => shown(accounts.get(caller)?.undescribed[operation]))]),
    ),
  ].join('\n');
}

/** The account of a run in one line. */
export function accountLine(accounts: Accounts, described: boolean): string {
  const all = total(accounts);
  const operations = Object.values(all.described);
  if (operations.length === 0 && !described)
    return "Azure: no exchange was held to Microsoft's description, which is not there (../shared/azure-spec).";
  const added = (of: (one: (typeof operations)[number]) => number) => operations.reduce((n, one) => n + of(one), 0);
  const violations = accountViolations(accounts).length;
  const beyond = Object.values(all.undescribed).reduce((n, one) => n + one, 0);
  return [
    `Azure: ${count(
      added((one) => one.requests),
      'request',
    )} and ${count(
      added((one) => one.answers),
      'answer',
    )} of ${count(operations.length, 'operation')} held to Microsoft's description: ${count(violations, 'violation')};`,
    `${count(
      added((one) => one.errors),
      'error',
    )} and ${count(beyond, 'exchange')} that nothing describes.`,
  ].join(' ');
}

function total(accounts: Accounts): Account {
  return [...accounts.values()].reduce(sum, emptyAccount);
}
