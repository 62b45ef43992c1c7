import { useEffect, useState } from 'react';
import { onSessionEnded } from '../../api/session-ended.ts';
import { useSession } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Modal } from '../../components/modal.tsx';
import { SignInForm } from '../../screens/sign-in/sign-in-form.tsx';

const warnMs = 2 * 60_000;
/** Longer timers run at once; the time that is left is looked at again. */
const longestTimerMs = 24 * 3_600_000;

/** `renewing`: signs in again before the end came. */
type Stage = 'running' | 'ending' | 'renewing' | 'ended';

/** Two minutes before the session ends, and once it has: sign-in over the page, which stays with its filters. */
export function SessionDialogs() {
  const { expiresAt, member } = useSession();
  const [stage, setStage] = useState<Stage>('running');
  useEffect(() => onSessionEnded(() => setStage('ended')), []);
  useEffect(() => watchEnd(expiresAt, setStage), [expiresAt]);
  const goOn = (): void => setStage('running');
  if (stage === 'running') return null;
  if (stage === 'ending') {
    return (
      <Modal title="Your session ends in two minutes" onClose={goOn}>
        <p className="mb-4 text-ink-2">
          Sign in once more to go on without a break. This page and its filters stay.
        </p>
        <Button look="primary" onClick={() => setStage('renewing')}>
          Sign in now
        </Button>
      </Modal>
    );
  }
  const isOver = stage === 'ended';
  return (
    <Modal
      title="Sign in"
      description={
        isOver
          ? 'Your session ended. Sign in to go on where you were.'
          : 'This page and its filters stay as they are.'
      }
      onClose={isOver ? () => globalThis.location.assign('/sign-in') : goOn}
    >
      <SignInForm email={member.email} onSignedIn={goOn} />
    </Modal>
  );
}

/** Calls at the two moments of a session's end; returns how to stop. Null: it has none. */
function watchEnd(
  expiresAt: string | null,
  reach: (next: (now: Stage) => Stage) => void,
): (() => void) | undefined {
  if (expiresAt === null) return undefined;
  let timer: ReturnType<typeof setTimeout>;
  const look = (): void => {
    const left = new Date(expiresAt).getTime() - Date.now();
    if (left <= 0) {
      reach(() => 'ended');
      return;
    }
    if (left <= warnMs) reach((now) => (now === 'running' ? 'ending' : now));
    timer = setTimeout(look, left <= warnMs ? left : Math.min(left - warnMs, longestTimerMs));
  };
  look();
  return () => clearTimeout(timer);
}
