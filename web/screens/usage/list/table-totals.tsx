import { type ReactNode, useMemo } from 'react';
import type { UsageRow } from '../../../api/usage.ts';
import { useAsOf } from '../../../components/use-as-of.ts';
import { withSums } from '../../usage-line/with-sums.tsx';
import { useRules } from '../review/review.tsx';
import { type ListText, useListTexts } from './texts.ts';

/** What the table holds, as it was read: own decisions change cells, not sums. What is decided already is in no sum. */
export function TableTotals({
  rows,
  total,
  edition,
}: {
  readonly rows: readonly UsageRow[];
  readonly total: number;
  readonly edition: string;
}) {
  const { currency } = useRules();
  const text = useListTexts();
  // Rows by their edition and number alone.
  const counted = useAsOf(`${edition}|${rows.length}|${total}|${currency}`, rows);
  const words = useMemo(() => tableWords(counted, total, currency, text), [counted, total, currency, text]);
  return (
    <span className="text-table tabular-nums text-ink-2" data-testid="table-totals">
      {words}
    </span>
  );
}

/** "25 lines · +96 seats · +288.00 USD/month"; sums only where all rows are here. */
function tableWords(rows: readonly UsageRow[], total: number, currency: string, text: ListText): ReactNode {
  if (rows.length < total) return text('console-usage-list.lines-loaded', { loaded: rows.length, total });
  const open = rows.filter(({ need }) => need !== null);
  const lines = text('console-usage-list.lines', { count: total });
  if (open.length === 0) return lines;
  const counted =
    open.length === total ? lines : text('console-usage-list.lines-open', { lines, open: open.length });
  return withSums(open, currency, (sums) => `${counted} · ${sums}`);
}
