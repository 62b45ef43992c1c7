import { useState } from 'react';
import { useBilledLines } from '../../api/customers.ts';
import { useCompanySearch, useProductSearch } from '../../api/mapping.ts';
import type { LineSource } from '../../api/usage.ts';
import { TextField } from '../../components/text-field.tsx';
import { useSearchText } from '../../components/use-search-text.ts';
import { type Named, PickField } from './pick-field.tsx';
import type { RulesText } from './texts.ts';

interface PickProps {
  readonly integrationId: string;
  readonly chosen: Named | null;
  readonly onPick: (one: Named | null) => void;
  /** Offered before anything is searched for. */
  readonly atHand: readonly Named[];
  readonly text: RulesText;
}

/** Without those that are at hand twice. */
const together = (atHand: readonly Named[], found: readonly Named[]): readonly Named[] => [
  ...atHand,
  ...found.filter(({ id }) => !atHand.some((one) => one.id === id)),
];

function useTypedSearch() {
  const [q, setQ] = useState('');
  const [typed, setTyped] = useSearchText(q, setQ);
  return { q: q.trim(), typed, setTyped };
}

/** Customers are too many for one list: a part of the name or the ID finds them. */
export function CustomerPick({ integrationId, chosen, onPick, atHand, text }: PickProps) {
  const { q, typed, setTyped } = useTypedSearch();
  const search = useCompanySearch(integrationId, q, true);
  return (
    <>
      <TextField
        type="search"
        label={text('console-billing-rules.search-customers')}
        value={typed}
        onChange={setTyped}
        hint={hintOf(search.data, q, text)}
      />
      <PickField
        label={text('console-billing-rules.scope.customer')}
        found={together(atHand, search.data?.items ?? [])}
        error={search.error}
        {...{ chosen, onPick, text }}
      />
    </>
  );
}

export function ProductPick({ integrationId, chosen, onPick, atHand, text }: PickProps) {
  const { q, typed, setTyped } = useTypedSearch();
  const search = useProductSearch(integrationId, q);
  const found = search.data?.items.map(({ id, productId }) => ({ id, name: productId }));
  return (
    <>
      <TextField
        type="search"
        label={text('console-billing-rules.search-products')}
        value={typed}
        onChange={setTyped}
        hint={hintOf(search.data, q, text)}
      />
      <PickField
        label={text('console-billing-rules.scope.product')}
        found={together(atHand, found ?? [])}
        error={search.error}
        {...{ chosen, onPick, text }}
      />
    </>
  );
}

/** One of those at hand; else a line is found by its customer. */
export function LinePick({ integrationId, chosen, onPick, atHand, text }: PickProps) {
  const [customer, setCustomer] = useState<Named | null>(null);
  const lines = useBilledLines(integrationId, customer?.id ?? '');
  const found = lines.data?.map((line) => ({ id: line.psaLineId, name: lineName(line, text) }));
  return (
    <>
      {atHand.length > 0 ? null : (
        <CustomerPick chosen={customer} onPick={setCustomer} atHand={[]} {...{ integrationId, text }} />
      )}
      <PickField
        label={text('console-billing-rules.scope.line')}
        found={together(atHand, found ?? [])}
        error={lines.error}
        {...{ chosen, onPick, text }}
      />
    </>
  );
}

/** "Managed IT: SEAT-ESS (line 4711)". */
export const lineName = (line: LineSource, text: RulesText): string =>
  text('console-billing-rules.line-name', {
    place: line.agreementName,
    sku: line.productIdentifier ?? line.productId,
    id: line.psaLineId,
  });

function hintOf(
  data: { readonly items: readonly unknown[]; readonly total: number } | undefined,
  q: string,
  text: RulesText,
): string {
  if (q === '' || data === undefined) return text('console-billing-rules.search-hint');
  const { items, total } = data;
  return total > items.length
    ? text('console-billing-rules.found-more', { shown: items.length, total })
    : text('console-billing-rules.found', { count: total });
}
