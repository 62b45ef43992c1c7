import { kindWords } from '../components/kind-words.ts';
import type { LineNeed } from '../api/usage.ts';
import type { Words } from '../components/words.ts';

/** What an open line needs, in the reader's words; small, as within a sentence. */
export function needWords(need: LineNeed, words: Words): string {
  switch (need) {
    case 'conflict':
      return 'write in conflict';
    case 'proposed':
      return 'proposed, to be confirmed';
    case 'held':
      return 'blocked by a check';
    case 'included':
      return 'free units: part of the seats?';
    case 'stale':
      return 'to be decided again';
    case 'on-hold':
      return 'on hold';
    case 'increase':
    case 'decrease':
      return `${small(kindWords(need, words))}, ready to approve`;
    default:
      return small(kindWords(need, words));
  }
}

const small = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);

/** What these need is found by looking at each line, so the first is opened at once. */
export const oneByOne: ReadonlySet<LineNeed> = new Set([
  'conflict',
  'held',
  'included',
  'choice',
  'proposed',
]);
