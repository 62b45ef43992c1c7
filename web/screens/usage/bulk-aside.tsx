import { useState } from 'react';
import { asApiError } from '../../api/problem.ts';
import { sendRelease } from '../../api/usage-decisions.ts';
import type { UsageRow } from '../../api/usage.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { plural } from '../../components/format.ts';
import { TextField } from '../../components/text-field.tsx';
import { useToast } from '../../components/toasts.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { bulkWords } from './bulk-words.ts';
import { canRelease } from './line-facts.ts';
import { refusalOfError } from './refusal-of-error.ts';
import { useReview } from './review.tsx';

/** Hold, dismiss or release many, with one reason for all; a release needs it. What was refused stays ticked. */
export function BulkAside({
  decision,
  rows,
  onDone,
  onClose,
}: {
  readonly decision: 'hold' | 'dismiss' | 'release';
  readonly rows: readonly UsageRow[];
  /** The lines that stay ticked. */
  readonly onDone: (ticked: ReadonlySet<string>) => void;
  readonly onClose: () => void;
}) {
  const { decisions, month, undo } = useReview();
  const { key } = useFormKey();
  const toast = useToast();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const meant = decision === 'release' ? rows.filter(canRelease) : rows;
  const why = reason.trim();

  const setAside = async (wanted: 'hold' | 'dismiss'): Promise<void> => {
    const items = meant.map((row) => ({
      usageLineId: row.id,
      lineVersion: row.version,
      decision: wanted,
      ...(why === '' ? {} : { reason: why }),
    }));
    const results = await decisions.decide([{ key, selection: 'ticked', items }]);
    const done = results.filter(({ outcome }) => outcome === 'held' || outcome === 'dismissed');
    toast(
      bulkWords(wanted === 'hold' ? 'Held' : `Dismissed for ${month}:`, results),
      ...(done.length === 0 ? [] : [() => void undo(done, plural(done.length, 'line'))]),
    );
    onDone(
      new Set(results.filter(({ outcome }) => outcome === 'refused').map(({ usageLineId }) => usageLineId)),
    );
  };

  /** One after the other, each under a key of its own; all stay ticked, since they are approved next. */
  const release = async (): Promise<void> => {
    let released = 0;
    for (const row of meant) {
      const refusal = await sendRelease(row.id, `${key}-${row.id}`, {
        reason: why,
        lineVersion: row.version,
      }).then(
        () => null,
        (error: unknown) => refusalOfError(asApiError(error)),
      );
      await decisions.reload(row.id);
      if (refusal === null) released += 1;
      else decisions.mark([row.id], { refusal });
    }
    const refused = meant.length - released;
    toast(
      `Released ${plural(released, 'line')}${refused === 0 ? '' : `, ${refused} refused: each row says why`}. They stay ticked, to be approved.`,
    );
    onDone(new Set(rows.map(({ id }) => id)));
  };

  const send = async (): Promise<void> => {
    setBusy(true);
    await (decision === 'release' ? release() : setAside(decision));
    onClose();
  };
  const words = { hold: 'Hold', dismiss: 'Dismiss', release: 'Release' }[decision];
  const leftOut = rows.length - meant.length;
  return (
    <ConfirmDialog
      title={`${words} ${plural(meant.length, 'line')}?`}
      confirm={`${words} ${meant.length}`}
      busy={busy}
      missing={decision === 'release' && why === '' ? 'Say why these are right.' : null}
      onConfirm={() => void send()}
      onClose={onClose}
    >
      <p>{whatItDoes[decision](month)}</p>
      {leftOut === 0 ? null : <p>{plural(leftOut, 'ticked line')} can not be released and stays as it is.</p>}
      <TextField
        label={decision === 'release' ? 'Why are these right?' : 'Reason (optional)'}
        value={reason}
        onChange={setReason}
      />
    </ConfirmDialog>
  );
}

const whatItDoes: Readonly<Record<'hold' | 'dismiss' | 'release', (month: string) => string>> = {
  hold: () => 'Held until any other decision.',
  dismiss: (month) =>
    `Dismissed for ${month}; a line comes back at the end of the month, or when its difference changes.`,
  release: () => 'Ends their guards with one reason for all; then each is approved as any other.',
};
