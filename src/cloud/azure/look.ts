import { CloudError } from '../../errors.ts';
import { toCloudError } from './errors.ts';

/** What was read, or why it was not, in a sentence with what to do. */
export interface Looked<T> {
  readonly found?: T;
  readonly problem?: string;
  /** Ferry's identity lacks the right, which says nothing of the thing itself. */
  readonly denied?: true;
}

/** A missing or denied resource is a problem to name; an Azure that does not answer is not. */
export async function look<T>(what: string, read: () => Promise<T>): Promise<Looked<T>> {
  try {
    return { found: await read() };
  } catch (error) {
    const seen = toCloudError(`reading the ${what}`, error);
    if (!(seen instanceof CloudError)) throw seen;
    if (seen.code === 'azure-not-found') return { problem: `The ${what} does not exist: create it, or correct placement in ferry.yml.` };
    if (seen.code === 'azure-denied' && seen.status === 403) {
      return { denied: true, problem: `${seen.message.charAt(0).toUpperCase()}${seen.message.slice(1)}. ${seen.remedy ?? ''}`.trim() };
    }
    throw seen;
  }
}
