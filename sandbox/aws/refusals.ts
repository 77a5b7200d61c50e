/** EC2 or STS says no, in its own code and words. */
export class AwsRefusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export function malformed(kind: string, id: string): AwsRefusal {
  return new AwsRefusal(`${kind}.Malformed`, `Invalid id: "${id}"`);
}

export function instanceNotFound(ids: readonly string[]): AwsRefusal {
  return new AwsRefusal(
    'InvalidInstanceID.NotFound',
    ids.length === 1 ? `The instance ID '${ids[0]}' does not exist` : `The instance IDs '${ids.join(', ')}' do not exist`,
  );
}
