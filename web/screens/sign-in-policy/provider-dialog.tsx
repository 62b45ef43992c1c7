import { useState } from 'react';
import { asApiError } from '../../values/problem.ts';
import {
  type IdentityProviderInfo,
  useAddProvider,
  useChangeProvider,
  useIdentityProviders,
} from '../../api/sign-in-policy.ts';
import { Banner } from '../../components/banner.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Modal } from '../../components/modal.tsx';
import { useTexts } from '../../components/texts.ts';
import { useToast } from '../../components/toasts.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { CopiedAddress } from './copied-address.tsx';
import { bodyOf, changeOf, draftOf, emptyDraft } from './provider-draft.ts';
import { ProviderFields } from './provider-form.tsx';
import { consoleSignInPolicy } from '../../../messages/generated/console-sign-in-policy.ts';

/** Adds a provider, or changes one. */
export function ProviderDialog({
  provider,
  onClose,
}: {
  /** Null: a new one. */
  readonly provider: IdentityProviderInfo | null;
  readonly onClose: () => void;
}) {
  const text = useTexts(consoleSignInPolicy);
  const [draft, setDraft] = useState(() =>
    provider === null
      ? emptyDraft('entra', text('console-sign-in-policy.preset-name.entra'))
      : draftOf(provider),
  );
  const [added, setAdded] = useState<IdentityProviderInfo | null>(null);
  const { key, renew } = useFormKey();
  const add = useAddProvider();
  const change = useChangeProvider();
  const isBlocked = useIdentityProviders().data?.blocked === true;
  const toast = useToast();
  const sent = provider === null ? add : change;
  const error = sent.error === null ? null : asApiError(sent.error);
  const save = (): void => {
    if (provider === null)
      add.mutate(
        { body: { ...bodyOf(draft), kind: draft.kind, clientSecret: draft.clientSecret }, key },
        { onSuccess: setAdded, onError: (failed) => (asApiError(failed).status > 0 ? renew() : undefined) },
      );
    else
      change.mutate(
        { id: provider.id, body: changeOf(draft, provider) },
        {
          onSuccess: ({ name }) => {
            toast(text('console-sign-in-policy.changed', { name }));
            onClose();
          },
        },
      );
  };
  if (added !== null) return <AddressesToRegister provider={added} onClose={onClose} />;
  return (
    <Modal
      title={
        provider === null
          ? text('console-sign-in-policy.add')
          : text('console-sign-in-policy.edit-title', { name: provider.name })
      }
      onClose={onClose}
    >
      <form
        noValidate
        className="flex flex-col gap-3 p-0.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!sent.isPending) save();
        }}
      >
        {isBlocked ? <Banner tone="warn">{text('console-sign-in-policy.blocked')}</Banner> : null}
        {provider === null ? <p>{text('console-sign-in-policy.redirect-next')}</p> : null}
        <ProviderFields
          draft={draft}
          isNew={provider === null}
          problems={error?.items ?? []}
          onChange={setDraft}
        />
        {error === null ? null : <ErrorCard error={error} />}
        <Button type="submit" look="primary" busy={sent.isPending} className="self-end">
          {text(provider === null ? 'console-sign-in-policy.add-provider' : 'console-sign-in-policy.save')}
        </Button>
      </form>
    </Modal>
  );
}

/** What a provider that was just added needs to know of this installation. */
function AddressesToRegister({
  provider: { name, redirectUri, backChannelLogoutUri },
  onClose,
}: {
  readonly provider: IdentityProviderInfo;
  readonly onClose: () => void;
}) {
  const text = useTexts(consoleSignInPolicy);
  return (
    <Modal title={text('console-sign-in-policy.added', { name })} onClose={onClose}>
      <div className="flex flex-col gap-3 p-0.5">
        <CopiedAddress
          label={text('console-sign-in-policy.redirect-uri')}
          why={text('console-sign-in-policy.redirect-why')}
          address={redirectUri}
        />
        <CopiedAddress
          label={text('console-sign-in-policy.logout-uri')}
          why={text('console-sign-in-policy.logout-why')}
          address={backChannelLogoutUri}
        />
        <p>{text('console-sign-in-policy.added-next')}</p>
        <Button look="primary" className="self-end" onClick={onClose}>
          {text('console-sign-in-policy.done')}
        </Button>
      </div>
    </Modal>
  );
}
