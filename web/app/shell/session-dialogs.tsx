import { useEffect, useState } from 'react';
import { onReturn } from '../../api/user-activity.ts';
import { onSessionEnded } from '../../api/session-ended.ts';
import { useSession, useSessionQuery } from '../../api/session.ts';
import { lazyPart } from '../../components/lazy-part.tsx';
import type { SessionDialogProps, Stage } from './session-dialog.tsx';

const warnMinutes = 2;
const warnMs = warnMinutes * 60_000;
const SessionDialog = lazyPart<SessionDialogProps>(() => import('./session-dialog.tsx'));
/** Longer timers run immediately; the time that is left is looked at again. */
const longestTimerMs = 24 * 3_600_000;

type Reach = (next: (now: Stage) => Stage) => void;

/** Two minutes before the session ends, and once it has: over the page, which stays with what was typed in it. */
export function SessionDialogs() {
  const { expiresAt, idleEndsAt, member } = useSession();
  const { refetch } = useSessionQuery();
  const [stage, setStage] = useState<Stage>('running');
  useEffect(() => onSessionEnded(() => setStage('ended')), []);
  useEffect(() => watchEnd(expiresAt, setStage), [expiresAt]);
  useEffect(
    () => watchIdle(idleEndsAt, async () => (await refetch()).data?.idleEndsAt, setStage),
    [idleEndsAt, refetch],
  );
  useEffect(() => onReturn(() => void refetch()), [refetch]);
  return stage === 'running' ? null : (
    <SessionDialog
      stage={stage}
      email={member.email}
      minutes={warnMinutes}
      onStage={setStage}
      onStay={() => void refetch()}
    />
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
