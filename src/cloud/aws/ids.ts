import { CloudError } from '../../errors.ts';

/**
 * Refuses what is not an instance id before it reaches AWS: EC2 answers an empty list of ids with every machine of the region.
 */
export function demandInstanceId(instanceId: string, what: string): void {
  if (/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(instanceId)) return;
  throw new CloudError(`${what}: "${instanceId.slice(0, 40)}" is not an EC2 instance id`, {
    code: 'aws-refused',
    retryable: false,
    remedy: 'An instance id is i- followed by 8 or 17 hexadecimal digits, as the EC2 console shows it.',
  });
}

/** Refuses an empty list or name, which AWS would take for "all of them". */
export function demandSome(values: readonly string[], what: string): void {
  if (values.length > 0 && values.every((value) => value !== '')) return;
  throw new CloudError(`${what}: nothing was named, and AWS would take that for everything`, { code: 'aws-refused', retryable: false });
}
