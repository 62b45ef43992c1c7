/** Explained wherever counts are shown (RULES 1). */
export function SeatRule() {
  return (
    <p className="rounded-card border border-line bg-surface px-4 py-3 text-table text-ink-2">
      <span className="font-semibold text-ink">Seat rule. </span>A seat is every user in the account, enrolled
      or not, bypass, disabled or locked out too. Not counted: Trash and pending deletion. Administrators are
      not users.
    </p>
  );
}
