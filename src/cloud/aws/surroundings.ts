import type { SourceMachine } from '../../migration/source-port.ts';
import type { Surroundings } from '../../migration/surroundings.ts';
import { allWithheld } from '../../migration/withheld.ts';
import { readAutoScaling } from './auto-scaling.ts';
import { readChurn } from './churn.ts';
import { readDrivers } from './drivers.ts';
import { readManagedNode } from './managed-node.ts';
import { readNamesakes } from './namesakes.ts';
import type { Session } from './session.ts';

/** Everything around a machine that is asked for when it is judged; what Ferry may not read is in `withheld`. */
export async function readSurroundings(session: Session, machine: SourceMachine): Promise<Surroundings> {
  const [node, drivers, scaling, namesakes, churn] = await Promise.all([
    readManagedNode(session, machine),
    readDrivers(session, machine),
    readAutoScaling(session, machine),
    readNamesakes(session, machine),
    readChurn(session, machine),
  ]);
  return { ...node, ...drivers, ...scaling, ...namesakes, ...churn, ...allWithheld(node, drivers, scaling, namesakes, churn) };
}
