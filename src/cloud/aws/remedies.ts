/** Codes that doubt who Ferry is, as opposed to what it may do. */
export const badCredentials: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'AuthFailure',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'MissingAuthenticationToken',
  'IncompleteSignature',
  'CredentialsProviderError',
  'TokenProviderError',
]);

/** Codes that say what Ferry may not do. */
export const forbidden: ReadonlySet<string> = new Set([
  'UnauthorizedOperation',
  'AccessDenied',
  'AccessDeniedException',
  'OptInRequired',
  'Blocked',
]);

/** What a person does about a refusal of AWS; `undefined` when Ferry knows no better than AWS's own words. */
export function remedyFor(code: string, permission: string, instanceId = 'INSTANCE'): string | undefined {
  if (badCredentials.has(code)) return credentialsRemedy(code);
  if (forbidden.has(code)) return permissionRemedy(permission);
  if (code === 'OperationNotPermitted' && permission === 'ec2:StopInstances') {
    return `The instance is protected against being stopped. Turn that off, then Retry: aws ec2 modify-instance-attribute --instance-id ${instanceId} --no-disable-api-stop`;
  }
  if (permission === 'ssm:SendCommand') return commandRemedies[code]?.(instanceId);
  return undefined;
}

const commandRemedies: Readonly<Record<string, (instanceId: string) => string>> = {
  InvalidInstanceId: (instanceId) =>
    `Systems Manager cannot reach ${instanceId}: it has to run, with the SSM Agent started, an instance profile that lets it register (AmazonSSMManagedInstanceCore) and a way to the endpoints ssm, ssmmessages and ec2messages. aws ssm describe-instance-information shows it then. Then Retry.`,
  InvalidDocument: () =>
    'The document does not exist in this account and region, or is not shared with it: create it, or name another one in ferry.yml and restart Ferry. Then Retry.',
  UnsupportedPlatformType: () =>
    'The document is for another operating system: name one for this machine in ferry.yml and restart Ferry. Then Retry.',
  InvalidParameters: () => 'The document takes other parameters: give it none that it demands. Then Retry.',
};

export function permissionRemedy(permission: string): string {
  return permission === 'sts:AssumeRole'
    ? "Let Ferry's own credentials call sts:AssumeRole, and let the role's trust policy name them, with the externalId of ferry.yml."
    : `Allow ${permission} to the role that Ferry uses; a service control policy may deny it too.`;
}

function credentialsRemedy(code: string): string {
  if (/Expired/.test(code))
    return 'Renew the AWS credentials of the worker and the bot and restart both, and check the clock of their host. Then Retry.';
  if (code.endsWith('ProviderError')) {
    return 'Give the worker and the bot AWS credentials (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or a role of the host) and restart both. Then Retry.';
  }
  return 'AWS does not accept the key or its signature: correct the AWS credentials of the worker and the bot and restart both. Then Retry.';
}
