import { Navigate, useNavigate, useSearchParams } from '../../components/router.tsx';
import { useSessionQuery } from '../../api/session.ts';
import { FailureCard } from '../../components/failure-card.tsx';
import { useTitle } from '../../components/use-title.ts';
import { useTexts } from '../../components/texts.ts';
import { SignInForm } from './sign-in-form.tsx';
import { signInTexts } from './sign-in-texts.ts';

export default function SignInScreen() {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const session = useSessionQuery();
  const text = useTexts(signInTexts);
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

/** Only a path of our own: nothing that a browser reads as another origin ("//x", "/\\x", a scheme). */
function nextPath(next: string | null): string {
  const start = '/';
  if (next === null || !/^\/(?![/\\])/u.test(next)) return start;
  const origin = 'http://own.invalid';
  try {
    const url = new URL(next, origin);
    return url.origin === origin && !url.pathname.startsWith('/sign-in') ? url.pathname + url.search : start;
  } catch {
    return start;
  }
}
