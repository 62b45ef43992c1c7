import { useState } from 'react';
import { asApiError } from '../../../values/problem.ts';
import { sendOverride } from '../../../api/usage-decisions.ts';
import type { UsageRow } from '../../../api/usage.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx';
import { plural } from '../../../values/format.ts';
import { TextField } from '../../../components/text-field.tsx';
import { useToast } from '../../../components/toasts.tsx';
import { useFormKey } from '../../../components/use-form-key.ts';
import { bulkWords } from './bulk-words.ts';
import { canOverride } from '../../usage-line/line-facts.ts';
import { rejectionOfError } from '../review/rejection-of-error.ts';
import { useDeciding, useRules } from '../review/review.tsx';

/** Hold, dismiss or override many, with one reason for all; an override needs it. What was rejected stays ticked. */
export function BulkAside({
  decision,
  rows,
  onDone,
  onClose,
}: {
  readonly decision: 'hold' | 'dismiss' | 'override';
  readonly rows: readonly UsageRow[];
  /** The lines that stay ticked. */
  readonly onDone: (ticked: ReadonlySet<string>) => void;
  readonly onClose: () => void;
}) {
  const { decisions, undo } = useDeciding();
  const { month } = useRules();
  const { key } = useFormKey();
  const toast = useToast();
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
      bulkWords(wanted === 'hold' ? 'Put on hold:' : `Dismissed for ${month}:`, results),
      ...(done.length === 0 ? [] : [() => void undo(done, plural(done.length, 'line'))]),
    );
    onDone(
      new Set(results.filter(({ outcome }) => outcome === 'rejected').map(({ usageLineId }) => usageLineId)),
    );
  };

  /** One after the other, each under a key of its own; all stay ticked, since they are approved next. */
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
    toast(
      `Overrode the checks on ${plural(overridden, 'line')}${rejected === 0 ? '' : `, ${rejected} rejected: each row says why`}. They stay selected for approval.`,
    );
    onDone(new Set(rows.map(({ id }) => id)));
  };

  const send = async (): Promise<void> => {
    setSent(meant);
    await (decision === 'override' ? override() : setAside(decision));
    onClose();
  };
  const [title, confirm] = verbs[decision];
  const leftOut = rows.length - meant.length;
  return (
    <ConfirmDialog
      title={title(plural(meant.length, 'line'))}
      confirm={`${confirm} ${meant.length}`}
      busy={sent !== null}
      missing={decision === 'override' && why === '' ? 'Enter a reason.' : null}
      onConfirm={() => void send()}
      onClose={onClose}
    >
      <p>{whatItDoes[decision](month)}</p>
      {leftOut === 0 ? null : (
        <p>{plural(leftOut, 'selected line')} can’t be overridden and will not change.</p>
      )}
      <TextField
        label={decision === 'override' ? 'Why are these correct?' : 'Reason (optional)'}
        value={reason}
        onChange={setReason}
      />
    </ConfirmDialog>
  );
}

const verbs = {
  hold: [(lines: string) => `Put ${lines} on hold?`, 'Put on hold'],
  dismiss: [(lines: string) => `Dismiss ${lines}?`, 'Dismiss'],
  override: [(lines: string) => `Override the checks on ${lines}?`, 'Override'],
} as const;

const whatItDoes: Readonly<Record<'hold' | 'dismiss' | 'override', (month: string) => string>> = {
  hold: () => 'On hold until someone resumes or decides the line.',
  dismiss: (month) =>
    `Dismissed for ${month}; a line comes back at the end of the month, or when its difference changes.`,
  override: () => 'One reason overrides the checks on all of them. The lines can then be approved.',
};
