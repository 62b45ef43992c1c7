import { useState } from 'react';
import { asApiError } from '../../../values/problem.ts';
import { sendOverride } from '../../../api/usage-decisions.ts';
import type { UsageRow } from '../../../api/usage.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { useFormKey } from '../../../components/use-form-key.ts';
import { bulkWords } from './bulk-words.ts';
import { canOverride } from '../../usage-line/line-facts.ts';
import { rejectionOfError } from '../review/rejection-of-error.ts';
import { useDeciding, useRules } from '../review/review.tsx';
import { type BulkText, useBulkTexts } from './texts.ts';

/** Hold, dismiss or override many, with one reason for all; an override needs it. Failed lines stay selected. */
export function BulkAside({
  decision,
  rows,
  onDone,
  onClose,
}: {
  readonly decision: 'hold' | 'dismiss' | 'override';
  readonly rows: readonly UsageRow[];
  /** The lines that stay selected. */
  readonly onDone: (selected: ReadonlySet<string>) => void;
  readonly onClose: () => void;
}) {
  const { decisions, undo } = useDeciding();
  const { month } = useRules();
  const { key } = useFormKey();
  const toast = useToast();
  const text = useBulkTexts();
  const [reason, setReason] = useState('');
  // While it is being sent the dialog says what is sent, whatever becomes of its rows meanwhile.
  const [sent, setSent] = useState<readonly UsageRow[] | null>(null);
  const meant = sent ?? (decision === 'override' ? rows.filter(canOverride) : rows);
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
      bulkWords(wanted, results, month, text),
      ...(done.length === 0
        ? []
        : [() => void undo(done, text('console-usage-bulk.open-again', { count: done.length }))]),
    );
    onDone(
      new Set(results.filter(({ outcome }) => outcome === 'rejected').map(({ usageLineId }) => usageLineId)),
    );
  };

  /** One after the other, each under a key of its own; all stay selected, since they are approved next. */
  const override = async (): Promise<void> => {
    let overridden = 0;
    for (const row of meant) {
      const rejection = await sendOverride(row.id, `${key}-${row.id}`, {
        reason: why,
        lineVersion: row.version,
      }).then(
        () => null,
        (error: unknown) => rejectionOfError(asApiError(error)),
      );
      await decisions.reload(row.id);
      if (rejection === null) overridden += 1;
      else decisions.mark([row.id], { rejection });
    }
    const rejected = meant.length - overridden;
    toast(overrideWords(overridden, rejected, text));
    onDone(new Set(rows.map(({ id }) => id)));
  };

  const send = async (): Promise<void> => {
    setSent(meant);
    await (decision === 'override' ? override() : setAside(decision));
    onClose();
  };
  const leftOut = rows.length - meant.length;
  return (
    <ConfirmDialog
      title={titleOf(decision, meant.length, month, text)}
      confirm={text(`console-usage-bulk.confirm.${decision}`, { count: meant.length })}
      busy={sent !== null}
      missing={decision === 'override' && why === '' ? text('console-usage-bulk.enter-reason') : null}
      onConfirm={() => void send()}
      onClose={onClose}
    >
      <p>
        {decision === 'dismiss'
          ? text('console-usage-bulk.effect.dismiss', { month })
          : text(`console-usage-bulk.effect.${decision}`)}
      </p>
      {leftOut === 0 ? null : <p>{text('console-usage-bulk.not-overridable', { count: leftOut })}</p>}
      <TextField
        label={text(decision === 'override' ? 'console-usage-bulk.why' : 'console-usage-bulk.reason')}
        value={reason}
        onChange={setReason}
      />
    </ConfirmDialog>
  );
}

const titleOf = (
  decision: 'hold' | 'dismiss' | 'override',
  count: number,
  month: string,
  text: BulkText,
): string =>
  decision === 'dismiss'
    ? text('console-usage-bulk.title.dismiss', { count, month })
    : text(`console-usage-bulk.title.${decision}`, { count });

const overrideWords = (overridden: number, failed: number, text: BulkText): string =>
  [
    overridden === 0 ? '' : text('console-usage-bulk.done.override', { count: overridden }),
    failed === 0 ? '' : text('console-usage-bulk.failed.override', { count: failed }),
    text('console-usage-bulk.stay-selected'),
  ]
    .filter((part) => part !== '')
    .join(' ');
