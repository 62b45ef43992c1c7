import { useUsageLineIf } from '../../api/usage.ts';
import type { ScopesAtHand } from './scope-field.tsx';
import { lineName } from './scope-picks.tsx';
import { useRulesTexts } from './texts.ts';

const none: ScopesAtHand = { customers: [], lines: [], products: [] };

/** Customer, PSA lines, and products of the usage line that a rule is for; nothing without one. */
export function useScopesAtHand(integrationId: string, usageLineId: string | null): ScopesAtHand {
  const text = useRulesTexts(integrationId);
  const { data } = useUsageLineIf(usageLineId);
  if (data === undefined) return none;
  const { company, lines } = data;
  const products = new Map(lines.map((line) => [line.productId, line.productIdentifier ?? line.productId]));
  return {
    customers: company === null ? [] : [company],
    lines: lines.map((line) => ({ id: line.psaLineId, name: lineName(line, text) })),
    products: [...products].map(([id, name]) => ({ id, name })),
  };
}
