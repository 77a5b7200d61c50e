import { randomUUID } from 'node:crypto';
import { XMLBuilder } from 'fast-xml-parser';
import type { Reply } from '../kit/http.ts';

/** An answer in wire names; arrays become lists of `<item>` (EC2) or `<member>`, absent members are left out. */
export type Xml = { readonly [member: string]: Xml | readonly Xml[] | readonly string[] | string | number | boolean | Date | undefined };

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true });
const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const headers = { 'content-type': 'text/xml;charset=UTF-8' };

/** EC2 wraps the same facts differently from the services of STS's generation, which differ by their namespace. */
export type Dialect = 'ec2' | Exclude<keyof typeof namespaces, 'route53'>;

const namespaces = {
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  route53: 'https://route53.amazonaws.com/doc/2013-04-01/',
  autoscaling: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
};

export function success(dialect: Dialect, action: string, content: Xml): Reply {
  const requestId = randomUUID();
  const body =
    dialect === 'ec2'
      ? { [`${action}Response`]: { '@xmlns': 'http://ec2.amazonaws.com/doc/2016-11-15/', requestId, ...elements(content, 'item') } }
      : {
          [`${action}Response`]: {
            '@xmlns': namespaces[dialect],
            [`${action}Result`]: elements(content, 'member'),
            ResponseMetadata: { RequestId: requestId },
          },
        };
  return { status: 200, headers: { ...headers, 'x-amzn-requestid': requestId }, body: declaration + builder.build(body) };
}

/** An answer of a REST service: arrays are repeated elements. */
export function document(dialect: keyof typeof namespaces, action: string, content: object): Reply {
  const body = { [`${action}Response`]: { '@xmlns': namespaces[dialect], ...content } };
  return { status: 200, headers: { ...headers, 'x-amzn-requestid': randomUUID() }, body: declaration + builder.build(body) };
}

export function failure(dialect: 'ec2' | keyof typeof namespaces, status: number, code: string, message: string): Reply {
  const requestId = randomUUID();
  const error = { Code: code, Message: message };
  const body =
    dialect === 'ec2'
      ? { Response: { Errors: { Error: error }, RequestID: requestId } }
      : {
          ErrorResponse: {
            '@xmlns': namespaces[dialect],
            Error: { Type: status < 500 ? 'Sender' : 'Receiver', ...error },
            RequestId: requestId,
          },
        };
  return { status, headers: { ...headers, 'x-amzn-requestid': requestId }, body: declaration + builder.build(body) };
}

function elements(content: Xml, entry: 'item' | 'member'): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(content).flatMap(([name, value]) => (value === undefined ? [] : [[name, element(value, entry)]])),
  );
}

function element(value: NonNullable<Xml[string]>, entry: 'item' | 'member'): unknown {
  if (value instanceof Date) return value.toISOString();
  if (isList(value))
    return value.length === 0 ? '' : { [entry]: value.map((each) => (typeof each === 'string' ? each : elements(each, entry))) };
  return typeof value === 'object' ? elements(value, entry) : String(value);
}

function isList(value: unknown): value is readonly (Xml | string)[] {
  return Array.isArray(value);
}
