import { useState } from 'react';
import { asApiError } from '../../values/problem.ts';
import {
  type IdentityProviderInfo,
  useAddProvider,
  useChangeProvider,
  useIdentityProviders,
} from '../../api/sign-in-policy.ts';
import { Button } from '../../components/button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { Modal } from '../../components/modal.tsx';
import { useTexts } from '../../components/texts.ts';
import { useToast } from '../../components/toasts.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { CopiedAddress } from './copied-address.tsx';
import { bodyOf, draftOf, emptyDraft } from './provider-draft.ts';
import { ProviderFields } from './provider-form.tsx';
import { signInPolicyTexts } from './texts.ts';

/** Adds a provider, or changes one. */
export function ProviderDialog({
  provider,
  onClose,
}: {
  /** Null: a new one. */
  readonly provider: IdentityProviderInfo | null;
  readonly onClose: () => void;
}) {
  const text = useTexts(signInPolicyTexts);
  const [draft, setDraft] = useState(() =>
    provider === null
      ? emptyDraft('entra', text('console-sign-in-policy.preset-name.entra'))
      : draftOf(provider),
  );
  const { key, renew } = useFormKey();
  const add = useAddProvider();
  const change = useChangeProvider();
  const toast = useToast();
  const sent = provider === null ? add : change;
  const error = sent.error === null ? null : asApiError(sent.error);
  const save = (): void => {
    const { clientSecret } = draft;
    const secret = clientSecret === '' ? {} : { clientSecret };
    const onSuccess = ({ name }: { readonly name: string }): void => {
      toast(
        text(provider === null ? 'console-sign-in-policy.added' : 'console-sign-in-policy.changed', { name }),
      );
      onClose();
    };
    if (provider === null)
      add.mutate(
        { body: { ...bodyOf(draft), kind: draft.kind, clientSecret }, key },
        { onSuccess, onError: (failed) => (asApiError(failed).status > 0 ? renew() : undefined) },
      );
    else change.mutate({ id: provider.id, body: { ...bodyOf(draft), ...secret } }, { onSuccess });
  };
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
        {provider === null ? <RedirectUri /> : null}
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

/** The same for each provider, so that it can be registered before there is one here. */
function RedirectUri() {
  const providers = useIdentityProviders();
  const text = useTexts(signInPolicyTexts);
  if (providers.data === undefined) return null;
  return (
    <CopiedAddress
      label={text('console-sign-in-policy.redirect-uri')}
      why={text('console-sign-in-policy.redirect-why')}
      address={providers.data.redirectUri}
    />
  );
}
