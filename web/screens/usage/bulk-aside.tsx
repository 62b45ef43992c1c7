import { useState } from 'react';
import type { UsageRow } from '../../api/usage.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { plural } from '../../components/format.ts';
import { TextField } from '../../components/text-field.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { useReview } from './review.tsx';

/** Hold or dismiss many, with one reason for all. */
export function BulkAside({
  decision,
  rows,
  onDone,
  onClose,
}: {
  readonly decision: 'hold' | 'dismiss';
  readonly rows: readonly UsageRow[];
  readonly onDone: (refused: ReadonlySet<string>) => void;
  readonly onClose: () => void;
}) {
  const { decisions, month, undo } = useReview();
  const { key } = useFormKey();
  const toast = useToast();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    const items = rows.map((row) => ({
      usageLineId: row.id,
      lineVersion: row.version,
      decision,
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    }));
    const results = await decisions.decide([{ key, selection: 'ticked', items }]);
    const refused = results.filter(({ outcome }) => outcome === 'refused');
    const done = results.filter(({ outcome }) => outcome === 'held' || outcome === 'dismissed').length;
    const lines = plural(done, 'line');
    if (done > 0)
      toast(
        decision === 'hold' ? `Held ${lines}` : `Dismissed for ${month}: ${lines}`,
        () => void undo(results, lines),
      );
    onDone(new Set(refused.map(({ usageLineId }) => usageLineId)));
    onClose();
  };
  const words = decision === 'hold' ? 'Hold' : 'Dismiss';
  return (
    <ConfirmDialog
      title={`${words} ${plural(rows.length, 'line')}?`}
      confirm={`${words} ${rows.length}`}
      busy={busy}
      onConfirm={() => void send()}
      onClose={onClose}
    >
      <p>
        {decision === 'hold'
          ? 'Held until any other decision.'
          : `Dismissed for ${month}; a line comes back at the end of the month, or when its difference changes.`}
      </p>
      <TextField label="Reason (optional)" value={reason} onChange={setReason} />
    </ConfirmDialog>
  );
}
