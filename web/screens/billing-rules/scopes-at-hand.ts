import type { UsageDetail } from '../../api/usage.ts';
import type { ScopesAtHand } from './scope-field.tsx';
import { lineName } from './scope-picks.tsx';
import type { RulesText } from './texts.ts';

/** Customer, PSA lines, and products of the usage line that a rule is for; nothing without one. */
export function scopesAtHand(line: UsageDetail | null, text: RulesText): ScopesAtHand {
  if (line === null) return { customers: [], lines: [], products: [] };
  const { company, lines } = line;
  const products = new Map(lines.map((one) => [one.productId, one.productIdentifier ?? one.productId]));
  return {
    customers: company === null ? [] : [company],
    lines: lines.map((one) => ({ id: one.psaLineId, name: lineName(one, text) })),
    products: [...products].map(([id, name]) => ({ id, name })),
  };
}
