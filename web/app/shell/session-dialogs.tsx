import { useEffect, useState } from 'react';
import { onSessionEnded } from '../../api/session-ended.ts';
import { useSession } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { Modal } from '../../components/modal.tsx';
import { SignInForm } from '../../screens/sign-in/sign-in-form.tsx';

const warnMs = 2 * 60_000;
/** Longer timers run at once. */
const longestTimerMs = 24 * 3_600_000;

/** Two minutes before the session ends, and once it has: sign-in over the page, which stays with its filters. */
export function SessionDialogs() {
  const { expiresAt, member } = useSession();
  const [ended, setEnded] = useState(false);
  const [ending, setEnding] = useState(false);
  useEffect(() => onSessionEnded(() => setEnded(true)), []);
  useEffect(() => {
    if (expiresAt === null) return undefined;
    const left = new Date(expiresAt).getTime() - Date.now();
    if (left > longestTimerMs) return undefined;
    const warn = setTimeout(() => setEnding(true), Math.max(0, left - warnMs));
    const end = setTimeout(() => setEnded(true), Math.max(0, left));
    return () => {
      clearTimeout(warn);
      clearTimeout(end);
    };
  }, [expiresAt]);
  const done = (): void => {
    setEnded(false);
    setEnding(false);
  };
  if (ended) {
    return (
      <Modal
        title="Sign in"
        description="Your session ended. Sign in to go on where you were."
        onClose={() => globalThis.location.assign('/sign-in')}
      >
        <SignInForm email={member.email} onSignedIn={done} />
      </Modal>
    );
  }
  if (!ending) return null;
  return (
    <Modal title="Your session ends in two minutes" onClose={() => setEnding(false)}>
      <p className="mb-4 text-ink-2">
        Sign in once more to go on without a break. This page and its filters stay.
      </p>
      <Button look="primary" onClick={() => setEnded(true)}>
        Sign in now
      </Button>
    </Modal>
  );
}
