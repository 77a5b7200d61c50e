import { paginateListCommands } from '@aws-sdk/client-ssm';
import type { SentCommand } from '../../../migration/guest-port.ts';
import type { Millis } from '../../../migration/types.ts';
import { demandInstanceId } from '../ids.ts';
import type { Session } from '../session.ts';
import { operationIn } from './comment.ts';

/** Everything the machine was sent since then, by whomever; Systems Manager remembers it for 30 days. */
export async function readCommands(session: Session, instanceId: string, since: Millis): Promise<readonly SentCommand[]> {
  const what = `listing the commands sent to ${instanceId}`;
  demandInstanceId(instanceId, what);
  const Filters = [{ key: 'InvokedAfter' as const, value: `${new Date(since).toISOString().slice(0, 19)}Z` }];
  return await session.ask(what, 'ssm:ListCommands', async ({ ssm: client }) => {
    const found: SentCommand[] = [];
    for await (const page of paginateListCommands({ client, pageSize: 50 }, { InstanceId: instanceId, Filters })) {
      for (const { CommandId, DocumentName, Comment, RequestedDateTime } of page.Commands ?? []) {
        if (!CommandId) continue;
        const operation = operationIn(Comment);
        found.push({
          id: CommandId,
          document: DocumentName ?? '',
          at: RequestedDateTime?.getTime() ?? since,
          ...(operation && { operation }),
        });
      }
    }
    return found;
  });
}
