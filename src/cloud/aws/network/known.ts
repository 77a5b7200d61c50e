import type { Known } from '../../../migration/source-network.ts';
import type { Clients } from '../client.ts';
import { isDenied, isWithheld } from '../errors.ts';
import type { SourcePermission } from '../permissions.ts';
import type { Session } from '../session.ts';

/** What AWS gives, or that Ferry may not read it and what would let it; everything else that goes wrong is thrown. */
export async function known<T>(
  session: Session,
  what: string,
  permission: SourcePermission,
  call: (clients: Clients) => Promise<T>,
): Promise<Known<T>> {
  try {
    const got = await session.orWithheld(() => session.ask(what, permission, call));
    return 'read' in got ? { value: got.read } : { withheld: got.why.message, permission };
  } catch (error) {
    // Credentials that AWS does not take say nothing of what they would be allowed.
    if (isDenied(error) && isWithheld(error)) return { withheld: error.message, permission };
    throw error;
  }
}
