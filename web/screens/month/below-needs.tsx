import type { Month } from '../../api/month.ts';
import { Done } from './month-gains.tsx';
import { needsAttention } from './needs.tsx';
import { OnHold } from './on-hold.tsx';

/** What is on hold, and what the month has brought so far, where that does not stand above in place of the queue. */
export default function BelowNeeds({ month }: { readonly month: Month }) {
  return (
    <>
      {month.lines.onHold === 0 ? null : <OnHold month={month} />}
      {needsAttention(month) ? <Done month={month} /> : null}
    </>
  );
}
