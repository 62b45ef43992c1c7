import type { DecisionResult } from '../../../api/usage-decisions.ts';
import { plural } from '../../../values/format.ts';

/** What became of many, in one sentence or two: "Approved 31 lines. 2 rejected: they stay ticked, each says why." */
export function bulkWords(done: string, results: readonly DecisionResult[]): string {
  const rejected = results.filter(({ outcome }) => outcome === 'rejected').length;
  const unknown = results.filter(({ outcome }) => outcome === 'unknown').length;
  const taken = results.length - rejected - unknown;
  return [
    results.length === 0 ? 'Nothing was sent.' : taken === 0 ? '' : `${done} ${plural(taken, 'line')}.`,
    rejected === 0
      ? ''
      : rejected === 1
        ? '1 rejected: it stays ticked, its row says why.'
        : `${rejected} rejected: they stay ticked, each row says why.`,
    unknown === 0 ? '' : `No answer for ${plural(unknown, 'line')}: the rows show what stands.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
