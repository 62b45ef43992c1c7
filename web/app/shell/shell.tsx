import { Suspense } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { asApiError } from '../../values/problem.ts';
import { type SessionInfo, useSessionQuery } from '../../api/session.ts';
import { ErrorCard } from '../../components/failure-card.tsx';
import { PageSkeleton } from '../../components/skeleton.tsx';
import { SetPasswordScreen } from '../../screens/sign-in/set-password-screen.tsx';
import { ConnectionBar } from './connection-bar.tsx';
import { LiveEvents } from '../../context/live-events.tsx';
import { RefreshProvider } from '../../context/refresh-rule.tsx';
import { RunWatchProvider } from '../../context/run-watch.tsx';
import { WordsProvider } from '../../context/words-provider.tsx';
import { RefusedBefore } from './refused-before.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { SessionDialogs } from './session-dialogs.tsx';
import { StepUpDialog } from './step-up-dialog.tsx';
import { TopBar } from './top-bar.tsx';

/** Around every screen but sign-in: who is signed in, the top bar, live events, Refresh. */
export function Shell() {
  const session = useSessionQuery();
  const { pathname, search } = useLocation();
  if (session.data === undefined && session.error !== null) {
    if (asApiError(session.error).status === 401)
      return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} replace />;
    return (
      <main className="mx-auto max-w-xl p-6">
        <h1 className="sr-only">Seatwise</h1>
        <ErrorCard error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  if (session.data?.passwordChangeRequired === true)
    return <SetPasswordScreen member={session.data.member} />;
  // The channel is opened while it is asked who is signed in: what is read once it stands is not read twice.
  return (
    <LiveEvents>
      {session.data === undefined ? <PageSkeleton /> : <AroundScreen session={session.data} />}
    </LiveEvents>
  );
}

function AroundScreen({ session }: { readonly session: SessionInfo }) {
  const { pathname } = useLocation();
  return (
    <WordsProvider>
      <RunWatchProvider>
        <RefreshProvider>
          <a
            href="#content"
            className="sr-only z-50 rounded-control bg-raised px-3 py-2 shadow-layer focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
          >
            Skip to content
          </a>
          <TopBar />
          <ConnectionBar />
          <main id="content" tabIndex={-1} className="min-h-[calc(var(--page)-var(--above))]">
            <RefusedBefore />
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
