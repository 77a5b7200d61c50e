import type { HealthError as ArmHealthError } from '@azure/arm-recoveryservices-siterecovery';
import type { HealthError } from '../../migration/replicator-port.ts';
import { known, text } from './values.ts';

/** A health error in the port's words, of an item or of a host. */
export function readHealthErrors(errors: readonly ArmHealthError[] | null | undefined): readonly HealthError[] {
  return (errors ?? []).map((error) => ({
    code: text(error.errorCode) ?? text(error.errorId) ?? 'unknown',
    severity: text(error.errorLevel) ?? 'unknown',
    message: text(error.errorMessage) ?? text(error.summaryMessage) ?? 'no message',
    ...known({
      possibleCauses: text(error.possibleCauses),
      recommendedAction: text(error.recommendedAction),
      entity: text(error.entityId),
    }),
  }));
}
