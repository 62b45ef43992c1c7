import { ownPath } from '../../../domain/own-path.ts';
import { Navigate, useNavigate, useSearchParams } from '../../components/router.tsx';
import { useSessionQuery } from '../../api/session.ts';
import { FailureCard } from '../../components/failure-card.tsx';
import { useTitle } from '../../components/use-title.ts';
import { useTexts } from '../../components/texts.ts';
import { SignInForm } from './sign-in-form.tsx';
import { consoleSignIn } from '../../../messages/generated/console-sign-in.ts';

export default function SignInScreen() {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const session = useSessionQuery();
  const text = useTexts(consoleSignIn);
  useTitle([text('console-sign-in.title')]);
  const next = nextPath(search.get('next'));
  const failed = search.get('failed');
  if (session.isSuccess) return <Navigate to={next} />;
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <div className="w-full max-w-sm rounded-dialog border border-line bg-surface p-8">
        <p className="mb-6 flex items-center gap-2 font-semibold">
          <img src="/icon.svg" alt="" width={24} height={24} />
          Seatwise
        </p>
        <h1 className="mb-4 text-page font-semibold">{text('console-sign-in.title')}</h1>
        {failed === null ? null : <SsoFailure code={failed} />}
        <SignInForm returnTo={next} onSignedIn={() => navigate(next, { replace: true })} />
      </div>
    </main>
  );
}

/** Why a sign-in through a provider failed: a code of the product, worded where every code is. */
function SsoFailure({ code }: { readonly code: string }) {
  return (
    <div className="mb-4">
      <FailureCard failure={{ code: /^[A-Za-z]{1,60}$/u.test(code) ? code : null }} />
    </div>
  );
}

/** Never the sign-in page itself, to which it would lead again. */
function nextPath(next: string | null): string {
  const path = ownPath(next ?? '/');
  return path === null || path.startsWith('/sign-in') ? '/' : path;
}
