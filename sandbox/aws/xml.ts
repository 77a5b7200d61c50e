import { randomUUID } from 'node:crypto';
import { XMLBuilder } from 'fast-xml-parser';
import type { Reply } from '../kit/http.ts';

/** An answer in wire names; arrays become `<item>` lists, absent members are left out. */
export type Xml = { readonly [member: string]: Xml | readonly Xml[] | readonly string[] | string | number | boolean | Date | undefined };

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true });
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const headers = { 'content-type': 'text/xml;charset=UTF-8' };

/** EC2 and STS wrap the same facts differently. */
export type Dialect = 'ec2' | 'sts';

export function success(dialect: Dialect, action: string, content: Xml): Reply {
  const requestId = randomUUID();
  const body =
    dialect === 'ec2'
      ? { [`${action}Response`]: { '@xmlns': 'http://ec2.amazonaws.com/doc/2016-11-15/', requestId, ...elements(content) } }
      : {
          [`${action}Response`]: {
            '@xmlns': 'https://sts.amazonaws.com/doc/2011-06-15/',
            [`${action}Result`]: elements(content),
            ResponseMetadata: { RequestId: requestId },
          },
        };
  return { status: 200, headers: { ...headers, 'x-amzn-requestid': requestId }, body: declaration + builder.build(body) };
}

export function failure(dialect: Dialect, status: number, code: string, message: string): Reply {
  const requestId = randomUUID();
  const error = { Code: code, Message: message };
  const body =
    dialect === 'ec2'
      ? { Response: { Errors: { Error: error }, RequestID: requestId } }
      : {
          ErrorResponse: {
            '@xmlns': 'https://sts.amazonaws.com/doc/2011-06-15/',
            Error: { Type: status < 500 ? 'Sender' : 'Receiver', ...error },
            RequestId: requestId,
          },
        };
  return { status, headers: { ...headers, 'x-amzn-requestid': requestId }, body: declaration + builder.build(body) };
}

function elements(content: Xml): Record<string, unknown> {
  return Object.fromEntries(Object.entries(content).flatMap(([name, value]) => (value === undefined ? [] : [[name, element(value)]])));
}

function element(value: NonNullable<Xml[string]>): unknown {
  if (value instanceof Date) return value.toISOString();
  if (isList(value)) return value.length === 0 ? '' : { item: value.map((entry) => (typeof entry === 'string' ? entry : elements(entry))) };
  return typeof value === 'object' ? elements(value) : String(value);
}

function isList(value: unknown): value is readonly (Xml | string)[] {
  return Array.isArray(value);
}
