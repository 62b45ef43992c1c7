import { type ReactNode, useRef, useState } from 'react';
import {
  type CredentialInfo,
  type CredentialSetName,
  useCredentials,
  usePutCredentials,
  useSandboxCredentials,
} from '../../api/credentials.ts';
import { useIntegrationCommand, useVendors } from '../../api/integrations.ts';
import { type ApiError, asApiError, isPassing } from '../../api/problem.ts';
import { useClosed } from '../../api/session.ts';
import { useSettings } from '../../api/settings.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useFormKey } from '../../components/use-form-key.ts';
import { CredentialCard } from './credential-card.tsx';
import { CredentialHelp } from './credential-help.tsx';
import { type Fields, fieldErrors, isComplete, setNames, type Typed, versionOf } from './credential-sets.ts';

interface CredentialsFormProps {
  readonly integrationId: string;
  readonly onAuthenticated: () => void;
  readonly before?: ReactNode;
  /** Given why not all are verified; null: all are. */
  readonly after?: (unverified: string | null) => ReactNode;
}

/** All three sets, during set-up and after it. */
export function CredentialsForm(props: CredentialsFormProps) {
  const credentials = useCredentials(props.integrationId);
  return (
    <QueryView query={credentials} rows={8}>
      {({ items, egressNote }) => <Form {...props} items={items} egressNote={egressNote} />}
    </QueryView>
  );
}

function Form({
  integrationId,
  items,
  egressNote,
  onAuthenticated,
  before,
  after,
}: CredentialsFormProps & { readonly items: readonly CredentialInfo[]; readonly egressNote: string | null }) {
  const vendors = useVendors();
  const closed = useClosed();
  const form = useAuthentication(integrationId, onAuthenticated);
  const [focused, setFocused] = useState<CredentialSetName>('accounts-api');
  const sets = vendors.data?.items[0]?.credentialSets ?? [];
  const nameOf = (set: string): string => sets.find((one) => one.set === set)?.name ?? set;
  const isReady = (info: CredentialInfo): boolean => {
    const typed = form.typed[info.set];
    return typed === undefined ? versionOf(info) !== null : isComplete(info.set, typed);
  };
  const missing = items.filter((info) => !isReady(info)).map(({ set }) => nameOf(set));
  const reason =
    closed('authenticate') ?? (missing.length === 0 ? null : `Fill in first: ${missing.join(', ')}.`);
  const unverified = items.find((info) => form.typed[info.set] !== undefined || !isVerified(info));
  return (
    <div className="grid gap-6 xl:grid-cols-[minmax(0,40rem)_minmax(18rem,1fr)]">
      <div className="flex flex-col gap-4">
        <SandboxFill integrationId={integrationId} onFilled={form.forget} />
        {items.map((info) => (
          <CredentialCard
            key={info.set}
            info={info}
            name={nameOf(info.set)}
            fields={sets.find(({ set }) => set === info.set)?.fields ?? []}
            typed={form.typed[info.set] ?? null}
            errors={form.errors[info.set] ?? {}}
            busy={form.busy}
            isClosed={closed('change-credentials') !== null}
            onType={(fields) => form.type(info.set, fields)}
            onCancel={() => form.type(info.set, null)}
            onFocus={() => setFocused(info.set)}
          />
        ))}
        {form.error === null ? null : <ErrorCard error={form.error} />}
        <div className="flex flex-wrap items-start justify-end gap-2 border-t border-line pt-4">
          {before}
          <ClosedButton
            look="primary"
            reason={reason}
            busy={form.busy}
            onClick={() => void form.authenticate()}
          >
            Authenticate
          </ClosedButton>
          {after?.(unverified === undefined ? null : `${nameOf(unverified.set)} is not verified yet.`)}
        </div>
      </div>
      <CredentialHelp set={focused} sets={sets} egressNote={egressNote} />
    </div>
  );
}

function isVerified(info: CredentialInfo): boolean {
  const version = versionOf(info);
  return version !== null && version.verifiedAt !== null && version.cause === null;
}

const without = <T extends Typed>(all: T, set: CredentialSetName): T => ({ ...all, [set]: undefined });

/** Typed values, what was stored of them, and the one press that stores and verifies. */
function useAuthentication(integrationId: string, onAuthenticated: () => void) {
  const [typed, setTyped] = useState<Typed>({});
  const [errors, setErrors] = useState<Typed>({});
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const stored = useRef<Partial<Record<CredentialSetName, string>>>({});
  const { key, renew } = useFormKey();
  const put = usePutCredentials(integrationId);
  const command = useIntegrationCommand(integrationId, 'authenticate');
  const { say, alert } = useAnnouncer();

  /** What was typed and not stored yet; false: a set was refused. */
  const storeTyped = async (): Promise<boolean> => {
    const refused: Partial<Record<CredentialSetName, Fields>> = {};
    for (const set of setNames) {
      const fields = typed[set];
      if (fields === undefined || stored.current[set] === JSON.stringify(fields)) continue;
      try {
        await put.mutateAsync({ set, fields });
        stored.current[set] = JSON.stringify(fields);
      } catch (caught) {
        const problem = asApiError(caught);
        if (problem.items.length === 0) throw problem;
        refused[set] = fieldErrors(problem);
      }
    }
    setErrors(refused);
    return Object.keys(refused).length === 0;
  };

  const authenticate = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setError(null);
    say('Checking the credentials.');
    try {
      if (!(await storeTyped())) {
        alert('Not stored: see the fields.');
        return;
      }
      await command.mutateAsync({ key });
      renew();
      setTyped({});
      say('All credentials are verified.');
      onAuthenticated();
    } catch (caught) {
      const problem = asApiError(caught);
      if (!isPassing(problem)) renew();
      // Each credential says its own cause; only what is about none of them stands below.
      setError(problem.code === 'CredentialsRefused' ? null : problem);
      alert(problem.title);
    } finally {
      setBusy(false);
    }
  };

  return {
    typed,
    errors,
    error,
    busy,
    authenticate,
    type: (set: CredentialSetName, fields: Fields | null) => {
      setTyped((now) => (fields === null ? without(now, set) : { ...now, [set]: fields }));
      setErrors((now) => without(now, set));
    },
    forget: () => {
      setTyped({});
      setErrors({});
      setError(null);
    },
  };
}

/** One press for newcomers. The secrets never come here: the server stores them. */
function SandboxFill({
  integrationId,
  onFilled,
}: {
  readonly integrationId: string;
  readonly onFilled: () => void;
}) {
  const settings = useSettings();
  const closed = useClosed();
  const fill = useSandboxCredentials(integrationId);
  const { key, renew } = useFormKey();
  if (settings.data?.installation.sandbox.on !== true) return null;
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-card border border-info-mark bg-info-tint px-4 py-3">
      <p className="min-w-56 grow">
        The vendors are simulated. The sandbox&apos;s credentials can be filled in by one press.
      </p>
      {closed('change-credentials') === null ? (
        <Button
          busy={fill.isPending}
          onClick={() =>
            fill.mutate(
              { key },
              {
                onSuccess: () => {
                  renew();
                  onFilled();
                },
              },
            )
          }
        >
          Fill in the sandbox&apos;s credentials
        </Button>
      ) : null}
      {fill.error === null ? null : <ErrorCard error={fill.error} />}
    </div>
  );
}
