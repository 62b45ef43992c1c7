import { usageKinds } from '../../../../contracts/api/usage.ts';
import { kindWords } from '../../../components/kind-words.ts';
import type { LineNeed } from '../../../api/usage.ts';
import type { Words } from '../../../components/words.ts';
import type { Decision, Flag } from './address.ts';
import { reviewTextsIn } from './texts.ts';

/** A flag at the head of a row or next to a filter (RULES 8). */
export const flagWords = (flag: Flag): string => reviewTextsIn(null)(`console-usage-review.flag.${flag}`);

export const decisionWords = (decision: Decision): string =>
  reviewTextsIn(null)(`console-usage-review.decision.${decision}`);

/** What a line needs, as short as the head of a row: its kind, flag or decision where one says it. */
export function needName(need: LineNeed, words: Words): string {
  const kind = usageKinds.find((one) => one === need);
  if (kind !== undefined) return kindWords(kind, words);
  switch (need) {
    case 'held':
    case 'included':
    case 'stale':
      return flagWords(need);
    case 'proposed':
      return decisionWords('proposed');
    case 'on-hold':
      return decisionWords('held');
    default:
      return reviewTextsIn(null)('console-usage-review.write-conflict');
  }
}
