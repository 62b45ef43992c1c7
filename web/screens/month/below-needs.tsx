import type { Month } from '../../api/month.ts';
import { Done } from './month-gains.tsx';
import { needsAttention } from './needs.tsx';
import { OnHold } from './on-hold.tsx';

/** Lines on hold, and the month's results so far unless they are shown above instead of the queue. */
export default function BelowNeeds({ month }: { readonly month: Month }) {
  return (
    <>
      {month.lines.onHold === 0 ? null : <OnHold month={month} />}
      {needsAttention(month) ? <Done month={month} /> : null}
    </>
  );
}
