import { consoleNeeds } from '../../messages/generated/console-needs.ts';
import { kindWords } from '../components/kind-words.ts';
import type { LineNeed } from '../api/usage.ts';
import type { Words } from '../components/words.ts';
import { textsOf } from '../values/texts.ts';

/** What an open line needs, in the reader's words. */
export function needWords(need: LineNeed, words: Words): string {
  switch (need) {
    case 'conflict':
    case 'increase':
    case 'decrease':
    case 'proposed':
    case 'held':
    case 'included':
    case 'stale':
    case 'on-hold':
      return textsOf(consoleNeeds, null)(`console-needs.${need}`);
    default:
      return kindWords(need, words);
  }
}

/** What these need is found by looking at each line, so the first is opened immediately. */
export const oneByOne: ReadonlySet<LineNeed> = new Set([
  'conflict',
  'held',
  'included',
  'choice',
  'proposed',
  'new',
]);
