import type { CommandDocument, Instance, World } from '../model.ts';
import { AwsRefusal } from '../refusals.ts';
import { runScript } from './shell/index.ts';
import type { Ran } from './shell/known-script.ts';

type Parameters = Readonly<Record<string, readonly string[]>>;

/** One document as Run Command plays it. */
export interface Playable {
  readonly platforms: readonly ('linux' | 'windows')[];
  /** Those it takes, and those without which it is refused. */
  readonly takes: readonly string[];
  readonly demands: readonly string[];
  readonly seconds: number;
  play(machine: Instance, parameters: Parameters): Ran;
}

const takes = ['commands', 'workingDirectory', 'executionTimeout'];
const script = (platform: 'linux' | 'windows'): Playable => ({
  platforms: [platform],
  takes,
  demands: ['commands'],
  seconds: 3,
  play: (machine, { commands = [] }) => runScript(machine, commands.join('\n')),
});

const amazons: Readonly<Record<string, Playable>> = {
  'AWS-RunShellScript': script('linux'),
  'AWS-RunPowerShellScript': script('windows'),
};

/** A document by its name: AWS's own, or one of the account. */
export function documentCalled(world: World, name: string): Playable {
  const own = world.documents.get(name);
  const found = amazons[name] ?? (own && ofAccount(own));
  if (!found) throw new AwsRefusal('InvalidDocument', `Document with name ${name} does not exist.`);
  return found;
}

function ofAccount({ platforms, parameters, demands, exitCode, output, errorOutput, seconds }: CommandDocument): Playable {
  return { platforms, takes: [...parameters, ...demands], demands, seconds, play: () => ({ exitCode, output, errorOutput }) };
}
