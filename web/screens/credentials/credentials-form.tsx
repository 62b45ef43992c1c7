import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import {
  type CredentialAnswer,
  type CredentialInfo,
  type CredentialSetName,
  useCredentials,
  useVerification,
} from '../../api/credentials.ts';
import { useVendors } from '../../api/integrations.ts';
import { useClosed } from '../../api/session.ts';
import { useWhyClosed } from '../../app/use-why-closed.ts';
import { ClosedButton } from '../../components/closed-button.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { LeaveGuard } from '../../components/leave-guard.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { CredentialCard } from './credential-card.tsx';
import { CredentialHelp } from './credential-help.tsx';
import { isComplete, isVerified, seenBy, versionOf } from './credential-sets.ts';
import { SandboxFill } from './sandbox-fill.tsx';
import { useAuthentication } from './use-authentication.ts';

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
      {(list) => <Form {...props} {...list} />}
    </QueryView>
  );
}

function Form({
  integrationId,
  items,
  egressNote,
  hasDefaultClientId,
  onAuthenticated,
  before,
  after,
}: CredentialsFormProps & CredentialAnswer) {
  const vendors = useVendors();
  const closed = useClosed();
  const whyClosed = useWhyClosed();
  const form = useAuthentication(integrationId, hasDefaultClientId, onAuthenticated);
  const verification = useVerification(integrationId);
  const [focused, setFocused] = useState<CredentialSetName>('accounts-api');
  const cards = useRef<HTMLDivElement>(null);
  useFocusOnFailing(cards, form.refusals);
  const sets = vendors.data?.items[0]?.credentialSets ?? [];
  const nameOf = (set: string): string => sets.find((one) => one.set === set)?.name ?? set;
  const isReady = (info: CredentialInfo): boolean => {
    const typed = form.typed[info.set];
    return typed === undefined ? versionOf(info) !== null : isComplete(info.set, typed, hasDefaultClientId);
  };
  const missing = items.filter((info) => !isReady(info)).map(({ set }) => nameOf(set));
  const reason =
    whyClosed('authenticate') ?? (missing.length === 0 ? null : `Fill in first: ${missing.join(', ')}.`);
  const unverified = items.find((info) => form.typed[info.set] !== undefined || !isVerified(info));
  // Offline what is typed stays open: nothing is sent before Authenticate.
  const notAllowed = closed('change-credentials');
  return (
    <div className="grid gap-6 xl:grid-cols-[minmax(0,40rem)_minmax(18rem,1fr)]">
      <LeaveGuard dirty={form.isDirty && !form.busy} />
      <div ref={cards} className="flex flex-col gap-4">
        <SandboxFill integrationId={integrationId} onFilled={form.forget} />
        {notAllowed === null ? null : <p className="text-ink-2">{notAllowed}</p>}
        {items.map((info) => (
          <CredentialCard
            key={info.set}
            info={info}
            name={nameOf(info.set)}
            fields={sets.find(({ set }) => set === info.set)?.fields ?? []}
            typed={form.typed[info.set] ?? null}
            errors={form.errors[info.set] ?? {}}
            hasDefaultClientId={hasDefaultClientId}
            seen={seenBy(info, verification.data)}
            busy={form.busy}
            isClosed={notAllowed !== null}
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
            reasonAt="before"
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

/** After each refused press, once its verdicts are on the page. */
function useFocusOnFailing(cards: RefObject<HTMLElement | null>, refusals: number): void {
  const seen = useRef(0);
  useEffect(() => {
    if (seen.current === refusals) return;
    const failing = cards.current?.querySelector<HTMLElement>('[data-failing]') ?? null;
    if (failing === null) return;
    seen.current = refusals;
    failing.focus();
  });
}
