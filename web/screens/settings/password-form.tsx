import { useState } from 'react';
import { NewPassword } from '../../../contracts/api/session.ts';
import { useChangePassword } from '../../api/people.ts';
import { asApiError } from '../../values/problem.ts';
import { offlineReason, useIsOnline } from '../../components/online.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { TextField } from '../../components/text-field.tsx';

const shownAtField: readonly string[] = ['PasswordWrong', 'PasswordTooWeak'];

/** The current password and a new one, in the settings and after signing in with a temporary password. */
export function PasswordForm({
  presentLabel,
  submit,
  onChanged,
}: {
  readonly presentLabel: string;
  readonly submit: string;
  readonly onChanged: () => void;
}) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const online = useIsOnline();
  const change = useChangePassword();
  const error = change.error === null ? null : asApiError(change.error);
  const reason = online ? whatIsMissing(presentLabel, current, next, again) : offlineReason;
  const save = (): void =>
    change.mutate(
      { currentPassword: current, newPassword: next },
      {
        onSuccess: () => {
          setCurrent('');
          setNext('');
          setAgain('');
          onChanged();
        },
      },
    );
  return (
    <form
      className="flex max-w-md flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason === null && !change.isPending) save();
      }}
    >
      <TextField
        label={presentLabel}
        type="password"
        autoComplete="current-password"
        value={current}
        error={error?.code === 'PasswordWrong' ? `${error.title}.` : null}
        onChange={setCurrent}
      />
      <TextField
        label="New password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters that are not guessed easily: several words are best."
        value={next}
        error={error?.code === 'PasswordTooWeak' ? `${error.title}. ${error.detail}` : null}
        onChange={setNext}
      />
      <TextField
        label="New password again"
        type="password"
        autoComplete="new-password"
        value={again}
        onChange={setAgain}
      />
      {error === null || shownAtField.includes(error.code) ? null : <ErrorCard error={error} />}
      <div>
        <ClosedButton type="submit" look="primary" reason={reason} busy={change.isPending}>
          {submit}
        </ClosedButton>
      </div>
    </form>
  );
}

function whatIsMissing(presentLabel: string, current: string, next: string, again: string): string | null {
  if (current === '') return `Type the ${presentLabel.toLowerCase()}.`;
  if (!NewPassword.safeParse(next).success) return 'The new password needs at least 12 characters.';
  return next === again ? null : 'The two new passwords differ.';
}
