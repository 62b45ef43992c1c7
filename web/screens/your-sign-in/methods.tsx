import { useState } from 'react';
import {
  type OwnSignInInfo,
  type RemovedMethod,
  useNewRecoveryCodes,
  useOwnSignIn,
} from '../../api/own-sign-in.ts';
import { useSignInOptions } from '../../api/sign-in.ts';
import { useStartSso } from '../../api/sign-in-proofs.ts';
import { Button } from '../../components/button.tsx';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Instant } from '../../components/instant.tsx';
import { offlineReason, useIsOnline } from '../../components/online.ts';
import { QueryView } from '../../components/query-view.tsx';
import { filled, slot, useTexts } from '../../components/texts.ts';
import { useToast } from '../../components/toasts.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { FactorDialog, RecoveryCodesDialog } from '../factors/factor-dialog.tsx';
import { PasskeyList } from './passkey-list.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { consoleYourSignIn } from '../../../messages/generated/console-your-sign-in.ts';
import { MethodCard } from './method-card.tsx';

/** Passkeys, authenticator app, recovery codes, and connected accounts of the person who is signed in. */
export function Methods() {
  const own = useOwnSignIn();
  const [adding, setAdding] = useState<'passkey' | 'totp' | null>(null);
  const [removing, setRemoving] = useState<RemovedMethod | null>(null);
  return (
    <QueryView query={own}>
      {(data) => (
        <>
          <PasskeyList own={data} onAdd={() => setAdding('passkey')} onRemove={setRemoving} />
          <AuthenticatorApp
            own={data}
            onAdd={() => setAdding('totp')}
            onRemove={() => setRemoving({ kind: 'totp' })}
          />
          <Codes codes={data.recoveryCodes} />
          <Accounts own={data} onRemove={setRemoving} />
          {adding === null ? null : <FactorDialog factor={adding} onClose={() => setAdding(null)} />}
          {removing === null ? null : <RemoveDialog method={removing} onClose={() => setRemoving(null)} />}
        </>
      )}
    </QueryView>
  );
}

function AuthenticatorApp({
  own: { totp, passkeys, isSecondFactorRequired },
  onAdd,
  onRemove,
}: {
  readonly own: OwnSignInInfo;
  readonly onAdd: () => void;
  readonly onRemove: () => void;
}) {
  const text = useTexts(consoleYourSignIn);
  const online = useIsOnline();
  const isLast = isSecondFactorRequired && !passkeys.some(({ isUsable }) => isUsable);
  const offline = online ? null : offlineReason();
  if (totp === null)
    return (
      <MethodCard
        title={text('console-your-sign-in.app')}
        text={text('console-your-sign-in.app-off')}
        action={
          <ButtonWithReason reason={offline} onClick={onAdd}>
            {text('console-your-sign-in.set-up')}
          </ButtonWithReason>
        }
      />
    );
  const facts = { created: slot(0), used: slot(1) };
  return (
    <MethodCard
      title={text('console-your-sign-in.app')}
      text={
        totp.lastUsedAt === null
          ? filled(text('console-your-sign-in.app-on', facts), <Instant at={totp.createdAt} />)
          : filled(
              text('console-your-sign-in.app-on-used', facts),
              <Instant at={totp.createdAt} />,
              <Instant at={totp.lastUsedAt} />,
            )
      }
      action={
        <ButtonWithReason
          reason={offline ?? (isLast ? text('console-your-sign-in.required') : null)}
          aria-label={text('console-your-sign-in.remove-of', { name: text('console-your-sign-in.app-name') })}
          onClick={onRemove}
        >
          {text('console-your-sign-in.remove')}
        </ButtonWithReason>
      }
    />
  );
}

function Codes({ codes }: { readonly codes: OwnSignInInfo['recoveryCodes'] }) {
  const [asking, setAsking] = useState(false);
  const renew = useNewRecoveryCodes();
  const toast = useToast();
  const text = useTexts(consoleYourSignIn);
  return (
    <MethodCard
      title={text('console-your-sign-in.codes')}
      text={
        codes === null
          ? text('console-your-sign-in.codes-none')
          : filled(
              text('console-your-sign-in.codes-left', { left: codes.left, created: slot(0) }),
              <Instant at={codes.createdAt} />,
            )
      }
      action={
        codes === null ? null : (
          <Button onClick={() => setAsking(true)}>{text('console-your-sign-in.new-codes')}</Button>
        )
      }
    >
      {asking ? (
        <ConfirmDialog
          title={text('console-your-sign-in.new-codes-title')}
          confirm={text('console-your-sign-in.new-codes')}
          busy={renew.isPending}
          error={renew.error}
          onConfirm={() => renew.mutate(undefined, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          <p>{text('console-your-sign-in.new-codes-effect')}</p>
        </ConfirmDialog>
      ) : null}
      {renew.data === undefined ? null : (
        <RecoveryCodesDialog
          codes={renew.data}
          onSaved={() => {
            renew.reset();
            toast(text('console-your-sign-in.new-codes-done'));
          }}
        />
      )}
    </MethodCard>
  );
}

/** Absent where there is no provider and none was connected. */
function Accounts({
  own: { identities },
  onRemove,
}: {
  readonly own: OwnSignInInfo;
  readonly onRemove: (method: RemovedMethod) => void;
}) {
  const options = useSignInOptions();
  const connect = useStartSso();
  const text = useTexts(consoleYourSignIn);
  const others = (options.data?.providers ?? []).filter(
    ({ id }) => !identities.some(({ provider }) => provider.id === id),
  );
  if (identities.length === 0 && others.length === 0) return null;
  return (
    <MethodCard
      title={text('console-your-sign-in.accounts')}
      text={text('console-your-sign-in.accounts-why')}
    >
      <ul aria-label={text('console-your-sign-in.accounts')} className="flex flex-col gap-2">
        {identities.map(({ id, provider: { name }, email }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-2">
            {email === null ? (
              <VendorText text={name} />
            ) : (
              filled(
                text('console-your-sign-in.account-facts', { name: slot(0), email: slot(1) }),
                <VendorText text={name} />,
                <VendorText text={email} />,
              )
            )}
            <Button
              dense
              aria-label={text('console-your-sign-in.disconnect-of', { name })}
              onClick={() => onRemove({ kind: 'identity', id, name })}
            >
              {text('console-your-sign-in.disconnect')}
            </Button>
          </li>
        ))}
      </ul>
      {connect.error === null ? null : <ErrorCard error={connect.error} />}
      {others.length === 0 ? null : (
        <p className="flex flex-wrap gap-2">
          {others.map(({ id, name }) => (
            <Button
              key={id}
              busy={connect.isPending && connect.variables.providerId === id}
              onClick={() =>
                connect.mutate({ providerId: id, purpose: 'connect', returnTo: '/settings/your-sign-in' })
              }
            >
              {text('console-your-sign-in.connect', { name })}
            </Button>
          ))}
        </p>
      )}
    </MethodCard>
  );
}
