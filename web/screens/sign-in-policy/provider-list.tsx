import { useState } from 'react';
import {
  type IdentityProviderInfo,
  useChangeProvider,
  useDeleteProvider,
  useIdentityProviders,
  useSetSignInPolicy,
  useSignInPolicy,
  useTestProvider,
} from '../../api/sign-in-policy.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorCard, FailureCard } from '../../components/failure-card.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { useTexts } from '../../components/texts.ts';
import { useToast } from '../../components/toasts.tsx';
import { VendorText } from '../../components/vendor-text.tsx';
import { CopiedAddress } from './copied-address.tsx';
import { ProviderDialog } from './provider-dialog.tsx';
import { consoleSignInPolicy } from '../../../messages/generated/console-sign-in-policy.ts';

export function ProviderList() {
  const providers = useIdentityProviders();
  const text = useTexts(consoleSignInPolicy);
  return (
    <QueryView query={providers}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState text={text('console-sign-in-policy.none')} />
        ) : (
          <ul
            aria-label={text('console-sign-in-policy.list')}
            className="divide-y divide-line rounded-card border border-line bg-surface"
          >
            {items.map((provider) => (
              <ProviderCard key={provider.id} provider={provider} />
            ))}
          </ul>
        )
      }
    </QueryView>
  );
}

function ProviderCard({ provider }: { readonly provider: IdentityProviderInfo }) {
  const { name, kind, issuer, members, enabled, redirectUri, backChannelLogoutUri } = provider;
  const text = useTexts(consoleSignInPolicy);
  return (
    <li className="flex flex-col gap-3 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h3 className="font-medium">
          <VendorText text={name} />
        </h3>
        <StatusPill
          state={enabled ? 'active' : 'inactive'}
          words={text(enabled ? 'console-sign-in-policy.enabled' : 'console-sign-in-policy.disabled')}
          inRow
        />
      </div>
      <div className="text-table text-ink-2">
        <p>
          {text('console-sign-in-policy.facts', {
            kind: text(`console-sign-in-policy.kind.${kind}`),
            members,
          })}
        </p>
        <p className="break-all">
          <VendorText text={issuer} />
        </p>
      </div>
      <CopiedAddress
        label={text('console-sign-in-policy.redirect-uri')}
        why={text('console-sign-in-policy.redirect-why-later')}
        address={redirectUri}
      />
      <CopiedAddress
        label={text('console-sign-in-policy.logout-uri')}
        why={text('console-sign-in-policy.logout-why')}
        address={backChannelLogoutUri}
      />
      <Actions provider={provider} />
    </li>
  );
}

type Asking = 'turn-off' | 'delete' | 'edit';

function Actions({ provider }: { readonly provider: IdentityProviderInfo }) {
  const { id, name, enabled } = provider;
  const [asking, setAsking] = useState<Asking | null>(null);
  const test = useTestProvider();
  const change = useChangeProvider();
  const toast = useToast();
  const text = useTexts(consoleSignInPolicy);
  const cause = test.data?.cause ?? null;
  const close = (): void => setAsking(null);
  const lift = useLiftedRequirement(provider);
  const turn = async (on: boolean): Promise<void> => {
    if (!on && !(await lift.lifted())) return;
    change.mutate(
      { id, body: { enabled: on } },
      {
        onSuccess: () => {
          toast(text('console-sign-in-policy.changed', { name }));
          close();
        },
      },
    );
  };
  return (
    <>
      {test.error === null ? null : <ErrorCard error={test.error} />}
      {cause === null ? null : <FailureCard failure={cause} />}
      {change.error === null || asking !== null ? null : <ErrorCard error={change.error} />}
      <p className="flex flex-wrap gap-2">
        <Button
          dense
          busy={test.isPending}
          aria-label={text('console-sign-in-policy.test-of', { name })}
          onClick={() =>
            test.mutate(id, {
              onSuccess: ({ works }) =>
                works ? toast(text('console-sign-in-policy.test-good', { name })) : undefined,
            })
          }
        >
          {text('console-sign-in-policy.test')}
        </Button>
        <Button
          dense
          aria-label={text('console-sign-in-policy.edit-of', { name })}
          onClick={() => setAsking('edit')}
        >
          {text('console-sign-in-policy.edit')}
        </Button>
        <Button
          dense
          busy={change.isPending && asking === null}
          aria-label={text(
            enabled ? 'console-sign-in-policy.turn-off-of' : 'console-sign-in-policy.turn-on-of',
            { name },
          )}
          onClick={() => (enabled ? setAsking('turn-off') : void turn(true))}
        >
          {text(enabled ? 'console-sign-in-policy.turn-off' : 'console-sign-in-policy.turn-on')}
        </Button>
        <Button
          dense
          aria-label={text('console-sign-in-policy.delete-of', { name })}
          onClick={() => setAsking('delete')}
        >
          {text('console-sign-in-policy.delete')}
        </Button>
      </p>
      {asking === 'edit' ? <ProviderDialog provider={provider} onClose={close} /> : null}
      {asking === 'turn-off' ? (
        <ConfirmDialog
          title={text('console-sign-in-policy.turn-off-title', { name })}
          confirm={text('console-sign-in-policy.turn-off')}
          danger
          busy={change.isPending || lift.isPending}
          error={change.error ?? lift.error}
          {...lift.consent}
          onConfirm={() => void turn(false)}
          onClose={close}
        >
          <p>{text('console-sign-in-policy.turn-off-effect')}</p>
        </ConfirmDialog>
      ) : null}
      {asking === 'delete' ? <DeleteDialog provider={provider} onClose={close} /> : null}
    </>
  );
}

function DeleteDialog({
  provider,
  onClose,
}: {
  readonly provider: IdentityProviderInfo;
  readonly onClose: () => void;
}) {
  const { id, name, members } = provider;
  const remove = useDeleteProvider();
  const lift = useLiftedRequirement(provider);
  const text = useTexts(consoleSignInPolicy);
  return (
    <ConfirmDialog
      title={text('console-sign-in-policy.delete-title', { name })}
      confirm={text('console-sign-in-policy.delete')}
      danger
      busy={remove.isPending || lift.isPending}
      error={remove.error ?? lift.error}
      {...lift.consent}
      onConfirm={() =>
        void lift.lifted().then((done) => (done ? remove.mutate(id, { onSuccess: onClose }) : undefined))
      }
      onClose={onClose}
    >
      <p>{text('console-sign-in-policy.delete-effect', { members })}</p>
    </ConfirmDialog>
  );
}

/** Without the last provider that is on, single sign-on cannot stay required: both end with one agreement. */
function useLiftedRequirement({ id, enabled }: IdentityProviderInfo) {
  const providers = useIdentityProviders();
  const policy = useSignInPolicy();
  const set = useSetSignInPolicy();
  const text = useTexts(consoleSignInPolicy);
  const required = policy.data?.isSsoRequired === true ? policy.data : null;
  const hasOther = providers.data?.items.some((one) => one.enabled && one.id !== id) === true;
  const isNeeded = required !== null && enabled && !hasOther;
  return {
    consent: isNeeded ? { consent: text('console-sign-in-policy.lift-requirement') } : {},
    isPending: set.isPending,
    error: set.error,
    /** False: it could not be lifted, and `error` says why. */
    lifted: async (): Promise<boolean> => {
      if (!isNeeded) return true;
      try {
        await set.mutateAsync({ ...required, isSsoRequired: false });
        return true;
      } catch {
        return false;
      }
    },
  };
}
