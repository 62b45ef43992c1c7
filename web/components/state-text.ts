import texts from '../../locales/en/console-states.json' with { type: 'json' };
import { subject } from '../../messages/rendering/subject.ts';
import { states } from '../../messages/subjects/console/states.ts';
import { type Texts, textsOf } from '../values/texts.ts';

const stateTexts = subject(states, texts);

/** What the pill of an integration, an account or a change says. */
export const stateText: Texts<typeof states> = (id, ...rest) => textsOf(stateTexts, null)(id, ...rest);

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
