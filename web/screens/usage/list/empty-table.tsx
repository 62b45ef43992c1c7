import { useStatus } from '../../../api/integrations.ts';
import { useRefresh } from '../../../context/refresh-rule.tsx';
import { useRunWatch } from '../../../context/run-watch.tsx';
import { Button } from '../../../components/button.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { LinkButton } from '../../../components/link-button.tsx';
import { isFiltered, type UsageAddressNow } from '../review/address.ts';
import { useListTexts } from './texts.ts';

/** Why no line is here, and what brings some. */
export function EmptyTable({
  address: { filters, change, clear },
  all,
}: {
  readonly address: UsageAddressNow;
  /** Lines that are there under the other filters, open or not; undefined while unknown. */
  readonly all: number | undefined;
}) {
  const { integrations, active } = useRunWatch();
  const { lit, press } = useRefresh();
  const text = useListTexts();
  // Whether others match is about to be known: no word before that.
  if (filters.toDecide && all === undefined) return null;
  const isNarrowed = isFiltered({ ...filters, toDecide: false });
  if (filters.toDecide && all !== undefined && all > 0) {
    const isSearch = filters.q !== '';
    return (
      <EmptyState
        text={text(isSearch ? 'console-usage-list.nothing-found' : 'console-usage-list.nothing-left')}
      >
        <Button onClick={() => change({ toDecide: false, need: [] })}>
          {text(isSearch ? 'console-usage-list.search-all' : 'console-usage-list.show-all', { count: all })}
        </Button>
      </EmptyState>
    );
  }
  if (isNarrowed) {
    return (
      <EmptyState text={text('console-usage-list.no-match')}>
        <Button onClick={clear}>{text('console-usage-list.clear-filters')}</Button>
      </EmptyState>
    );
  }
  const run = active[0];
  if (run !== undefined) return <FirstSync integrationId={run.integrationId} />;
  if (lit) {
    return (
      <EmptyState text={text('console-usage-list.sync-complete')}>
        <Button onClick={press}>{text('console-usage-list.refresh')}</Button>
      </EmptyState>
    );
  }
  return integrations.length === 0 ? (
    <EmptyState text={text('console-usage-list.connect')}>
      <LinkButton to="/integrations">{text('console-usage-list.integrations')}</LinkButton>
    </EmptyState>
  ) : (
    <EmptyState text={text('console-usage-list.no-lines')} />
  );
}

function FirstSync({ integrationId }: { readonly integrationId: string }) {
  const run = useStatus(integrationId).data?.activeRun;
  const text = useListTexts();
  return (
    <EmptyState
      text={
        run?.accountsTotal === undefined || run.accountsTotal === null
          ? text('console-usage-list.first-sync')
          : text('console-usage-list.first-sync-at', { done: run.accountsDone, total: run.accountsTotal })
      }
    />
  );
}
