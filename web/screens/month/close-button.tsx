import { useState } from 'react';
import { isInUse } from '../../api/integrations.ts';
import { useMonths } from '../../api/months.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { monthName } from '../../values/month.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { lazyPart } from '../../components/lazy-part.tsx';
import { usePartTexts } from './part-texts.ts';

const CloseMonthDialog = lazyPart<{ readonly onClose: () => void }>(async () => ({
  default: (await import('../month-end/close-month.tsx')).CloseMonthDialog,
}));

/** Offers the oldest month that is open; absent while no month can be closed. */
export function CloseButton() {
  const text = usePartTexts();
  const [open, setOpen] = useState(false);
  const closed = useDisabledReason()('close-month');
  const { integrations } = useRunWatch();
  const months = useMonths(integrations.filter(isInUse).map(({ id }) => id));
  const oldest = [...(months?.values() ?? [])]
    .flat()
    .filter(({ state }) => state !== 'closed')
    .map(({ month }) => month)
    .sort()[0];
  if (oldest === undefined) return null;
  return (
    <>
      <ButtonWithReason dense reason={closed} reasonAt="before" onClick={() => setOpen(true)}>
        {text('console-month-parts.close', { month: monthName(oldest).split(' ')[0] ?? '' })}
      </ButtonWithReason>
      {open ? <CloseMonthDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}
