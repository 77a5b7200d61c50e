import { z } from 'zod';
import { type Account, emptyAccount, sum } from './azure-account.ts';
import { checkExchange } from './azure-spec.ts';

const line = z.looseObject({
  service: z.string(),
  operation: z.string(),
  method: z.string(),
  url: z.string(),
  request: z.looseObject({ body: z.unknown() }),
  response: z.looseObject({ status: z.number(), body: z.unknown() }).optional(),
});

/** Checks every Azure exchange of a trace; of a call whose connection was cut, the request alone. */
export function checkTrace(lines: readonly string[]): Account {
  return lines.filter((one) => one.trim() !== '').reduce((all, text) => sum(all, checkLine(text)), emptyAccount);
}

function checkLine(text: string): Account {
  const { service, operation, method, url, request, response } = line.parse(JSON.parse(text));
  if (service !== 'azure') return emptyAccount;
  const { operationId, answer, violations, undescribedNames } = checkExchange({
    method,
    url,
    requestBody: request.body,
    status: response?.status,
    responseBody: response?.body,
  });
  if (!operationId) return { described: {}, undescribed: { [operation]: 1 } };
  const counted = {
    requests: 1,
    answers: answer === 'checked' ? 1 : 0,
    errors: answer === 'an undescribed error' ? 1 : 0,
    undescribedNames: [...undescribedNames],
    violations: [...violations],
  };
  return { described: { [operationId]: counted }, undescribed: {} };
}
