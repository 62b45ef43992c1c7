import { Button } from '../../components/button.tsx';
import { Modal } from '../../components/modal.tsx';
import { useLocation } from '../../components/router.tsx';
import { useTexts } from '../../components/texts.ts';
import { lazyPart } from '../../components/lazy-part.tsx';
import type { SignInFormProps } from '../../screens/sign-in/sign-in-form.tsx';
import { consoleSession } from '../../../messages/generated/console-session.ts';

const SignInForm = lazyPart<SignInFormProps>(async () => ({
  default: (await import('../../screens/sign-in/sign-in-form.tsx')).SignInForm,
}));

/** `idle`: expires unless used. `ending`: expires in any case. `renewing`: the person signs in again before that. */
export type Stage = 'running' | 'idle' | 'ending' | 'renewing' | 'ended';

export interface SessionDialogProps {
  readonly stage: Exclude<Stage, 'running'>;
  readonly email: string;
  /** Until the session ends, when it is asked. */
  readonly minutes: number;
  readonly onStage: (stage: Stage) => void;
  /** Uses the session, which ends later then. */
  readonly onStay: () => void;
}

/** Over the page, which stays with what was typed in it; `session-dialogs.tsx` loads it. */
export default function SessionDialog({ stage, email, minutes, onStage, onStay }: SessionDialogProps) {
  const text = useTexts(consoleSession);
  const { pathname, search } = useLocation();
  const goOn = (): void => onStage('running');
  if (stage === 'idle' || stage === 'ending') {
    const isIdle = stage === 'idle';
    return (
      <Modal title={text('console-session.session-ends', { minutes })} onClose={goOn}>
        <p className="mb-4 text-ink-2">
          {text(isIdle ? 'console-session.inactive' : 'console-session.session-ending')}
        </p>
        {isIdle ? (
          <Button
            look="primary"
            onClick={() => {
              onStay();
              goOn();
            }}
          >
            {text('console-session.stay-signed-in')}
          </Button>
        ) : (
          <Button look="primary" onClick={() => onStage('renewing')}>
            {text('console-session.sign-in-now')}
          </Button>
        )}
      </Modal>
    );
  }
  const isOver = stage === 'ended';
  return (
    <Modal
      title={text('console-session.sign-in')}
      description={text(isOver ? 'console-session.session-ended' : 'console-session.work-kept')}
      onClose={isOver ? () => globalThis.location.assign('/sign-in') : goOn}
    >
      <SignInForm email={email} returnTo={pathname + search} onSignedIn={goOn} />
    </Modal>
  );
}
