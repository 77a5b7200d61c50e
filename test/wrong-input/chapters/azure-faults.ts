import { callFaults } from '../azure-faults/at-the-call.ts';
import { atThePortal } from '../azure-faults/at-the-portal.ts';
import { oddStates } from '../azure-faults/odd-states.ts';
import { openScene, type Scene } from '../azure-faults/scene.ts';
import type { Chapter } from '../chapter.ts';

/** What Azure does wrong once Ferry moves a machine, and what people do at the portal meanwhile. */
export const azureFaults: Chapter<Scene> = {
  title: 'Azure, while a machine moves',
  about:
    'Calls that fail, answers that are lost, jobs that fail or warn, and people who act at the portal meanwhile. No failover is sent twice without a person, and what somebody else did is put to a person before anything goes on. What depends on the engine is played through a replication appliance and through a configuration server, and reads the same.',
  open: openScene,
  close: ({ stage }) => stage.close(),
  rows: [...callFaults, ...oddStates, ...atThePortal],
};
