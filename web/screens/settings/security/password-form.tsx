import { useState } from 'react';
import { NewPassword } from '../../../../contracts/api/session.ts';
import { useChangePassword } from '../../../api/people.ts';
import { asApiError } from '../../../values/problem.ts';
import { offlineReason, useIsOnline } from '../../../components/online.ts';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { ErrorCard } from '../../../components/failure-card.tsx';
import { TextField } from '../../../components/text-field.tsx';
import { useTexts } from '../../../components/texts.ts';
import { consolePassword } from '../../../../messages/generated/console-password.ts';

const shownAtField: readonly string[] = ['PasswordWrong', 'PasswordTooWeak'];

/** The current password and a new one, in the settings and after signing in with a temporary password. */
export function PasswordForm({
  isTemporary = false,
  onChanged,
}: {
  /** The current one is a temporary password. */
  readonly isTemporary?: boolean;
  readonly onChanged: () => void;
}) {
  const text = useTexts(consolePassword);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const online = useIsOnline();
  const change = useChangePassword();
  const error = change.error === null ? null : asApiError(change.error);
  const missing = whatIsMissing(isTemporary, current, next, again);
  const reason = online
    ? missing === null
      ? null
      : text(`console-password.missing.${missing}`)
    : offlineReason();
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
        label={text(
          isTemporary ? 'console-password.temporary-password' : 'console-password.current-password',
        )}
        type="password"
        autoComplete="current-password"
        value={current}
        error={error?.code === 'PasswordWrong' ? `${error.title}.` : null}
        onChange={setCurrent}
      />
      <TextField
        label={text('console-password.new-password')}
        type="password"
        autoComplete="new-password"
        hint={text('console-password.new-password-hint')}
        value={next}
        error={error?.code === 'PasswordTooWeak' ? `${error.title}. ${error.detail}` : null}
        onChange={setNext}
      />
      <TextField
        label={text('console-password.new-password-again')}
        type="password"
        autoComplete="new-password"
        value={again}
        onChange={setAgain}
      />
      {error === null || shownAtField.includes(error.code) ? null : <ErrorCard error={error} />}
      <div>
        <ButtonWithReason type="submit" look="primary" reason={reason} busy={change.isPending}>
          {text(isTemporary ? 'console-password.set' : 'console-password.change')}
        </ButtonWithReason>
      </div>
    </form>
  );
}

function whatIsMissing(
  isTemporary: boolean,
  current: string,
  next: string,
  again: string,
): 'enter-temporary' | 'enter-current' | 'too-short' | 'differ' | null {
  if (current === '') return isTemporary ? 'enter-temporary' : 'enter-current';
  if (!NewPassword.safeParse(next).success) return 'too-short';
  return next === again ? null : 'differ';
}
