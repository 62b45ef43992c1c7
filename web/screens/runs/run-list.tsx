import { Link } from '../../components/router.tsx';
import { useSchedule } from '../../api/integration-commands.ts';
import { useIntegrations } from '../../api/integrations.ts';
import { useRuns } from '../../api/runs.ts';
import { type SyncRun, useLatestRuns } from '../../api/syncs.ts';
import { useShownVersion } from '../../context/refresh-rule.tsx';
import { useWordsOf } from '../../components/words.ts';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { Page } from '../../components/page.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { PagedView } from '../../components/paged-view.tsx';
import { outcomes, triggers, useRunAddress } from './address.ts';
import { runColumns } from './run-columns.tsx';
import { StartSync } from './start-sync.tsx';
import { Begins } from '../../components/instant.tsx';
import { useRunsTexts } from './texts.ts';
import { filled, slot } from '../../components/texts.ts';

/** Every run of an integration, newest first. */
export function RunList() {
  const cards = useIntegrations();
  const words = useWordsOf();
  const text = useRunsTexts();
  const { filter } = useRunAddress();
  const integrations = cards.data?.items ?? [];
  const chosen = integrations.find(({ id }) => id === filter.integration) ?? integrations[0];
  return (
    <Page
      title={text('console-runs.title')}
      actions={
        <>
          <Link to="/notices" className="text-accent hover:underline">
            {text('console-runs.notices')}
          </Link>
          {chosen === undefined ? null : <StartSync integrationId={chosen.id} />}
        </>
      }
    >
      {cards.isPending ? <Skeleton rows={8} /> : null}
      {cards.error === null ? null : <ErrorCard error={cards.error} onRetry={() => void cards.refetch()} />}
      {cards.data !== undefined && chosen === undefined ? (
        <EmptyState text={text('console-runs.not-connected')}>
          <Link to="/integrations" className="text-accent underline">
            {text('console-runs.integrations')}
          </Link>
        </EmptyState>
      ) : null}
      {chosen === undefined ? null : (
        <Runs
          integrationId={chosen.id}
          choices={integrations.map(({ id }, index) => ({
            value: id,
            words: `${words(id).vendorName} ${index + 1}`,
          }))}
        />
      )}
    </Page>
  );
}

function Runs({
  integrationId,
  choices,
}: {
  readonly integrationId: string;
  readonly choices: readonly { readonly value: string; readonly words: string }[];
}) {
  const text = useRunsTexts(integrationId);
  const { filter, dropped, setFilter } = useRunAddress();
  const list = useRuns(integrationId, { state: filter.outcome, trigger: filter.trigger });
  const latest = useLatestRuns(integrationId);
  useShownVersion(list.isPlaceholderData ? undefined : list.version, integrationId);
  const isFiltered = filter.outcome !== '' || filter.trigger !== '';
  const now = new Map(latest.data?.items.map((run) => [run.id, run]));
  const newer = isFiltered ? 0 : newerThan(latest.data?.items, list.rows);
  return (
    <div className="flex flex-col gap-3">
      <FilterBar>
        {choices.length < 2 ? null : (
          <SelectField
            label={text('console-runs.integration')}
            hideLabel
            dense
            value={integrationId}
            choices={choices}
            onChange={(integration) => setFilter({ integration })}
          />
        )}
        <SelectField
          label={text('console-runs.outcome')}
          hideLabel
          dense
          value={filter.outcome}
          choices={[
            { value: '', words: text('console-runs.any-outcome') },
            ...outcomes.map((value) => ({ value, words: text(`console-runs.state.${value}`) })),
          ]}
          onChange={(outcome) => setFilter({ outcome })}
        />
        <SelectField
          label={text('console-runs.trigger')}
          hideLabel
          dense
          value={filter.trigger}
          choices={[
            { value: '', words: text('console-runs.any-trigger') },
            ...triggers.map((value) => ({ value, words: text(`console-runs.trigger.${value}`) })),
          ]}
          onChange={(trigger) => setFilter({ trigger })}
        />
        <span className="grow" />
        <NextSync integrationId={integrationId} />
      </FilterBar>
      {dropped === 0 ? null : <Banner tone="warn">{text('console-runs.dropped', { count: dropped })}</Banner>}
      {newer === 0 ? null : (
        <p className="flex items-center gap-2 text-table text-ink-2">
          {text('console-runs.newer', { count: newer })}
          <Button dense onClick={() => void list.refetch()}>
            {text('console-runs.show')}
          </Button>
        </p>
      )}
      <PagedView
        list={list}
        empty={
          isFiltered ? (
            <EmptyState text={text('console-runs.none-match')}>
              <Button onClick={() => setFilter({ outcome: '', trigger: '' })}>
                {text('console-runs.clear-filters')}
              </Button>
            </EmptyState>
          ) : (
            <EmptyState text={text('console-runs.none')} />
          )
        }
      >
        {(rows) => (
          <DataTable
            label={text('console-runs.title')}
            columns={runColumns(text)}
            rows={rows.map((run) => now.get(run.id) ?? run)}
            rowId={({ id }) => id}
          />
        )}
      </PagedView>
    </div>
  );
}

/** Runs that came after the newest shown; they are offered, never put under the reader's eyes. */
function newerThan(latest: readonly SyncRun[] | undefined, rows: readonly SyncRun[] | undefined): number {
  if (latest === undefined || rows === undefined) return 0;
  const top = rows[0]?.queuedAt ?? '';
  return latest.filter(({ queuedAt }) => queuedAt > top).length;
}

/** "Next scheduled sync: tomorrow 02:00–02:20", in the company's zone. */
function NextSync({ integrationId }: { readonly integrationId: string }) {
  const text = useRunsTexts(integrationId);
  const { data } = useSchedule(integrationId);
  const next = data?.nextTimes[0];
  if (data === undefined || (!data.exists && next === undefined)) return null;
  return (
    <span className="text-table text-ink-2">
      {data.paused || data.pausedInTemporal ? text('console-runs.schedule-paused') : null}
      {next === undefined
        ? null
        : filled(text('console-runs.next-scheduled', { when: slot(0) }), <Begins at={next} />)}
    </span>
  );
}
