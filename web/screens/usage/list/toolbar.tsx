import { kindWords } from '../../../components/kind-words.ts';
import { type LineCounts, useUsageLine, type UsageRow } from '../../../api/usage.ts';
import { needWords } from '../../../context/need-words.ts';
import { useWords, type Words } from '../../../components/words.ts';
import { FilterBar, FilterChip, SearchField } from '../../../components/filter-bar.tsx';
import { formatCount } from '../../../values/format.ts';
import { useMirrored } from '../../../components/use-mirrored.ts';
import { shortText } from '../../../components/visible-text.ts';
import type { UsageAddressNow } from '../review/address.ts';
import { decisionWords, flagWords } from '../review/decision-words.ts';
import { DisplayMenu } from './display-menu.tsx';
import { FilterMenu } from './filter-menu.tsx';
import { useRules } from '../review/review.tsx';
import { type ListText, useListTexts } from './texts.ts';
import { ViewsMenu } from './views-menu.tsx';

type Address = UsageAddressNow;

/** What needs a person or all, views, filters, search, and how it is displayed. */
export function Toolbar({
  address,
  rows,
  counts,
  isDisplayOpen,
  onDisplay,
}: {
  readonly address: Address;
  readonly rows: readonly UsageRow[];
  readonly counts: LineCounts | undefined;
  readonly isDisplayOpen: boolean;
  readonly onDisplay: (open: boolean) => void;
}) {
  const { filters, change } = address;
  const { closed } = useRules();
  const words = useWords(rows[0]?.integrationId);
  const text = useListTexts(rows[0]?.integrationId);
  return (
    <FilterBar>
      <Shown toDecide={filters.toDecide} counts={counts} onChange={change} />
      <ViewsMenu closed={closed('propose')} />
      <FilterMenu filters={filters} counts={counts} onChange={change} />
      <Chips address={address} rows={rows} counts={counts} words={words} />
      <SearchField
        label={text('console-usage-list.search-label')}
        placeholder={text('console-usage-list.search')}
        hint={text('console-usage-list.search-hint')}
        value={filters.q}
        onChange={(q) => change({ q }, 'replace')}
      />
      <DisplayMenu
        address={address}
        integrationId={rows[0]?.integrationId}
        open={isDisplayOpen}
        onOpenChange={onDisplay}
      />
    </FilterBar>
  );
}

/** "Open 25 · All 58": one press each. */
function Shown({
  toDecide,
  counts,
  onChange,
}: {
  readonly toDecide: boolean;
  readonly counts: LineCounts | undefined;
  readonly onChange: Address['change'];
}) {
  const [mirrored, setMirrored] = useMirrored(String(toDecide));
  const text = useListTexts();
  const choices = [
    ['true', text('console-usage-list.open'), counts?.lines.open],
    ['false', text('console-usage-list.all'), counts?.lines.all],
  ] as const;
  return (
    <span
      role="group"
      aria-label={text('console-usage-list.shown')}
      className="inline-flex overflow-hidden rounded-control border border-edge"
    >
      {choices.map(([value, words, count]) => (
        <button
          key={value}
          type="button"
          aria-pressed={mirrored === value}
          onClick={() => {
            setMirrored(value);
            onChange({ toDecide: value === 'true', ...(value === 'false' ? { need: [] } : {}) });
          }}
          className={`h-(--control-dense) px-2.5 text-table font-medium ${mirrored === value ? 'bg-selected text-ink' : 'bg-surface text-ink-2 hover:bg-hover'}`}
        >
          {words} <span className="tabular-nums">{formatCount(count)}</span>
        </button>
      ))}
    </span>
  );
}

/** Each filter in use; a press takes it away. */
function Chips({
  address: { filters, change },
  rows,
  counts,
  words,
}: {
  readonly address: Address;
  readonly rows: readonly UsageRow[];
  readonly counts: LineCounts | undefined;
  readonly words: Words;
}) {
  const text = useListTexts(rows[0]?.integrationId);
  const of = <T extends 'kind' | 'flag' | 'decision' | 'need'>(
    name: T,
    textOf: (value: Address['filters'][T][number]) => string,
  ) =>
    filters[name].map((value) => (
      <FilterChip
        key={`${name} ${value}`}
        onRemove={() => change({ [name]: filters[name].filter((other) => other !== value) })}
      >
        {textOf(value)}
      </FilterChip>
    ));
  const service = counts?.service.find(({ value }) => value === filters.service)?.name;
  return (
    <>
      {of('need', (need) => needWords(need, words))}
      {of('kind', (kind) => kindWords(kind, words))}
      {of('flag', flagWords)}
      {of('decision', decisionWords)}
      {filters.assignee === null ? null : (
        <FilterChip onRemove={() => change({ assignee: null })}>
          {text('console-usage-list.assigned-to-me')}
        </FilterChip>
      )}
      {filters.rule === null ? null : (
        <FilterChip onRemove={() => change({ rule: null })}>
          {ruleWords(rows[0], filters.rule, text)}
        </FilterChip>
      )}
      {filters.account === null ? null : (
        <FilterChip onRemove={() => change({ account: null })}>
          {rows[0] === undefined ? (
            text('console-usage-list.any-account')
          ) : (
            <AccountName row={rows[0]} accountId={filters.account} />
          )}
        </FilterChip>
      )}
      {filters.company === null ? null : (
        <FilterChip onRemove={() => change({ company: null })}>
          {text('console-usage-list.company', { name: companyWords(rows[0], filters.company, words) })}
        </FilterChip>
      )}
      {filters.service === null ? null : (
        <FilterChip onRemove={() => change({ service: null })}>
          {service ?? text('console-usage-list.service')}
        </FilterChip>
      )}
      {filters.integration === null ? null : (
        <FilterChip onRemove={() => change({ integration: null })}>
          {text('console-usage-list.integration')}
        </FilterChip>
      )}
    </>
  );
}

/** Each line of the filtered table names it, next to the others it may have. */
function AccountName({ row, accountId }: { readonly row: UsageRow; readonly accountId: string }) {
  const account = useUsageLine(row.id).data?.accounts.find((one) => one.accountId === accountId);
  const text = useListTexts();
  return account === undefined
    ? text('console-usage-list.any-account')
    : text('console-usage-list.account', { name: shortText(account.name) });
}

/** Each line of the filtered table is under it. */
function ruleWords(row: UsageRow | undefined, id: string, text: ListText): string {
  if (id === 'any') return text('console-usage-list.with-rule');
  const applied = row?.rule?.applied;
  return applied?.id === id ? shortText(applied.text) : text('console-usage-list.one-rule');
}

const companyWords = (row: UsageRow | undefined, id: string, { psaIds }: Words): string =>
  row?.company?.id === id ? `${shortText(row.company.name)} (${psaIds} ${id})` : `${psaIds} ${shortText(id)}`;
