import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Instance, RunCommand } from '../model.ts';
import { powerOf } from '../power.ts';
import { AwsRefusal } from '../refusals.ts';
import type { JsonAction } from '../services/json-service.ts';
import { commandView } from './command-view.ts';
import { documentCalled } from './documents.ts';

/** The limits of the service's own model. */
const request = z.object({
  InstanceIds: z
    .array(z.string().regex(/^(?:i-(?:\w{8}|\w{17})|mi-\w{17})$/))
    .min(1)
    .max(50),
  DocumentName: z.string().regex(/^[a-zA-Z0-9_\-.:/]{3,128}$/),
  TimeoutSeconds: z.int().min(30).max(2_592_000).default(3_600),
  Comment: z.string().max(100).default(''),
  Parameters: z.record(z.string(), z.array(z.string())).default({}),
});

/** A whole request may not be larger. */
const largest = 65_536;

export const sendCommand: JsonAction = ({ input, world, caller, kit, now }) => {
  const parsed = request.safeParse(input);
  if (!parsed.success) throw new AwsRefusal('ValidationException', z.prettifyError(parsed.error));
  if (JSON.stringify(input).length > largest) throw new AwsRefusal('MaxDocumentSizeExceeded', 'The size limit of a document is 64 KB.');
  const { InstanceIds, DocumentName, TimeoutSeconds, Comment, Parameters } = parsed.data;
  if (new Set(InstanceIds).size < InstanceIds.length) throw new AwsRefusal('DuplicateInstanceId', 'An instance id is there twice.');
  const [instanceId = ''] = InstanceIds;
  if (InstanceIds.length > 1) throw new AwsRefusal('ValidationException', 'The sandbox takes one machine at a time.');
  const document = documentCalled(world, DocumentName);
  const machine = managed(world.instances.get(instanceId), caller.region, now, instanceId);
  if (!document.platforms.includes(machine.platform))
    throw new AwsRefusal('UnsupportedPlatformType', `The document ${DocumentName} does not run on this platform.`);
  const missing = document.demands.find((name) => !Parameters[name]);
  const strange = Object.keys(Parameters).find((name) => !document.takes.includes(name));
  if (missing ?? strange) throw new AwsRefusal('InvalidParameters', `Parameter ${missing ?? strange}: ${missing ? 'missing' : 'unknown'}.`);

  const tick = 1000 / kit.speed;
  const limit = Number(Parameters['executionTimeout']?.[0] ?? 3_600);
  const command: RunCommand = {
    commandId: randomUUID(),
    instanceId,
    documentName: DocumentName,
    comment: Comment,
    parameters: Parameters,
    requestedAt: now,
    shownAt: now + tick,
    expiresAt: now + TimeoutSeconds * tick,
    begunAt: now + 2 * tick,
    endsAt: now + (2 + Math.min(document.seconds, limit)) * tick,
    overran: document.seconds > limit,
    ran: document.play(machine, Parameters),
  };
  world.commands.set(command.commandId, command);
  kit.effects.count('aws', 'SendCommand', instanceId);
  return { Command: { ...commandView(command, machine, now, kit), Status: 'Pending', StatusDetails: 'Pending' } };
};

/** Only a machine that runs and whose agent has registered takes commands; one whose agent is silent keeps them waiting. */
function managed(machine: Instance | undefined, region: string, now: number, id: string): Instance {
  if (machine?.ssm && machine.region === region && powerOf(machine, now) === 'running') return machine;
  throw new AwsRefusal('InvalidInstanceId', `Instances [[${id}]] not in a valid state for account`);
}
