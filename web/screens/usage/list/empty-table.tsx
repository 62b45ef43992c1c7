import { useStatus } from '../../../api/integrations.ts';
import { useRefresh } from '../../../context/refresh-rule.tsx';
import { useRunWatch } from '../../../context/run-watch.tsx';
import { useWords } from '../../../components/words.ts';
import { Button } from '../../../components/button.tsx';
import { formatCount, plural } from '../../../values/format.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { LinkButton } from '../../../components/link-button.tsx';
import { isFiltered, type UsageAddressNow } from '../review/address.ts';

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
  const { vendor } = useWords();
  // Whether others match is about to be known: no word before that.
  if (filters.toDecide && all === undefined) return null;
  const isNarrowed = isFiltered({ ...filters, toDecide: false });
  if (filters.toDecide && all !== undefined && all > 0) {
    const isSearch = filters.q !== '';
    return (
      <EmptyState text={isSearch ? 'No open line matches.' : 'Nothing left to decide here.'}>
        <Button onClick={() => change({ toDecide: false, need: [] })}>
          {isSearch ? `Search all ${formatCount(all)}` : `Show all ${plural(all, 'line')}`}
        </Button>
      </EmptyState>
    );
  }
  if (isNarrowed) {
    return (
      <EmptyState text="No line matches these filters.">
        <Button onClick={clear}>Clear filters</Button>
      </EmptyState>
    );
  }
  const run = active[0];
  if (run !== undefined) return <FirstSync integrationId={run.integrationId} />;
  if (lit) {
    return (
      <EmptyState text="The sync has ended. Refresh shows its lines.">
        <Button onClick={press}>Refresh</Button>
      </EmptyState>
    );
  }
  return integrations.length === 0 ? (
    <EmptyState text={`Connect ${vendor} to see where seats and invoices differ.`}>
      <LinkButton to="/integrations">Integrations</LinkButton>
    </EmptyState>
  ) : (
    <EmptyState text="No usage lines yet. They come with the first sync after Finish." />
  );
}

function FirstSync({ integrationId }: { readonly integrationId: string }) {
  const run = useStatus(integrationId).data?.activeRun;
  const progress =
    run?.accountsTotal === undefined || run.accountsTotal === null
      ? ''
      : `, ${run.accountsDone} of ${run.accountsTotal}`;
  return <EmptyState text={`First sync is running${progress}. When it is done, Refresh lights up pink.`} />;
}
