import { hostKinds } from '../../src/migration/host-kinds.ts';
import type { DiscoveredMachine, ReplicationHost } from '../../src/migration/replicator-port.ts';
import { installerFor } from '../mobility-installers.ts';
import { installByCommand } from '../operations/install-by-command.ts';
import { isOver, resultOfCommand } from '../operations/run-command.ts';
import { blocked, type Outcome, wait } from '../outcome.ts';
import type { StepContext } from '../step.ts';
import { whyNotInstalled } from './why-not-installed.ts';

/** Installs the Mobility service from inside the machine, by Systems Manager, and waits until the appliance sees its agent. */
export async function installBySsm(context: StepContext, machine: DiscoveredMachine, host: ReplicationHost): Promise<Outcome> {
  const { migration, runCommand, source, operation, perform, timing, now } = context;
  const { alias, instanceId, region } = migration.source;
  const how = runCommand?.mobilityService;
  const os = migration.machine?.osFamily ?? 'unknown';
  if (host.engine !== 'InMageRcm')
    return blocked(
      `By Systems Manager Ferry registers the Mobility service with a replication appliance only, and ${host.name} is a ${hostKinds[host.engine].name}.`,
      `Say mobilityService: preinstalled or push for this target in ferry.yml, restart Ferry, then Retry.`,
    );
  if (!how)
    return blocked(
      `The target wants the Mobility service to be installed by Systems Manager, and ferry.yml does not let Ferry do that on machines of ${alias}.`,
      `Allow it as mobilityService under sources.${alias}.runCommand in ferry.yml, with the installers, and restart Ferry; or its owner installs it on ${machine.name} by hand. Then Retry.`,
    );
  const system = migration.machine?.os ?? '';
  const name = installerFor(system);
  const installer = name === undefined ? undefined : how.installers[name];
  if (os === 'unknown' || name === undefined || !installer)
    return blocked(
      `ferry.yml names no installer of the Mobility service for ${system || 'this system'}${name ? ` (${name})` : ''}.`,
      `${name ? `Copy the one with ${name} in its name from E:\\Software\\Agents of the appliance to where machines may fetch it, name it as ${name} under sources.${alias}.runCommand.mobilityService.installers, and restart Ferry; or its` : 'Its'} owner installs it on ${machine.name} by hand. Then Retry.`,
    );
  const sent = operation(installByCommand.kind);
  const result = await resultOfCommand(source, { instanceId }, sent);
  if (result?.state === 'succeeded' && result.output.includes('ferry.installed=1')) {
    const late = sent !== undefined && now - sent.sentAt > timing.settle * 1000;
    return wait(timing.poll, 'the Mobility service is installed and registered; the appliance does not see it yet', {
      ...(late && {
        say: `The Mobility service has been installed on ${machine.name} and registered with ${host.name}, and the appliance does not see its agent. Look at the agent's services and its way to the appliance on 443 and 9443. Ferry notices by itself.`,
      }),
    });
  }
  if (result && isOver(result)) {
    const { problem, remedy } = whyNotInstalled(result, { machine: machine.name, instanceId, parameter: how.configuration });
    return blocked(problem, remedy);
  }
  const installation = {
    ...installer,
    parameter: how.configuration,
    instance: instanceId,
    region,
    credentialless: machine.runAsAccount === undefined,
  };
  return perform(
    installByCommand,
    { instanceId, os, ...installation },
    `installing the Mobility service ${name} from inside ${machine.name}`,
  );
}
