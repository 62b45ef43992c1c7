import type { ReactNode } from 'react';
import type { UsageRow } from '../../api/usage.ts';
import { Figures } from '../../components/figure.tsx';
import { figureText } from '../../values/figure-words.ts';
import { filled } from '../../components/texts.ts';
import { sumsOf, sumsText } from './line-facts.ts';

/** A text that holds the sums of some lines: "3 lines · +96 seats · +288.00 USD/month". */
export function withSums(
  rows: readonly UsageRow[],
  currency: string,
  text: (sums: string) => string,
): ReactNode {
  const sums = sumsOf(rows);
  return filled(
    text(sumsText(sums)),
    <Figures
      totals={sums.measures}
      none="–"
      unit={figureText('console-figures.per-month', { amounts: currency })}
    />,
  );
}
