import type { UsageDetail } from '../../api/usage.ts';
import { formatCount } from '../../components/format.ts';
import { SeatRule } from '../../components/seat-rule.tsx';
import { seatStatuses } from '../../components/seat-statuses.ts';

/** Seats by status, over all accounts of the line, with the rule that counts them (RULES 1). */
export function SeatBreakdown({ detail: { accounts } }: { readonly detail: UsageDetail }) {
  const counted = accounts.filter(({ byStatus }) => byStatus !== null);
  if (counted.length === 0) return null;
  const sums = new Map<string, number>();
  for (const { byStatus } of counted)
    for (const [status, count] of Object.entries(byStatus ?? {}))
      sums.set(status, count + (sums.get(status) ?? 0));
  const total = counted.reduce((sum, { seats }) => (seats === null ? sum : sum + seats), 0);
  return (
    <section aria-label="Seats by status">
      <p className="mb-2 text-table">
        <span className="font-semibold">Seats {formatCount(total)}: </span>
        {seatStatuses(Object.fromEntries(sums))}
      </p>
      <SeatRule />
    </section>
  );
}
