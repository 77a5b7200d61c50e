import { CreateSnapshotsCommand, paginateDescribeSnapshots, type Snapshot } from '@aws-sdk/client-ec2';
import type { SourceSnapshot } from '../../migration/source-port.ts';
import { currentOperation } from '../sending.ts';
import { demandInstanceId, demandSome } from './ids.ts';
import type { Session } from './session.ts';
import { fromTags, toTags } from './tags.ts';

/** Snapshots that Ferry made for one migration; found by tag, because EC2 has no token that would tell a repeated call. */
export async function readSnapshots(session: Session, migration: string): Promise<readonly SourceSnapshot[]> {
  const what = `listing the snapshots of migration ${migration}`;
  demandSome([migration], what);
  return await session.ask(what, 'ec2:DescribeSnapshots', async ({ ec2: client }) => {
    const found: SourceSnapshot[] = [];
    const ours = { OwnerIds: ['self'], Filters: [{ Name: 'tag:ferry:migration', Values: [literally(migration)] }] };
    for await (const page of paginateDescribeSnapshots({ client, pageSize: 1000 }, ours)) {
      found.push(...(page.Snapshots ?? []).flatMap(toSnapshot));
    }
    return found;
  });
}

/** One crash-consistent set of all volumes, each snapshot tagged with the operation it belongs to. */
export async function makeSnapshots(session: Session, instanceId: string, tags: Readonly<Record<string, string>>): Promise<void> {
  const what = `making snapshots of ${instanceId}`;
  demandInstanceId(instanceId, what);
  const Tags = toTags({ ...tags, 'ferry:operation': currentOperation() });
  await session.ask(what, 'ec2:CreateSnapshots', ({ ec2 }) =>
    ec2.send(
      new CreateSnapshotsCommand({
        InstanceSpecification: { InstanceId: instanceId },
        Description: `Ferry: ${instanceId} after its stop, before failover`,
        TagSpecifications: [{ ResourceType: 'snapshot', Tags }],
      }),
    ),
  );
}

function toSnapshot({ SnapshotId, VolumeId, State, Progress, Tags }: Snapshot): SourceSnapshot[] {
  if (!SnapshotId || !VolumeId || !State) return [];
  const percent = Number.parseInt(Progress ?? '', 10);
  const operation = fromTags(Tags)['ferry:operation'];
  return [
    {
      snapshotId: SnapshotId,
      volumeId: VolumeId,
      state: State,
      ...(Number.isInteger(percent) && { percent }),
      ...(operation && { operation }),
    },
  ];
}

/** A filter takes `*` and `?` for wildcards unless they are escaped. */
function literally(value: string): string {
  return value.replace(/[*?\\]/g, '\\$&');
}
