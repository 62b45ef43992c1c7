import type { LineMargin } from '../margin/margin.ts';
import { billableOf } from '../usage/composition.ts';
import type { MonthLine } from './review-month.ts';

/** What a line of a month earned (RULES 15), which only those read who may see margins: its report has none. */
export interface MonthMargin
  extends
    LineMargin,
    Pick<MonthLine, 'usageLineId' | 'label' | 'companyId' | 'kind' | 'productName' | 'psaQuantity'> {
  readonly seats: number | null;
  /** Billable units (RULES 13). */
  readonly units: number | null;
}

export function monthMargin(line: MonthLine, margin: LineMargin): MonthMargin {
  const { usageLineId, label, companyId, kind, productName, psaQuantity, vendorQuantity } = line;
  const of = { usageLineId, label, companyId, kind, productName, psaQuantity };
  return { ...of, seats: vendorQuantity, units: billableOf(line), ...margin };
}
