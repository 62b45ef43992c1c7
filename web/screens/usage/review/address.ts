import { useCallback, useMemo } from 'react';
import { useSearchParams } from '../../../components/router.tsx';
import { decisionStates, lineNeeds, usageFlags, usageKinds } from '../../../../contracts/api/usage.ts';
import type { LineNeed, UsageQuestion } from '../../../api/usage.ts';
import { currentParams } from '../../../context/current-params.ts';

export const flags = usageFlags;
export const decisions = decisionStates;
const columns = ['amount', 'account', 'service', 'psa', 'vendor', 'variance', 'money'] as const;
export type Column = (typeof columns)[number];
export type Sort = Column | `-${Column}`;

export const isText = (column: Column): boolean => column === 'account' || column === 'service';

/** What most people want first of each column comes first. */
export const sorts: readonly Sort[] = columns.flatMap((column): readonly Sort[] =>
  isText(column) ? [column, `-${column}`] : [`-${column}`, column],
);

export type Kind = (typeof usageKinds)[number];
export type Flag = (typeof flags)[number];
export type Decision = (typeof decisions)[number];

export interface UsageFilters {
  readonly kind: readonly Kind[];
  readonly flag: readonly Flag[];
  readonly decision: readonly Decision[];
  /** What a person still has to decide, as the start page counts it; by itself where nothing else is asked. */
  readonly toDecide: boolean;
  readonly need: readonly LineNeed[];
  /** Lines under this billing rule; `any`: under one at all. */
  readonly rule: string | null;
  /** Lines that the person who looks sees to. */
  readonly assignee: 'me' | null;
  readonly integration: string | null;
  readonly account: string | null;
  readonly company: string | null;
  readonly service: string | null;
  readonly q: string;
}

/** In addition to the customer and the decision, which are always shown; in display order. */
export const optionalColumns = [
  'product',
  'description',
  'psa',
  'vendor',
  'variance',
  'money',
  'margin',
  'billing-target',
] as const;
export type OptionalColumn = (typeof optionalColumns)[number];

export const presetColumns: readonly OptionalColumn[] = optionalColumns.filter(
  (column) => column !== 'description' && column !== 'margin',
);

/** Means no columns; an empty value in the address would mean the default ones. */
const noColumns = 'none';

const columnsText = (columns: readonly OptionalColumn[]): string | null =>
  columns.length === 0 ? noColumns : columns.join() === presetColumns.join() ? null : columns.join(',');

