import type { DecisionResult } from '../../../api/usage-decisions.ts';
import type { BulkText } from './texts.ts';

/** What people did to many lines. */
export type Done = 'approve' | 'propose' | 'hold' | 'dismiss';

/**
 * Returns the outcome for many lines, a sentence for each kind of result: "31 lines approved. 2 lines could not be
 * approved. They stay selected; each row shows why."
 * @param month as in "dismissed for November"
 */
export function bulkWords(
  done: Done,
  results: readonly DecisionResult[],
  month: string,
  text: BulkText,
): string {
  const failed = results.filter(({ outcome }) => outcome === 'rejected').length;
  const unknown = results.filter(({ outcome }) => outcome === 'unknown').length;
  const count = results.length - failed - unknown;
  return [
    results.length === 0 ? text('console-usage-bulk.nothing') : '',
    count === 0
      ? ''
      : done === 'dismiss'
        ? text('console-usage-bulk.done.dismiss', { count, month })
        : text(`console-usage-bulk.done.${done}`, { count }),
    failed === 0 ? '' : text(`console-usage-bulk.failed.${done}`, { count: failed }),
    unknown === 0 ? '' : text('console-usage-bulk.no-response', { count: unknown }),
  ]
    .filter((part) => part !== '')
    .join(' ');
}
