import { isInUse } from '../../api/integrations.ts';
import type { Month } from '../../api/month.ts';
import { useMonthFigures } from '../../api/month-figures.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { monthName } from '../../values/month.ts';
import { Link } from '../../components/router.tsx';
import { useMediaQuery } from '../../components/use-media-query.ts';
import { useWordsOf } from '../../components/words.ts';
import { MonthChanges } from './month-changes.tsx';
import { MonthFigureTiles } from './month-figure-tiles.tsx';
import { monthPlace } from './month-place.ts';
import { usePartTexts } from './part-texts.ts';
import { TwelveMonths } from './twelve-months.tsx';

/** Side column of the running month in wide windows: the month before, twelve months, and the changes of this one. */
export default function MonthAside({ month }: { readonly month: Month }) {
  return useMediaQuery('(min-width: 1440px)') ? <Aside month={month} /> : null;
}

function Aside({ month }: { readonly month: Month }) {
  const text = usePartTexts();
  const { integrations } = useRunWatch();
  const inUse = integrations.filter(isInUse);
  const words = useWordsOf();
  return (
    <aside aria-label={text('console-month-parts.aside')} className="flex flex-col gap-3">
      {inUse.map(({ id }) => (
        <section key={id} aria-label={words(id).vendorName} className="flex flex-col gap-3">
          {inUse.length > 1 ? <h2 className="text-section font-semibold">{words(id).vendorName}</h2> : null}
          <Before integrationId={id} month={month.month} />
        </section>
      ))}
      <MonthChanges month={month} />
    </aside>
  );
}

function Before({ integrationId, month }: { readonly integrationId: string; readonly month: string }) {
  const { data } = useMonthFigures(integrationId);
  if (data === undefined) return null;
  const [before] = data.items.filter((one) => one.month < month);
  return (
    <>
      {before === undefined ? null : (
        <div className="flex flex-col gap-1">
          <h3 className="font-semibold">
            <Link to={monthPlace(before.month)} className="hover:underline">
              {monthName(before.month)}
            </Link>
          </h3>
          <MonthFigureTiles of={before} before={null} narrow />
        </div>
      )}
      <TwelveMonths items={data.items} narrow />
    </>
  );
}
