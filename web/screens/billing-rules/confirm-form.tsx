import { type ReactNode, type SyntheticEvent, useState } from 'react';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import type { RulesText } from './texts.ts';

/** The last step: why, and the button that does what was looked at. */
export function ConfirmForm({
  confirm,
  missing,
  busy,
  error,
  onConfirm,
  text,
  children,
}: {
  /** On the button. */
  readonly confirm: string;
  /** What else is missing; null: nothing. */
  readonly missing: string | null;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onConfirm: (reason: string) => void;
  readonly text: RulesText;
  /** What it does. */
  readonly children: ReactNode;
}) {
  const [reason, setReason] = useState('');
  const notAllowed = useDisabledReason()('approve');
  const lacks =
    notAllowed ?? missing ?? (reason.trim() === '' ? text('console-billing-rules.missing.reason') : null);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (lacks === null && !busy) onConfirm(reason.trim());
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {children}
      <TextField
        label={text('console-billing-rules.reason')}
        hint={text('console-billing-rules.reason-hint')}
        value={reason}
        onChange={setReason}
      />
      {error === null ? null : <ErrorCard error={error} />}
      <span className="self-end">
        <ButtonWithReason type="submit" look="primary" reason={lacks} reasonAt="before" busy={busy}>
          {confirm}
        </ButtonWithReason>
      </span>
    </form>
  );
}
