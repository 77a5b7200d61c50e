import type { JobError } from '../../src/migration/replicator-port.ts';
import { type PushCode, pushCodes } from './push-codes.ts';

/** As people reported it of vaults that take signed changes alone (azure-powershell issues 4866 and 4893). */
const unsigned = {
  code: 'InvalidChannelIntegrityKeyToken',
  remedy:
    "Say channelIntegrity: true of the target in ferry.yml and restart Ferry; where it says so already, see that the clock of Ferry's machine is right. Then Retry.",
} as const;

const unexplained = 'Look at the job in the vault; when its cause is mended, Retry.';

/** What the errors of a failed job mean in a person's words, Azure's own after them, and what to do. */
export function explain(errors: readonly JobError[]): { readonly said: string; readonly remedy: string } {
  const known = errors.some(({ code }) => code === unsigned.code)
    ? unsigned
    : errors.map(pushCode).find((found) => found && !found.warning);
  return {
    said: errors.map(say).join(' ') || 'The job gives no reason.',
    remedy: known?.remedy ?? (advice(errors) || unexplained),
  };
}

/** The service's advice and the provider's, each once. */
function advice(errors: readonly JobError[]): string {
  const all = errors.flatMap(({ recommendedAction }) => recommendedAction ?? []);
  return [...new Set(all)].map((one) => (/[.!?]$/.test(one) ? one : `${one}.`)).join(' ');
}

/** What a job that succeeded warns of, as far as people should know it. */
export function warnings(errors: readonly JobError[]): readonly string[] {
  return errors.map(say);
}

function say(error: JobError): string {
  const { code, message, possibleCauses } = error;
  const ours = pushCode(error);
  const causes = possibleCauses ? ` Possible causes: ${possibleCauses}` : '';
  const theirs = `${message.replace(/[\s.]+$/, '')} (${code}).${causes}`;
  return ours ? `${ours.says.replace(/\.$/, '')} (${code}). Azure says: ${theirs.replace(` (${code})`, '')}` : theirs;
}

function pushCode({ code, message }: JobError): PushCode | undefined {
  return pushCodes.find((row) => row.code === code || (row.also !== undefined && message.includes(row.also)));
}
