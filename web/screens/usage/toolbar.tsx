import { type Ref, useMemo } from 'react';
import { kindWords } from '../../../contracts/api/usage.ts';
import { useUsageLine, type UsageRow } from '../../api/usage.ts';
import { needWords } from '../../app/need-words.ts';
import { useWords, type Words } from '../../app/words.tsx';
import { FilterBar, FilterChip, SearchField } from '../../components/filter-bar.tsx';
import { formatCount, plural } from '../../components/format.ts';
import { useAsOf } from '../../components/use-as-of.ts';
import { useMirrored } from '../../components/use-mirrored.ts';
import { shortText } from '../../components/visible-text.ts';
import { type Sort, sorts, sortWords, type UsageAddress, type UsageFilters } from './address.ts';
import { decisionWords, flagWords } from './decision-words.ts';
import { FilterMenu } from './filter-menu.tsx';
import { sumsOf, sumsText } from './line-facts.ts';

/** Filters, search and order; beside them what the table holds. */
export function Toolbar({
  address,
  rows,
  total,
  currency,
  edition,
  sortField,
  onChange,
}: {
  readonly address: UsageAddress;
  readonly rows: readonly UsageRow[];
  readonly total: number | undefined;
  readonly currency: string;
  /** Totals are those of the table as it was read: own decisions change cells, not sums. */
  readonly edition: string;
  readonly sortField: Ref<HTMLSelectElement>;
  readonly onChange: (
    change: Partial<UsageFilters> & { readonly sort?: Sort },
    how?: 'push' | 'replace',
  ) => void;
}) {
  const { filters, sort } = address;
  const words = useWords(rows[0]?.integrationId);
  const [shownSort, setShownSort] = useMirrored(sort);
  // Rows by their edition and number alone.
  const counted = useAsOf(`${edition}|${rows.length}|${total ?? ''}|${currency}`, rows);
  const totals = useMemo(
    () => (total === undefined ? '' : tableWords(counted, total, currency)),
    [counted, total, currency],
  );
  const services = [...new Map(rows.map(({ service }) => [service.id, service])).values()];
  const without = <T extends string>(list: readonly T[], value: T): readonly T[] =>
    list.filter((other) => other !== value);
  return (
    <FilterBar>
      <FilterMenu filters={filters} services={services} total={total} onChange={onChange} />
      {filters.toDecide ? (
        <FilterChip onRemove={() => onChange({ toDecide: false })}>open lines</FilterChip>
      ) : null}
      {filters.need.map((need) => (
        <FilterChip key={need} onRemove={() => onChange({ need: without(filters.need, need) })}>
          {needWords(need, words.vendor)}
        </FilterChip>
      ))}
      {filters.kind.map((kind) => (
        <FilterChip key={kind} onRemove={() => onChange({ kind: without(filters.kind, kind) })}>
          {kindWords(kind, words)}
        </FilterChip>
      ))}
      {filters.flag.map((flag) => (
        <FilterChip key={flag} onRemove={() => onChange({ flag: without(filters.flag, flag) })}>
          {flagWords[flag]}
        </FilterChip>
      ))}
      {filters.decision.map((decision) => (
        <FilterChip
          key={decision}
          onRemove={() => onChange({ decision: without(filters.decision, decision) })}
        >
          {decisionWords[decision]}
        </FilterChip>
      ))}
      {filters.account === null ? null : (
        <FilterChip onRemove={() => onChange({ account: null })}>
          account{rows[0] === undefined ? null : <AccountName row={rows[0]} accountId={filters.account} />}
        </FilterChip>
      )}
      {filters.company === null ? null : (
        <FilterChip onRemove={() => onChange({ company: null })}>
          {words.company} {companyWords(rows[0], filters.company, words)}
        </FilterChip>
      )}
      {filters.service === null ? null : (
        <FilterChip onRemove={() => onChange({ service: null })}>
          {services.find(({ id }) => id === filters.service)?.name ?? 'service'}
        </FilterChip>
      )}
      {filters.integration === null ? null : (
        <FilterChip onRemove={() => onChange({ integration: null })}>integration</FilterChip>
      )}
      <SearchField
        label="Search usage lines"
        placeholder={`Customer, product, ${words.agreement}, id`}
        value={filters.q}
        onChange={(q) => onChange({ q }, 'replace')}
      />
      <label>
        <span className="sr-only">Sort</span>
        <select
          ref={sortField}
          value={shownSort}
          onChange={(event) => {
            setShownSort(event.target.value);
            onChange({ sort: event.target.value as Sort });
          }}
          aria-keyshortcuts="c"
          className="h-(--control-dense) rounded-control border border-edge bg-surface px-1.5 text-table text-ink"
        >
          {sorts.map((value) => (
            <option key={value} value={value}>
              {sortWords(value, words)}
            </option>
          ))}
        </select>
      </label>
      <span className="ml-auto text-table tabular-nums text-ink-2" data-testid="table-totals">
        {totals}
      </span>
    </FilterBar>
  );
}

/** Each line of the filtered table names it, beside the others it may have. */
function AccountName({ row, accountId }: { readonly row: UsageRow; readonly accountId: string }) {
  const account = useUsageLine(row.id).data?.accounts.find((one) => one.accountId === accountId);
  return account === undefined ? null : ` ${shortText(account.name)}`;
}

const companyWords = (row: UsageRow | undefined, id: string, { psaIds }: Words): string =>
  row?.company?.id === id ? `${shortText(row.company.name)} (${psaIds} ${id})` : `${psaIds} ${shortText(id)}`;

/** "37 lines · +96 seats · +288.00 USD/mo"; sums only where all rows are here. */
const tableWords = (rows: readonly UsageRow[], total: number, currency: string): string =>
  rows.length < total
    ? `${formatCount(rows.length)} of ${formatCount(total)} lines loaded`
    : `${plural(total, 'line')} · ${sumsText(sumsOf(rows), currency)}`;
