import { isInUse } from '../../api/integrations.ts';
import { type MonthFigures, useMonthFigures } from '../../api/month-figures.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { useWordsOf } from '../../components/words.ts';
import { CarriedOver } from './carried-over.tsx';
import { ClosedBanner } from './closed-banner.tsx';

/** How long the closing of the month before is announced. */
const newsMs = 7 * 86_400_000;

/** Above the running month: that it is already closed, or that the month before was closed recently, and what it left. */
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
