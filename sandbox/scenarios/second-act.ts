import type { RequestLog } from '../request-log.ts';
import type { Scenario } from '../scenario.ts';

export { makeInvoice, undoInvoice } from './changes.ts';

export type ActTwo = 'played' | 'no-second-act' | 'already-played';

/** Runs the second act of the scenario, once ("play next week"), and logs what people did in it. */
export function playActTwo(scenario: Scenario, requestLog: RequestLog, now: Date): ActTwo {
  if (scenario.secondAct === null) return 'no-second-act';
  if (scenario.act > 1) return 'already-played';
  scenario.secondAct(scenario, now, requestLog);
  scenario.act = 2;
  return 'played';
}
