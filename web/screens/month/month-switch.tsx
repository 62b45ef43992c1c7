import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { isInUse } from '../../api/integrations.ts';
import { type CountingMonth, useMonths } from '../../api/months.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { monthName } from '../../values/month.ts';
import { Link, useNavigate } from '../../components/router.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { monthPlace } from './month-place.ts';
import { type PartText, usePartTexts } from './part-texts.ts';

/** Navigates to the month before, the month after, or one of the list. Absent while there is only one month. */
export function MonthSwitch({ month, running }: { readonly month: string; readonly running: boolean }) {
  const text = usePartTexts();
  const navigate = useNavigate();
  const months = useListedMonths(month, running);
  const at = months.findIndex((one) => one.month === month);
  if (months.length < 2) return null;
  return (
    <nav aria-label={text('console-month-parts.months')} className="flex items-center">
      <Step to={months[at - 1]} text={text}>
        <ChevronLeft size={16} aria-hidden />
      </Step>
      <SelectField
        label={text('console-month-parts.month')}
        hideLabel
        dense
        value={month}
        choices={months.toReversed().map((one) => ({ value: one.month, words: choiceWords(one, text) }))}
        onChange={(wanted) => navigate(placeOf(months.find((one) => one.month === wanted)))}
      />
      <Step to={months[at + 1]} text={text}>
        <ChevronRight size={16} aria-hidden />
      </Step>
    </nav>
  );
}

interface ListedMonth {
  readonly month: string;
  readonly running: boolean;
  readonly state: CountingMonth['state'];
}

/** Of all integrations, oldest first, with the month that is shown: one is closed where it is closed in each. */
function useListedMonths(month: string, running: boolean): readonly ListedMonth[] {
  const { integrations } = useRunWatch();
  const all = [...(useMonths(integrations.filter(isInUse).map(({ id }) => id))?.values() ?? [])].flat();
  const names = [...new Set([...all.map((one) => one.month), month])].sort();
  return names.map((name) => {
    const its = all.filter((one) => one.month === name);
    const open = its.find(({ state }) => state !== 'closed');
    return {
      month: name,
      running: name === month ? running : its.some((one) => one.running),
      state: open?.state ?? its[0]?.state ?? 'open',
    };
  });
}

const placeOf = (one: ListedMonth | undefined): string =>
  monthPlace(one?.running === false ? one.month : null);

function choiceWords({ month, state, running }: ListedMonth, text: PartText): string {
  const name = monthName(month);
  if (state !== 'open') return text(`console-month-parts.choice-${state}`, { month: name });
  return running ? text('console-month-parts.choice-running', { month: name }) : name;
}

const look = 'inline-flex size-(--control-dense) items-center justify-center rounded-control';

/** @param to undefined: there is no further month */
function Step({
  to,
  text,
  children,
}: {
  readonly to: ListedMonth | undefined;
  readonly text: PartText;
  readonly children: ReactNode;
}) {
  if (to === undefined) return <span className={`${look} text-ink-3 opacity-40`}>{children}</span>;
  return (
    <Link
      to={placeOf(to)}
      aria-label={text('console-month-parts.to-month', { month: monthName(to.month) })}
      className={`${look} text-ink-2 hover:bg-hover`}
    >
      {children}
    </Link>
  );
}
