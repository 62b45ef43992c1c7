import { useState } from 'react';
import { isInUse } from '../../api/integrations.ts';
import { useMonths } from '../../api/review-months.ts';
import { useRunWatch } from '../../context/run-watch.tsx';
import { useWhyClosed } from '../../context/use-why-closed.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
import { CloseMonthDialog } from '../month-end/close-month.tsx';
import { monthName } from '../../values/month.ts';

/** Offers the oldest month that is open; absent while no month can be closed. */
export function CloseButton() {
  const [open, setOpen] = useState(false);
  const closed = useWhyClosed()('close-month');
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
      <ClosedButton dense reason={closed} reasonAt="before" onClick={() => setOpen(true)}>
        {`Close ${monthName(oldest).split(' ')[0] ?? 'month'}…`}
      </ClosedButton>
      {open ? <CloseMonthDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}
