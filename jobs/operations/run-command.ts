import type { CommandResult, GuestCommand } from '../../src/migration/guest-port.ts';
import type { Source } from '../../src/migration/source-port.ts';
import type { Operation } from '../../src/migration/types.ts';
import { defineOperation, type Following, type Look, type OperationDefinition } from '../operation.ts';

/** How far before the intent commands are listed; clocks are not compared, the operation tells ours. */
const lookBackMs = 3_600_000;

interface OnMachine {
  readonly instanceId: string;
}

interface CommandDefinition<I> {
  readonly kind: string;
  readonly verb: string;
  /** Once only where running it twice would harm. */
  readonly repeat: OperationDefinition<I>['repeat'];
  readonly authority?: true;
  command(input: I): GuestCommand;
}

/** A command inside a machine as an operation: sent once, found again by its comment, followed to its end. */
export function commandOperation<I extends OnMachine>({ command, ...definition }: CommandDefinition<I>): OperationDefinition<I> {
  return defineOperation<I>({
    ...definition,
    cloud: 'AWS',
    asks: { sends: 'source.guest.run', follow: ['source.guest.result'] },
    subject: (input) => input.instanceId,
    send: ({ source }, input) => source.guest.run(input.instanceId, command(input)),
    look: ({ source }, input, operation) => lookAmongCommands(source, input.instanceId, operation),
    follow: ({ source }, input, operation) => followCommand(source, input.instanceId, operation),
  });
}

/** What became of a command that was accepted; `undefined` while Systems Manager has nothing to say of it. */
export async function resultOfCommand(
  source: Source,
  { instanceId }: OnMachine,
  sent: Operation | undefined,
): Promise<CommandResult | undefined> {
  const command = sent?.state === 'accepted' ? sent.handle?.job : undefined;
  return command === undefined ? undefined : source.guest.result(instanceId, command);
}

/** Whether a command will change no more. */
export function isOver({ state }: CommandResult): boolean {
  return state !== 'waiting' && state !== 'running' && state !== 'unknown';
}

async function lookAmongCommands(source: Source, instanceId: string, operation: Operation): Promise<Look> {
  const sent = await source.guest.sent(instanceId, operation.sentAt - lookBackMs);
  const ours = sent.find((command) => command.operation === operation.id);
  return ours
    ? { found: 'ours', handle: { job: ours.id, status: 200 }, seen: `command ${ours.id} carries our id` }
    : { found: 'nothing', seen: `none of ${sent.length} commands to ${instanceId} carries our id` };
}

async function followCommand(source: Source, instanceId: string, operation: Operation): Promise<Following | undefined> {
  const result = await resultOfCommand(source, { instanceId }, operation);
  if (result === undefined)
    return operation.handle?.job === undefined ? undefined : { is: 'running', note: 'Systems Manager hands the command over' };
  if (result.state === 'succeeded') return { is: 'succeeded', warnings: [] };
  if (isOver(result)) return { is: 'failed', ...whyNot(result) };
  return { is: 'running', note: notes[result.state] ?? `Systems Manager says that the command is ${result.rawState}` };
}

const notes: Readonly<Partial<Record<CommandResult['state'], string>>> = {
  waiting: 'the command waits for the SSM Agent on the machine to take it',
  running: 'the command runs on the machine',
};

/** Why a command came to nothing, with the machine's last words, and what to do. */
export function whyNot(result: CommandResult): { readonly problem: string; readonly remedy: string } {
  const said = lastWords(result);
  const words = said ? ` Its last words: “${said}”.` : '';
  const { rawState, exitCode } = result;
  if (result.state === 'undelivered')
    return {
      problem: `the SSM Agent did not take the command in time (${rawState}); nothing ran.`,
      remedy: 'Look whether the SSM Agent runs on the machine and reaches Systems Manager. Then Retry.',
    };
  if (result.state === 'timed-out')
    return {
      problem: `it took too long and was ended on the machine (${rawState}).${words}`,
      remedy: 'Look what held it up on the machine, then Retry.',
    };
  if (result.state === 'cancelled')
    return { problem: `somebody cancelled the command (${rawState}).`, remedy: 'Find out who did it. Retry sends it again.' };
  return {
    problem: `it ended on the machine as ${rawState}${exitCode === undefined ? '' : ` with exit code ${exitCode}`}.${words}`,
    remedy: 'Mend what it names, then Retry.',
  };
}

/** The end of what a command wrote, as one short line: errors before output. */
export function lastWords({ output, errorOutput }: CommandResult): string {
  const lines = (errorOutput.trim() || output.trim()).split('\n');
  return (lines.at(-1) ?? '').trim().slice(0, 200);
}
