import { type SessionInfo, useSessionQuery, useSignOut } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { useTitle } from '../../components/use-title.ts';
import { PasswordForm } from '../settings/password-form.tsx';

/** After signing in with a temporary password: nothing else is possible before. */
export default function SetPasswordScreen({ member }: Pick<SessionInfo, 'member'>) {
  const session = useSessionQuery();
  const signOut = useSignOut();
  useTitle(['Set your password']);
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <div className="flex w-full max-w-sm flex-col gap-4 rounded-dialog border border-line bg-surface p-8">
        <h1 className="text-page font-semibold">Set your password</h1>
        <p className="text-ink-2">
          You signed in as {member.email} with a temporary password. It works only this once: set a password
          of your own to go on.
        </p>
        <PasswordForm
          presentLabel="Temporary password"
          submit="Set password"
          onChanged={() => void session.refetch()}
        />
        <Button
          className="self-start"
          onClick={() =>
            signOut.mutate(undefined, { onSettled: () => globalThis.location.assign('/sign-in') })
          }
        >
          Sign out
        </Button>
      </div>
    </main>
  );
}
