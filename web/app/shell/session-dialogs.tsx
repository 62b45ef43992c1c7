import { useEffect, useState } from 'react';
import { onReturn } from '../../api/attendance.ts';
import { onSessionEnded } from '../../api/session-ended.ts';
import { useSession, useSessionQuery } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { latePart } from '../../components/late-part.tsx';
import { Modal } from '../../components/modal.tsx';
import { useTexts } from '../../components/texts.ts';
import { shellTexts } from '../../components/shell-texts.ts';

const warnMinutes = 2;
const warnMs = warnMinutes * 60_000;
const SignInForm = latePart<{ readonly email: string; readonly onSignedIn: () => void }>(async () => ({
  default: (await import('../../screens/sign-in/sign-in-form.tsx')).SignInForm,
}));
/** Longer timers run at once; the time that is left is looked at again. */
const longestTimerMs = 24 * 3_600_000;

/** `idle`: it ends for want of use. `ending`: it ends in any case. `renewing`: signs in again before that. */
type Stage = 'running' | 'idle' | 'ending' | 'renewing' | 'ended';
type Reach = (next: (now: Stage) => Stage) => void;

/** Two minutes before the session ends, and once it has: over the page, which stays with what was typed in it. */
export function SessionDialogs() {
  const { expiresAt, idleEndsAt, member } = useSession();
  const { refetch } = useSessionQuery();
  const [stage, setStage] = useState<Stage>('running');
  const text = useTexts(shellTexts);
  useEffect(() => onSessionEnded(() => setStage('ended')), []);
  useEffect(() => watchEnd(expiresAt, setStage), [expiresAt]);
  useEffect(
    () => watchIdle(idleEndsAt, async () => (await refetch()).data?.idleEndsAt, setStage),
    [idleEndsAt, refetch],
  );
  useEffect(() => onReturn(() => void refetch()), [refetch]);
  const goOn = (): void => setStage('running');
  if (stage === 'running') return null;
  if (stage === 'idle' || stage === 'ending') {
    const isIdle = stage === 'idle';
    return (
      <Modal title={text('console-shell.session-ends', { minutes: warnMinutes })} onClose={goOn}>
        <p className="mb-4 text-ink-2">
          {text(isIdle ? 'console-shell.inactive' : 'console-shell.session-ending')}
        </p>
        {isIdle ? (
          <Button
            look="primary"
            onClick={() => {
              void refetch();
              goOn();
            }}
          >
            {text('console-shell.stay-signed-in')}
          </Button>
        ) : (
          <Button look="primary" onClick={() => setStage('renewing')}>
            {text('console-shell.sign-in-now')}
          </Button>
        )}
      </Modal>
    );
  }
  const isOver = stage === 'ended';
  return (
    <Modal
      title={text('console-shell.sign-in')}
      description={text(isOver ? 'console-shell.session-ended' : 'console-shell.work-kept')}
      onClose={isOver ? () => globalThis.location.assign('/sign-in') : goOn}
    >
      <SignInForm email={member.email} onSignedIn={goOn} />
    </Modal>
  );
}

/** Calls at the two moments of a session's end; returns how to stop. Null: it has none. */
function watchEnd(expiresAt: string | null, reach: Reach): (() => void) | undefined {
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

/**
 * The end for want of use moves with each use, also in another tab: the server is asked before anybody is warned, and
 * once more at the end, when its rejection says that the session is over.
 */
function watchIdle(
  idleEndsAt: string | null,
  ask: () => Promise<string | null | undefined>,
  reach: Reach,
): (() => void) | undefined {
  reach((now) => (now === 'idle' ? 'running' : now));
  if (idleEndsAt === null) return undefined;
  const end = new Date(idleEndsAt).getTime();
  let timer: ReturnType<typeof setTimeout>;
  let isOver = false;
  const look = (): void => {
    const left = end - Date.now();
    if (left > warnMs) timer = setTimeout(look, Math.min(left - warnMs, longestTimerMs));
    else void warn(Math.max(0, left));
  };
  const warn = async (left: number): Promise<void> => {
    const now = await ask();
    if (isOver || now !== idleEndsAt) return;
    reach((stage) => (stage === 'running' ? 'idle' : stage));
    timer = setTimeout(() => void ask(), left);
  };
  look();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
