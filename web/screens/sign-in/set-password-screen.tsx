import { type SessionInfo, useSessionQuery } from '../../api/session.ts';
import { useSignOut } from '../../api/sign-out.ts';
import { Button } from '../../components/button.tsx';
import { useTitle } from '../../components/use-title.ts';
import { useTexts } from '../../components/texts.ts';
import { PasswordForm } from '../settings/security/password-form.tsx';
import { consoleSignIn } from '../../../messages/generated/console-sign-in.ts';

/** After signing in with a temporary password: nothing else is possible before. */
export default function SetPasswordScreen({ member }: Pick<SessionInfo, 'member'>) {
  const session = useSessionQuery();
  const signOut = useSignOut();
  const text = useTexts(consoleSignIn);
  const title = text('console-sign-in.set-password');
  useTitle([title]);
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <div className="flex w-full max-w-sm flex-col gap-4 rounded-dialog border border-line bg-surface p-8">
        <h1 className="text-page font-semibold">{title}</h1>
        <p className="text-ink-2">{text('console-sign-in.set-password-why', { email: member.email })}</p>
        <PasswordForm isTemporary onChanged={() => void session.refetch()} />
        <Button className="self-start" onClick={() => signOut.mutate()}>
          {text('console-sign-in.sign-out')}
        </Button>
      </div>
    </main>
  );
}
