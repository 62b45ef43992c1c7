import { useWhyClosed } from '../../context/use-why-closed.ts';
import { Button } from '../../components/button.tsx';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { plural } from '../../values/format.ts';
import { LeaveGuard } from '../../components/leave-guard.tsx';

/** Discard and Save with the number of changes; asks once before they are left behind. */
export function SaveBar({
  count,
  wrong,
  busy,
  error,
  onDiscard,
  onSave,
}: {
  readonly count: number;
  /** What keeps it from being saved; null: nothing. */
  readonly wrong: string | null;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onDiscard: () => void;
  readonly onSave: () => void;
}) {
  const whyClosed = useWhyClosed();
  const reason = whyClosed('change-settings') ?? (count === 0 ? 'Nothing is changed.' : wrong);
  return (
    <div className="flex flex-col gap-3">
      {error === null ? null : <ErrorCard error={error} />}
      <div className="flex flex-wrap items-center justify-end gap-2">
        {count === 0 ? null : <Button onClick={onDiscard}>Discard</Button>}
        <ClosedButton look="primary" reason={reason} reasonAt="before" busy={busy} onClick={onSave}>
          {count === 0 ? 'Save' : `Save ${plural(count, 'change')}`}
        </ClosedButton>
      </div>
      <LeaveGuard dirty={count > 0 && !busy} />
    </div>
  );
}
