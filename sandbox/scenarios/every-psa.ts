import type { PsaName } from '../vendor-names.ts';
import type { ConnectWiseScenario, Scenario } from '../scenario.ts';
import { autotaskOf } from './autotask-side.ts';
import { halopsaSide } from './halopsa-side.ts';

/** What an MSP's PSA holds, as each PSA has it. */
export const everyPsa = (connectwise: ConnectWiseScenario, now: Date): Pick<Scenario, PsaName> => ({
  connectwise,
  autotask: autotaskOf(connectwise, now),
  halopsa: halopsaSide(connectwise),
});

/** Of a ConnectWise that does nothing unusual. */
export const usualSwitches = (): ConnectWiseScenario['switches'] => ({
  largestPage: null,
  nextLinks: 'given',
  canceledLines: 'rejected',
  endedAgreements: 'rejected',
  lineTimestamps: 'given',
});
