import { consoleMargin } from '../../messages/generated/console-margin.ts';
import type { Margin } from '../api/margins.ts';
import { amount } from '../values/figure.ts';
import { type Texts, useTexts } from '../components/texts.ts';

export type MarginTexts = Texts<typeof consoleMargin.declared>;

/** @param integrationId whose terms are used; absent: those that hold for all */
export const useMarginTexts = (integrationId?: string): MarginTexts => useTexts(consoleMargin, integrationId);

/** "Margin 67.83 USD a month: billed 120.00 USD, cost 52.17 USD by the PSA." */
export function marginText(
  { currency, billedPerMonth, costPerMonth, costFrom, marginPerMonth }: Margin,
  text: MarginTexts,
): string {
  const money = (of: string | null): string => amount(of, { currency, named: true });
  const billed = money(billedPerMonth);
  if (costFrom === null) return text('console-margin.cost-unknown', { billed });
  return text(`console-margin.by-${costFrom}`, {
    margin: money(marginPerMonth),
    billed,
    cost: money(costPerMonth),
  });
}
