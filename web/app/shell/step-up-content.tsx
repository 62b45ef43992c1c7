import { useState } from 'react';
import { sessions } from '../../../domain/defaults.ts';
import type { ConfirmationKind } from '../../../contracts/api/sign-in.ts';
import { canUsePasskeys } from '../../values/passkeys.ts';
import { asApiError } from '../../values/problem.ts';
import { type ConfirmationGiven, useStartSso, useStepUp } from '../../api/sign-in-proofs.ts';
import { useSession } from '../../api/session.ts';
import { Button } from '../../components/button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Modal } from '../../components/modal.tsx';
import { useLocation } from '../../components/router.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleSession } from '../../../messages/generated/console-session.ts';

/** The one that is pressed without typing comes first. */
const order: readonly ConfirmationKind[] = ['passkey', 'totp', 'password', 'provider'];

/** What the dialog shows; `step-up-dialog.tsx` loads it. */
export default function StepUpContent({ onEnd }: { readonly onEnd: (given: boolean) => void }) {
  const { confirmWith, confirmProvider: provider } = useSession();
  const [chosen, setChosen] = useState<ConfirmationKind | null>(null);
  const stepUp = useStepUp();
  const text = useTexts(consoleSession);
  const methods = order.filter(
    (method) => confirmWith.includes(method) && (method !== 'passkey' || canUsePasskeys()),
  );
  const method = chosen ?? methods[0];
  const confirm = (given: ConfirmationGiven): void => {
    if (!stepUp.isPending) stepUp.mutate(given, { onSuccess: () => onEnd(true) });
  };
  return (
    <Modal
      title={text('console-session.confirm-it-is-you')}
      description={text('console-session.step-up', { minutes: sessions.stepUpMinutes })}
      onClose={() => onEnd(false)}
    >
      <div className="flex flex-col gap-4">
        {method === undefined ? <p>{text('console-session.no-method')}</p> : null}
        {method === 'passkey' ? <ByPasskey stepUp={stepUp} onConfirm={confirm} /> : null}
        {method === 'totp' || method === 'password' ? (
          <ByTyping key={method} method={method} stepUp={stepUp} onConfirm={confirm} />
        ) : null}
        {method === 'provider' ? <ByProvider /> : null}
        {methods.length < 2 ? null : (
          <p className="flex flex-wrap items-center gap-x-2 text-table text-ink-2">
            {text('console-session.instead')}
            {methods
              .filter((other) => other !== method)
              .map((other) => (
                <Button
                  key={other}
                  dense
                  look="quiet"
                  onClick={() => {
                    stepUp.reset();
                    setChosen(other);
                  }}
                >
                  {other === 'provider'
                    ? text('console-session.method.provider', { name: provider?.name ?? '' })
                    : text(`console-session.method.${other}`)}
                </Button>
              ))}
          </p>
        )}
      </div>
    </Modal>
  );
}

interface MethodProps {
  readonly stepUp: { readonly isPending: boolean; readonly error: Error | null };
  readonly onConfirm: (given: ConfirmationGiven) => void;
}

function ByPasskey({ stepUp, onConfirm }: MethodProps) {
  const text = useTexts(consoleSession);
  return (
    <>
      <p className="text-ink-2">{text('console-session.passkey-why')}</p>
      {stepUp.error === null ? null : <ErrorCard error={stepUp.error} />}
      <Button
        look="primary"
        busy={stepUp.isPending}
        className="self-end"
        onClick={() => onConfirm('passkey')}
      >
        {text('console-session.use-passkey')}
      </Button>
    </>
  );
}

/** The password, or a code of the authenticator app. */
function ByTyping({ method, stepUp, onConfirm }: MethodProps & { readonly method: 'password' | 'totp' }) {
  const { member } = useSession();
  const [typed, setTyped] = useState('');
  const text = useTexts(consoleSession);
  const error = stepUp.error === null ? null : asApiError(stepUp.error);
  const isWrong = error?.code === (method === 'password' ? 'PasswordWrong' : 'SecondFactorRejected');
  const field = {
    value: typed,
    error: isWrong ? `${error.title}.` : null,
    onChange: setTyped,
  };
  return (
    <form
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onConfirm(method === 'password' ? { password: typed } : { factor: 'totp', code: typed });
      }}
    >
      {method === 'password' ? (
        <TextField
          label={text('console-session.password-for', { email: member.email })}
          type="password"
          autoComplete="current-password"
          {...field}
        />
      ) : (
        <TextField
          label={text('console-session.code')}
          hint={text('console-session.code-hint')}
          autoComplete="one-time-code"
          inputMode="numeric"
          {...field}
        />
      )}
      {error === null || isWrong ? null : <ErrorCard error={error} />}
      <Button type="submit" look="primary" busy={stepUp.isPending} className="self-end">
        {text('console-session.confirm')}
      </Button>
    </form>
  );
}

/** Leaves the page, which keeps what its forms keep as drafts. */
function ByProvider() {
  const { confirmProvider: provider } = useSession();
  const { pathname, search } = useLocation();
  const sso = useStartSso();
  const text = useTexts(consoleSession);
  if (provider === null) return <p>{text('console-session.no-method')}</p>;
  const { id, name } = provider;
  return (
    <>
      <p className="text-ink-2">{text('console-session.provider-why', { name })}</p>
      {sso.error === null ? null : <ErrorCard error={sso.error} />}
      <Button
        look="primary"
        busy={sso.isPending}
        className="self-end"
        onClick={() => sso.mutate({ providerId: id, purpose: 'confirm', returnTo: pathname + search })}
      >
        {text('console-session.with-provider', { name })}
      </Button>
    </>
  );
}
