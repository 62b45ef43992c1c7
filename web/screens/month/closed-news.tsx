import { isInUse } from '../../api/integrations.ts';
import { type MonthFigures, useMonthFigures } from '../../api/month-figures.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { useWordsOf } from '../../components/words.ts';
import { CarriedOver } from './carried-over.tsx';
import { ClosedBanner } from './closed-banner.tsx';

/** So long the month before is news: who opens the page after closing it sees that it is closed. */
const newsMs = 7 * 86_400_000;

/** Above the running month: that it is closed already, or that the one before was closed these days, and what that left. */
export default function ClosedNews({ month }: { readonly month: string }) {
  const { integrations } = useRunWatch();
  const inUse = integrations.filter(isInUse);
  const words = useWordsOf();
  return inUse.map(({ id }) => (
    <OfIntegration
      key={id}
      integrationId={id}
      month={month}
      vendorName={inUse.length > 1 ? words(id).vendorName : null}
    />
  ));
}

function OfIntegration({
  integrationId,
  month,
  vendorName,
}: {
  readonly integrationId: string;
  readonly month: string;
  readonly vendorName: string | null;
}) {
  const closed = useMonthFigures(integrationId).data?.items.find(
    (one) => one.state === 'closed' && (one.month === month || isNews(one)),
  );
  if (closed === undefined) return null;
  return (
    <>
      <ClosedBanner of={closed} vendorName={vendorName} />
      <CarriedOver of={closed} />
    </>
  );
}

const isNews = ({ closedAt }: MonthFigures, now = Date.now()): boolean =>
  closedAt !== null && now - Date.parse(closedAt) < newsMs;
