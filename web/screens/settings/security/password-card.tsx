import { useState } from 'react';
import { useOwnSignIn } from '../../../api/own-sign-in.ts';
import { useSession } from '../../../api/session.ts';
import { Button } from '../../../components/button.tsx';
import { Modal } from '../../../components/modal.tsx';
import { useTexts } from '../../../components/texts.ts';
import { useToast } from '../../../components/toasts.tsx';
import { consoleYourSignIn } from '../../../../messages/generated/console-your-sign-in.ts';
import { MethodCard } from '../../your-sign-in/method-card.tsx';
import { PasswordForm } from './password-form.tsx';

/** The own password; who signs in through an identity provider has none. */
export function PasswordCard() {
  const { member } = useSession();
  const own = useOwnSignIn();
  const [changing, setChanging] = useState(false);
  const toast = useToast();
  const text = useTexts(consoleYourSignIn);
  const title = text('console-your-sign-in.password');
  if (own.data?.hasPassword === false)
    return <MethodCard title={title} text={text('console-your-sign-in.no-password')} />;
  return (
    <MethodCard
      title={title}
      text={text('console-your-sign-in.password-why', { email: member.email })}
      action={
        <Button onClick={() => setChanging(true)}>{text('console-your-sign-in.change-password')}</Button>
      }
    >
      {changing ? (
        <Modal title={text('console-your-sign-in.change-password')} onClose={() => setChanging(false)}>
          <PasswordForm
            onChanged={() => {
              setChanging(false);
              toast(text('console-your-sign-in.password-changed'));
            }}
          />
        </Modal>
      ) : null}
    </MethodCard>
  );
}
