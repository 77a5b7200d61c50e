import { type GuestOs, type Installation, installCommand } from '../../src/guest/script.ts';
import { commandOperation } from './run-command.ts';

interface InstallationInput extends Installation {
  readonly instanceId: string;
  readonly os: GuestOs;
}

/** Installs and registers the Mobility service from inside; the script takes up where an earlier run ended. */
export const installByCommand = commandOperation<InstallationInput>({
  kind: 'install-mobility-service',
  verb: 'installing the Mobility service on',
  repeat: 'after-horizon',
  command: ({ instanceId: _, os, ...installation }) => ({
    purpose: 'mobilityService',
    ...installCommand(os, installation),
    beginWithin: 600,
  }),
});
