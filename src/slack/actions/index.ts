import { accept } from './accept.ts';
import type { Action } from './action.ts';
import { authorise } from './authorise.ts';
import { cancel } from './cancel.ts';
import { cancelPlan } from './cancel-plan.ts';
import { choosePoint } from './choose-point.ts';
import { cleanUpTest } from './clean-up-test.ts';
import { didNotHappen } from './did-not-happen.ts';
import { forceStop } from './force-stop.ts';
import { goOn } from './go-on.ts';
import { itHappened } from './it-happened.ts';
import { lookAgain } from './look-again.ts';
import { otherPoint } from './other-point.ts';
import { placement } from './placement.ts';
import { reject } from './reject.ts';
import { retry } from './retry.ts';
import { rollBack } from './roll-back.ts';
import { sendOnceMore } from './send-once-more.ts';
import { start } from './start.ts';
import { stopAgain } from './stop-again.ts';
import { stoppedAgain } from './stopped-again.ts';
import { vouch } from './vouch.ts';
import { waiveTest } from './waive-test.ts';

/** Every button there is, in the order in which cards show them. */
export const actions: readonly Action[] = [
  start,
  placement,
  cancelPlan,
  authorise,
  choosePoint,
  reject,
  accept,
  stopAgain,
  stoppedAgain,
  goOn,
  otherPoint,
  rollBack,
  retry,
  forceStop,
  vouch,
  waiveTest,
  cleanUpTest,
  lookAgain,
  itHappened,
  didNotHappen,
  sendOnceMore,
  cancel,
];
