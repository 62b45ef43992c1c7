import { useState } from 'react';
import { sessions } from '../../../domain/defaults.ts';
import { asApiError } from '../../values/problem.ts';
import { useSession, useStepUp } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Modal } from '../../components/modal.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useTexts } from '../../components/texts.ts';
import { sessionTexts } from './session-texts.ts';

/** What the dialog shows; `step-up-dialog.tsx` loads it. */
export default function StepUpContent({ onEnd }: { readonly onEnd: (given: boolean) => void }) {
  const { member } = useSession();
  const [password, setPassword] = useState('');
  const stepUp = useStepUp();
  const text = useTexts(sessionTexts);
  const error = stepUp.error === null ? null : asApiError(stepUp.error);
  const isWrong = error?.code === 'PasswordWrong';
  return (
    <Modal
      title={text('console-session.confirm-it-is-you')}
      description={text('console-session.step-up', { minutes: sessions.stepUpMinutes })}
      onClose={() => onEnd(false)}
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          if (!stepUp.isPending) stepUp.mutate(password, { onSuccess: () => onEnd(true) });
        }}
      >
        <TextField
          label={text('console-session.password-for', { email: member.email })}
          type="password"
          autoComplete="current-password"
          value={password}
          error={isWrong ? `${error.title}.` : null}
          onChange={setPassword}
        />
        {error === null || isWrong ? null : <ErrorCard error={error} />}
        <Button type="submit" look="primary" busy={stepUp.isPending} className="self-end">
          {text('console-session.confirm')}
        </Button>
      </form>
    </Modal>
  );
}