export interface UsageAddress {
  readonly filters: UsageFilters;
  readonly sort: Sort;
  readonly group: Grouping | null;
  readonly columns: readonly OptionalColumn[];
  /** The line whose panel is open. */
  readonly line: string | null;
  /** What the page does by itself once its rows are here; then it leaves the address. */
  readonly begin: Beginning | null;
  /** Values of the link that mean nothing here. */
  readonly unknown: number;
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/iu;
/** What is worth most comes first. */
const presetSort: Sort = '-amount';

/** The summary of approving all that is shown, or the panel of the first line. */
const beginnings = ['approve', 'first'] as const;
export type Beginning = (typeof beginnings)[number];

/** By what the rows are put together. */
export const groupings = ['kind', 'type', 'invoice'] as const;
export type Grouping = (typeof groupings)[number];

function parse(search: URLSearchParams): UsageAddress {
  let unknown = 0;
  const list = <T extends string>(name: string, allowed: readonly T[]): readonly T[] => {
    const parts = (search.get(name) ?? '').split(',').filter((part) => part !== '');
    const known = allowed.filter((value) => parts.includes(value));
    unknown += parts.length - known.length;
    return known;
  };
  const id = (name: string): string | null => {
    const text = search.get(name);
    if (text === null || uuid.test(text)) return text;
    unknown += 1;
    return null;
  };
  const sort = search.get('sort');
  const isSort = sorts.some((known) => known === sort);
  if (sort !== null && !isSort) unknown += 1;
  const show = search.get('show');
  if (show !== null && show !== 'open' && show !== 'all') unknown += 1;
  const group = groupings.find((known) => known === search.get('group'));
  if (search.has('group') && group === undefined) unknown += 1;
  const begin = beginnings.find((known) => known === search.get('begin'));
  if (search.has('begin') && begin === undefined) unknown += 1;
  const assignee = search.get('assignee');
  if (assignee !== null && assignee !== 'me') unknown += 1;
  const asked = {
    kind: list('kind', usageKinds),
    flag: list('flag', flags),
    decision: list('decision', decisions),
    need: list('need', lineNeeds),
    rule: search.get('rule') === 'any' ? 'any' : id('rule'),
    assignee: assignee === 'me' ? ('me' as const) : null,
    integration: id('integration'),
    account: id('account'),
    company: search.get('company'),
    service: id('service'),
    q: (search.get('q') ?? '').slice(0, 200),
  };
  return {
    filters: { ...asked, toDecide: show === null ? isOpenOnly(search) : show === 'open' },
    sort: isSort ? (sort as Sort) : presetSort,
    group: group ?? null,
    columns: !search.has('columns')
      ? presetColumns
      : search.get('columns') === noColumns
        ? []
        : list('columns', optionalColumns),
    line: id('line'),
    begin: begin ?? null,
    unknown,
  };
}

const narrowing = ['kind', 'flag', 'decision', 'account', 'company', 'rule', 'q'] as const;

/** Who asks for nothing sees what needs a person; a link that asks for something shows all of that. */
const opensWithOpen = (search: URLSearchParams): boolean => narrowing.every((name) => !search.has(name));

/** `toDecide=true`: as the API calls it, in links that were kept. */
const isOpenOnly = (search: URLSearchParams): boolean =>
  search.get('toDecide') === 'true' || opensWithOpen(search);

/** As the API wants them; what is empty is left out of the request. */
export const filtersOf = (filters: UsageFilters): UsageQuestion => ({
  ...filters,
  toDecide: filters.toDecide ? 'true' : null,
  q: filters.q.trim(),
});

export const questionOf = ({ filters, sort }: Pick<UsageAddress, 'filters' | 'sort'>): UsageQuestion => ({
  ...filtersOf(filters),
  sort,
});

export const isFiltered = ({
  toDecide,
  kind,
  flag,
  decision,
  need,
  rule,
  assignee,
  integration,
  account,
  company,
  service,
  q,
}: UsageFilters): boolean =>
  toDecide ||
  kind.length + flag.length + decision.length + need.length > 0 ||
  [rule, assignee, integration, account, company, service].some((value) => value !== null) ||
  q !== '';

type Change = Partial<UsageFilters> & {
  readonly sort?: Sort;
  readonly group?: Grouping | null;
  readonly columns?: readonly OptionalColumn[];
  readonly line?: string | null;
  readonly begin?: Beginning | null;
};

const textOf = (value: Exclude<Change[keyof Change], boolean>): string | null => {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : value.join(',');
};

export interface UsageAddressNow extends UsageAddress {
  readonly change: (wanted: Change, how?: 'push' | 'replace') => void;
  /** Takes all filters away. */
  readonly clear: () => void;
}

/** Everything the screen keeps in its address; presets are left out. Typing and moving replace, choosing pushes. */
export function useUsageAddress(): UsageAddressNow {
  const [search, setSearch] = useSearchParams();
  const address = useMemo(() => parse(search), [search]);
  const change = useCallback(
    (wanted: Change, how: 'push' | 'replace' = 'push') => {
      setSearch(
        () => {
          const next = currentParams();
          const { toDecide = parse(next).filters.toDecide, columns, ...rest } = wanted;
          const others = columns === undefined ? rest : { ...rest, columns: columnsText(columns) };
          for (const [name, value] of Object.entries(others)) {
            const text = textOf(value);
            if (text === null || text === '' || (name === 'sort' && text === presetSort)) next.delete(name);
            else next.set(name, text);
          }
          next.delete('show');
          next.delete('toDecide');
          if (toDecide !== opensWithOpen(next)) next.set('show', toDecide ? 'open' : 'all');
          return next;
        },
        { replace: how === 'replace' },
      );
    },
    [setSearch],
  );
  const clear = useCallback(() => {
    setSearch((before) => {
      const next = new URLSearchParams(parse(before).filters.toDecide ? {} : { show: 'all' });
      for (const name of ['sort', 'group', 'columns', 'line']) {
        const value = before.get(name);
        if (value !== null) next.set(name, value);
      }
      return next;
    });
  }, [setSearch]);
  return { ...address, change, clear };
}
