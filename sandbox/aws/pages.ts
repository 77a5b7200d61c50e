import type { Query } from './query.ts';
import { AwsRefusal } from './refusals.ts';
import type { Xml } from './xml.ts';

/** One page of a listing under its wire name; all of it when the caller gave no MaxResults. */
export function page(query: Query, listName: string, entries: readonly Xml[], idList?: string): Xml {
  const asked = query.text('MaxResults');
  if (asked !== undefined && idList !== undefined && query.list(idList).length > 0) {
    throw new AwsRefusal('InvalidParameterCombination', `The parameter ${idList} cannot be used with the parameter maxResults`);
  }
  const size = asked === undefined ? entries.length : Number(asked);
  if (asked !== undefined && (!Number.isInteger(size) || size < 5 || size > 1000)) {
    throw new AwsRefusal(
      'InvalidParameterValue',
      `Value ( ${asked} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`,
    );
  }
  const token = query.text('NextToken');
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(start)) throw new AwsRefusal('InvalidPaginationToken', 'The provided pagination token is invalid');
  const end = start + size;
  return {
    [listName]: entries.slice(start, end),
    ...(end < entries.length && { nextToken: Buffer.from(String(end)).toString('base64url') }),
  };
}
