import { ruleScopes } from '../../../contracts/api/billing-rules.ts';
import { billingRulesFile, type Rule, useBillingRules } from '../../api/billing-rules.ts';
import { DataTable, type TableColumn } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FilterBar, SearchField } from '../../components/filter-bar.tsx';
import { Instant } from '../../components/instant.tsx';
import { denseLink, LinkButton } from '../../components/link-button.tsx';
import { Page } from '../../components/page.tsx';
import { PagedView } from '../../components/paged-view.tsx';
import { Link, useSearchParams } from '../../components/router.tsx';
import { billingRulePlace, billingRulesPlace, newBillingRulePlace } from '../../components/rule-places.ts';
import { SelectField } from '../../components/select-field.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { visibleText } from '../../components/visible-text.ts';
import { useShownVersion } from '../../context/refresh-rule.tsx';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { formatCount, formatDayDated } from '../../values/format.ts';
import { LinesOf, RuleStatus } from './rule-facts.tsx';
import { type RulesText, type RuleWords, useRulesTexts, useRuleWords } from './texts.ts';

/** What `status` asks the API for; the first one without it in the address. */
const shown = { now: 'in-force,upcoming', ended: 'ended', all: '' } as const;
type Shown = keyof typeof shown;
const shownChoices = Object.keys(shown) as readonly Shown[];

export function RuleListPage({ integrationId }: { readonly integrationId: string }) {
  const text = useRulesTexts(integrationId);
  const words = useRuleWords(integrationId);
  const [search, setSearch] = useSearchParams();
  const status = shownChoices.find((one) => one === search.get('status')) ?? 'now';
  const scope = ruleScopes.find((one) => one === search.get('scope')) ?? '';
  const q = search.get('q') ?? '';
  const ask = (change: Readonly<Record<string, string>>): void =>
    setSearch(
      Object.entries({ scope, q, status: status === 'now' ? '' : status, ...change }).filter(
        ([, value]) => value !== '',
      ),
      { replace: true },
    );
  const list = useBillingRules(integrationId, { scope, q: q.trim(), status: shown[status] });
  useShownVersion(list.isPlaceholderData ? undefined : list.version, integrationId);
  const closed = useDisabledReason()('propose');
  const add = (
    <LinkButton look="primary" to={newBillingRulePlace(integrationId)} reason={closed}>
      {text('console-billing-rules.add')}
    </LinkButton>
  );
  return (
    <Page
      title={text('console-billing-rules.title')}
      actions={
        <span className="flex flex-wrap items-center gap-2">
          <a href={billingRulesFile(integrationId)} download className={denseLink}>
            {text('console-billing-rules.export')}
          </a>
          <LinkButton dense to={`${billingRulesPlace(integrationId)}/import`} reason={closed}>
            {text('console-billing-rules.import')}
          </LinkButton>
          {add}
        </span>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="max-w-4xl text-ink-2">{text('console-billing-rules.intro')}</p>
        <FilterBar>
          <SearchField
            label={text('console-billing-rules.search')}
            value={q}
            onChange={(value) => ask({ q: value })}
          />
          <SelectField
            label={text('console-billing-rules.scope')}
            hideLabel
            dense
            value={scope}
            choices={[
              { value: '', words: text('console-billing-rules.every-scope') },
              ...ruleScopes.map((one) => ({ value: one, words: text(`console-billing-rules.scope.${one}`) })),
            ]}
            onChange={(value) => ask({ scope: value })}
          />
          <SelectField
            label={text('console-billing-rules.status')}
            hideLabel
            dense
            value={status}
            choices={shownChoices.map((one) => ({
              value: one,
              words: text(`console-billing-rules.shown.${one}`),
            }))}
            onChange={(value) => ask({ status: value === 'now' ? '' : value })}
          />
          {list.total === null ? null : (
            <span className="text-table text-ink-2">{formatCount(list.total)}</span>
          )}
        </FilterBar>
        <PagedView
          list={list}
          empty={
            scope === '' && q === '' && status !== 'ended' ? (
              <EmptyState text={text('console-billing-rules.none')}>{add}</EmptyState>
            ) : (
              <EmptyState text={text('console-billing-rules.no-match')} />
            )
          }
        >
          {(rules) => (
            <DataTable
              label={text('console-billing-rules.title')}
              columns={columns(integrationId, text, words)}
              rows={rules}
              rowId={({ id }) => id}
            />
          )}
        </PagedView>
      </div>
    </Page>
  );
}

const columns = (integrationId: string, text: RulesText, words: RuleWords): readonly TableColumn<Rule>[] => [
  {
    id: 'scope',
    head: text('console-billing-rules.scope'),
    cell: (rule) => (
      <Link to={billingRulePlace(integrationId, rule.id)} className="text-accent underline">
        {words.scope(rule.scope, rule.scopeName)}
      </Link>
    ),
  },
  {
    id: 'terms',
    head: text('console-billing-rules.column.terms'),
    cell: (rule) => visibleText(rule.text),
  },
  {
    id: 'validity',
    head: text('console-billing-rules.column.validity'),
    cell: (rule) => (
      <>
        {words.validity(rule)}
        {rule.endsSoon === null ? null : (
          <span className="block">
            <StatusPill
              state="warned"
              words={text('console-billing-rules.ends-soon', { day: formatDayDated(rule.endsSoon) })}
              inRow
            />
          </span>
        )}
      </>
    ),
  },
  {
    id: 'source',
    head: text('console-billing-rules.column.source'),
    wideOnly: true,
    cell: ({ source }) => <VendorText text={source} />,
  },
  {
    id: 'author',
    head: text('console-billing-rules.column.author'),
    wideOnly: true,
    cell: ({ actor, madeAt }) => (
      <>
        <VendorText text={actor.name ?? actor.kind} />{' '}
        <span className="text-ink-2">
          <Instant at={madeAt} />
        </span>
      </>
    ),
  },
  {
    id: 'status',
    head: text('console-billing-rules.status'),
    cell: ({ status }) => <RuleStatus status={status} text={text} />,
  },
  {
    id: 'lines',
    head: text('console-billing-rules.column.lines'),
    numeric: true,
    cell: (rule) => <LinesOf rule={rule} integrationId={integrationId} text={text} />,
  },
];
