import { badCredentials } from '../cloud/aws/remedies.ts';
import type { CloudError } from '../errors.ts';

/** What to do about it for somebody at a terminal, who has neither a Retry button nor the worker's credentials at hand. */
export function remedyHere(error: CloudError): string | undefined {
  const { code, vendorCode = '', remedy, status } = error;
  if (badCredentials.has(vendorCode))
    return vendorCode.endsWith('ProviderError')
      ? 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, in this terminal or in .env.'
      : 'Correct or renew the AWS credentials of this terminal or of .env.';
  if (code === 'aws-unavailable' && status === undefined)
    return 'Check that this host reaches AWS, and AWS_ENDPOINT_URL if it is set: name resolution, proxy, firewall.';
  return remedy;
}
