import type { PsaName } from '../vendor-names.ts';
import type { ConnectWiseWorld, World } from '../world.ts';
import { autotaskOf } from './autotask-side.ts';
import { halopsaSide } from './halopsa-side.ts';

/** What an MSP's PSA holds, as each PSA has it. */
export const everyPsa = (connectwise: ConnectWiseWorld, now: Date): Pick<World, PsaName> => ({
  connectwise,
  autotask: autotaskOf(connectwise, now),
  halopsa: halopsaSide(connectwise),
});

/** Of a ConnectWise that does nothing unusual. */
export const usualSwitches = (): ConnectWiseWorld['switches'] => ({
  largestPage: null,
  nextLinks: 'given',
  canceledLines: 'rejected',
  endedAgreements: 'rejected',
  lineTimestamps: 'given',
});
