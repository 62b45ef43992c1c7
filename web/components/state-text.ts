import { consoleStates } from '../../messages/generated/console-states.ts';
import { type Texts, textsOf } from '../values/texts.ts';

/** What the pill of an integration, an account or a change says. */
export const stateText: Texts<typeof consoleStates.declared> = (id, ...rest) =>
  textsOf(consoleStates, null)(id, ...rest);

const changes = [
  'queued',
  'sending',
  'unknown',
  'confirmed',
  'unchanged',
  'stale',
  'conflict',
  'rejected',
  'canceled',
] as const;

/** Of a change in a report, which may be of another version: then its code. */
export function changeText(state: string): string {
  const known = changes.find((one) => one === state);
  return known === undefined ? state : stateText(`console-states.change.${known}`);
}
