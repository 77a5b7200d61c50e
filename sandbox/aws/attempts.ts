import type { Call } from '../kit/http.ts';
import type { Caller } from './credentials.ts';
import type { World } from './model.ts';
import type { Attempt } from './policy.ts';
import { parseQuery, type Query } from './query.ts';

/** Everything that a request wants to do to one resource each, as IAM would be asked; a request is allowed when all of them are. */
export function attemptsOf(action: string, { body }: Pick<Call, 'body'>, caller: Caller, world: World): readonly Attempt[] {
  const query = parseQuery(body.startsWith('{') ? '' : body);
  const on = (kind: string, id: string, more: Attempt['context'] = {}): Attempt => ({
    action,
    resource:
      kind === 'snapshot' ? `arn:aws:ec2:${caller.region}::snapshot/${id}` : `arn:aws:ec2:${caller.region}:${caller.account}:${kind}/${id}`,
    context: {
      ...Object.fromEntries(Object.entries(world.tags.get(id) ?? {}).map(([key, value]) => [`aws:ResourceTag/${key}`, [value]])),
      ...more,
    },
  });
  switch (action) {
    case 'ec2:StopInstances':
    case 'ec2:StartInstances':
      return query.list('InstanceId').map((id) => on('instance', id));
    case 'ec2:ModifyInstanceAttribute':
      return [on('instance', query.text('InstanceId') ?? '', { 'ec2:Attribute': attributesOf(query) })];
    case 'ec2:CreateTags':
      return query.list('ResourceId').map((id) => on(kindOf(id), id, { 'aws:TagKeys': tagKeys(query.members('Tag')) }));
    case 'ec2:CreateSnapshots':
      return snapshots(query, world, on);
    case 'ssm:SendCommand':
      return commands(body, caller, on);
    default:
      return [{ action, resource: '*', context: {} }];
  }
}

type On = (kind: string, id: string, more?: Attempt['context']) => Attempt;

/** Making snapshots is about the machine, its volumes and what is made; tagging them at once is a right of its own. */
function snapshots(query: Query, world: World, on: On): Attempt[] {
  const id = query.text('InstanceSpecification.InstanceId') ?? '';
  const volumes = world.instances.get(id)?.volumes ?? [];
  const tags = query.members('TagSpecification').flatMap((specification) => tagKeys(specification.members('Tag')));
  return [
    on('instance', id),
    ...volumes.map(({ volumeId }) => on('volume', volumeId)),
    on('snapshot', 'new'),
    ...(tags.length > 0
      ? [{ ...on('snapshot', 'new', { 'ec2:CreateAction': ['CreateSnapshots'], 'aws:TagKeys': tags }), action: 'ec2:CreateTags' }]
      : []),
  ];
}

function commands(body: string, { region }: Caller, on: On): Attempt[] {
  const { InstanceIds = [], DocumentName = '' } = JSON.parse(body) as {
    readonly InstanceIds?: readonly string[];
    readonly DocumentName?: string;
  };
  const document = on('document', DocumentName);
  const resource = DocumentName.startsWith('AWS-')
    ? `arn:aws:ssm:${region}::document/${DocumentName}`
    : document.resource.replace(':ec2:', ':ssm:');
  return [...InstanceIds.map((id) => on('instance', id)), { ...document, resource }];
}

const attributes = ['DisableApiTermination', 'DisableApiStop', 'InstanceInitiatedShutdownBehavior'];

function attributesOf(query: Query): readonly string[] {
  return attributes.filter((name) => query.text(`${name}.Value`) !== undefined);
}

function tagKeys(tags: readonly Query[]): string[] {
  return tags.flatMap((tag) => tag.text('Key') ?? []);
}

function kindOf(id: string): string {
  if (id.startsWith('snap-')) return 'snapshot';
  return id.startsWith('vol-') ? 'volume' : 'instance';
}
