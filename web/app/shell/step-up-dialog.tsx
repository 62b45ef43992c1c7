import { useEffect, useState } from 'react';
import { sessions } from '../../../domain/defaults.ts';
import { asApiError } from '../../values/problem.ts';
import { useSession, useStepUp } from '../../api/session.ts';
import { onStepUpAsked } from '../../api/step-up.ts';
import { Button } from '../../components/button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Modal } from '../../components/modal.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useTexts } from '../../components/texts.ts';
import { shellTexts } from '../../components/shell-texts.ts';

/** Asks for the password once more, over the page; then what was pressed is done. */
export function StepUpDialog() {
  const { member } = useSession();
  const [answer, setAnswer] = useState<((given: boolean) => void) | null>(null);
  const [password, setPassword] = useState('');
  const stepUp = useStepUp();
  const text = useTexts(shellTexts);
  useEffect(() => onStepUpAsked((answered) => setAnswer(() => answered)), []);
  if (answer === null) return null;
  const end = (given: boolean): void => {
    answer(given);
    setAnswer(null);
    setPassword('');
    stepUp.reset();
  };
  const error = stepUp.error === null ? null : asApiError(stepUp.error);
  const isWrong = error?.code === 'PasswordWrong';
  return (
    <Modal
      title={text('console-shell.confirm-it-is-you')}
      description={text('console-shell.step-up', { minutes: sessions.stepUpMinutes })}
      onClose={() => end(false)}
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          if (!stepUp.isPending) stepUp.mutate(password, { onSuccess: () => end(true) });
        }}
      >
        <TextField
          label={text('console-shell.password-for', { email: member.email })}
          type="password"
          autoComplete="current-password"
          value={password}
          error={isWrong ? `${error.title}.` : null}
          onChange={setPassword}
        />
        {error === null || isWrong ? null : <ErrorCard error={error} />}
        <Button type="submit" look="primary" busy={stepUp.isPending} className="self-end">
          {text('console-shell.confirm')}
        </Button>
      </form>
    </Modal>
  );
}
