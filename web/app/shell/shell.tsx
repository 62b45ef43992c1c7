import { Suspense, useEffect, useState } from 'react';
import { Navigate, Outlet, useLocation } from '../../components/router.tsx';
import { asApiError } from '../../values/problem.ts';
import { type SessionInfo, useJustSignedIn, useRejectedBefore, useSessionQuery } from '../../api/session.ts';
import { ErrorCard } from '../../components/failure-card.tsx';
import { PageSkeleton } from '../../components/skeleton.tsx';
import { fallbackSeconds, LiveEvents, useIsLive } from '../../context/live-events.tsx';
import { RefreshProvider } from '../../context/refresh-rule.tsx';
import { RunWatchProvider } from '../../context/run-watch.tsx';
import { WordsProvider } from '../../context/words-provider.tsx';
import { SetPassword, SetUpFactor } from '../screen-list.ts';
import { loadWhenIdle } from './load-when-idle.ts';
import { ScreenBoundary } from '../../components/screen-boundary.tsx';
import { consoleShell } from '../../../messages/generated/console-shell.ts';
import { lazyPart } from '../../components/lazy-part.tsx';
import type { PasskeyOfferProps } from './passkey-offer.tsx';
import type { RejectedSignInsProps } from './rejected-sign-ins.tsx';
import { SessionDialogs } from './session-dialogs.tsx';
import { StepUpDialog } from './step-up-dialog.tsx';
import { TopBar } from './top-bar.tsx';
import { WifiOff } from 'lucide-react';
import { useIsOnline } from '../../components/online.ts';
import { formatTime } from '../../values/format.ts';
import { useTexts } from '../../components/texts.ts';

const PasskeyOffer = lazyPart<PasskeyOfferProps>(() => import('./passkey-offer.tsx'));
const SsoFailure = lazyPart<object>(() => import('./sso-failure.tsx'));
const RejectedSignIns = lazyPart<RejectedSignInsProps>(() => import('./rejected-sign-ins.tsx'));

/** Around every screen but sign-in: who is signed in, the top bar, live events, Refresh. */
export function Shell() {
  const session = useSessionQuery();
  const { pathname, search } = useLocation();
  if (session.data === undefined && session.error !== null) {
    if (asApiError(session.error).status === 401)
      return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} />;
    return (
      <main className="mx-auto max-w-xl p-6">
        <h1 className="sr-only">Seatwise</h1>
        <ErrorCard error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  if (session.data?.passwordChangeRequired === true) return <SetPassword member={session.data.member} />;
  if (session.data?.secondFactorRequired === true)
    return (
      <>
        <SetUpFactor />
        <StepUpDialog />
      </>
    );
  // The channel is opened while it is asked who is signed in: what is read once it stands is not read twice.
  return (
    <LiveEvents>
      {session.data === undefined ? <PageSkeleton /> : <AroundScreen session={session.data} />}
    </LiveEvents>
  );
}

function AroundScreen({ session }: { readonly session: SessionInfo }) {
  useEffect(loadWhenIdle, []);
  const { pathname, search } = useLocation();
  return (
    <WordsProvider>
      <RunWatchProvider>
        <RefreshProvider>
          <SkipLink />
          <TopBar />
          <ConnectionBar />
          <main id="content" tabIndex={-1} className="min-h-[calc(var(--page)-var(--above))]">
            <RejectedBefore />
            {new URLSearchParams(search).has('failed') ? <SsoFailure /> : null}
            <OfferPasskey session={session} />
            {/* Times already written follow a change of the company's zone. */}
            <ScreenBoundary key={`${pathname} ${session.tenant.timeZone}`}>
              <Suspense fallback={<PageSkeleton />}>
                <Outlet />
              </Suspense>
            </ScreenBoundary>
          </main>
          <SessionDialogs />
          <StepUpDialog />
        </RefreshProvider>
      </RunWatchProvider>
    </WordsProvider>
  );
}

function SkipLink() {
  const text = useTexts(consoleShell);
  return (
    <a
      href="#content"
      className="sr-only z-50 rounded-control bg-raised px-3 py-2 shadow-layer focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
    >
      {text('console-shell.skip')}
    </a>
  );
}

/** Above every page when the connection or the live channel is lost. */
function ConnectionBar() {
  const online = useIsOnline();
  const live = useIsLive();
  const text = useTexts(consoleShell);
  if (online && live) return null;
  return (
    <div
      role="status"
      data-connection-bar
      className="flex items-center gap-2 bg-warn-tint px-4 py-1.5 text-table sm:px-6"
    >
      <WifiOff size={14} className="shrink-0 text-warn-mark" aria-hidden />
      {online ? text('console-shell.not-live', { seconds: fallbackSeconds }) : <OfflineSinceNow />}
    </div>
  );
}

/** The time is that of its first showing. */
function OfflineSinceNow() {
  const [lostAt] = useState(() => new Date().toISOString());
  return useTexts(consoleShell)('console-shell.offline', { time: formatTime(lostAt) });
}

/** After signing in: somebody tried this person's password before. */
function RejectedBefore() {
  const { rejectedBefore, seen } = useRejectedBefore();
  return rejectedBefore === null ? null : <RejectedSignIns {...rejectedBefore} onSeen={seen} />;
}

/** After signing in by password alone. */
function OfferPasskey({ session: { method, hasSecondFactor } }: { readonly session: SessionInfo }) {
  const { justSignedIn, seen } = useJustSignedIn();
  return justSignedIn && method === 'password' && !hasSecondFactor ? <PasskeyOffer onEnd={seen} /> : null;
}
