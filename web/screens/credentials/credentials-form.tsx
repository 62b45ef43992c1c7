import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import {
  type CredentialAnswer,
  type CredentialInfo,
  useCredentials,
  useSandboxCredentials,
  useVerification,
} from '../../api/credentials.ts';
import { useClosed } from '../../api/session.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { LeaveGuard } from '../../components/leave-guard.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useTexts } from '../../components/texts.ts';
import { CredentialCard } from './credential-card.tsx';
import { CredentialHelp } from './credential-help.tsx';
import { InstanceQuestions } from './instance-question.tsx';
import { isComplete, isVerified, seenBy, versionOf } from './credential-sets.ts';
import { consoleCredentials } from '../../../messages/generated/console-credentials.ts';
import { useAuthentication } from './use-authentication.ts';
import { useSettings } from '../../api/settings.ts';
import { useFormKey } from '../../components/use-form-key.ts';

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
  const closed = useClosed();
  const text = useTexts(consoleCredentials);
  const whyClosed = useDisabledReason();
  const forms = useMemo(() => items.map((info) => info.form), [items]);
  const form = useAuthentication(integrationId, forms, hasDefaultClientId, onAuthenticated);
  const verification = useVerification(integrationId);
  const [focused, setFocused] = useState<string | undefined>(items[0]?.set);
  const cards = useRef<HTMLDivElement>(null);
  useFocusOnFailing(cards, form.rejections);
  const isReady = (info: CredentialInfo): boolean => {
    const typed = form.typed[info.set];
    return typed === undefined ? versionOf(info) !== null : isComplete(info, typed, hasDefaultClientId);
  };
  const missing = items.filter((info) => !isReady(info)).map((info) => info.form.name);
  const reason =
    whyClosed('authenticate') ??
    (missing.length === 0 ? null : text('console-credentials.complete-fields', { fields: missing }));
  const unverified = items.find((info) => form.typed[info.set] !== undefined || !isVerified(info));
  // Offline what is typed stays open: nothing is sent before Authenticate.
  const notAllowed = closed('change-credentials');
  return (
    <div className="grid gap-6 xl:grid-cols-[minmax(0,40rem)_minmax(18rem,1fr)]">
      <LeaveGuard dirty={form.isDirty && !form.busy} />
      <div ref={cards} className="flex flex-col gap-4">
        <InstanceQuestions integrationId={integrationId} />
        <SandboxFill integrationId={integrationId} onFilled={form.forget} />
        {notAllowed === null ? null : <p className="text-ink-2">{notAllowed}</p>}
        {items.map((info) => (
          <CredentialCard
            key={info.set}
            info={info}
            typed={form.typed[info.set] ?? null}
            errors={form.errors[info.set] ?? {}}
            hasDefaultClientId={hasDefaultClientId}
            seen={seenBy(info, verification.data, text)}
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
          <ButtonWithReason
            look={unverified === undefined ? 'plain' : 'primary'}
            reason={reason}
            reasonAt="before"
            busy={form.busy}
            onClick={() => void form.authenticate()}
          >
            {text('console-credentials.authenticate')}
          </ButtonWithReason>
          {after?.(
            unverified === undefined
              ? null
              : text('console-credentials.not-verified-set', { name: unverified.form.name }),
          )}
        </div>
      </div>
      <CredentialHelp
        integrationId={integrationId}
        form={forms.find(({ set }) => set === focused)}
        egressNote={egressNote}
      />
    </div>
  );
}

/** After each rejected press, once its verdicts are on the page. */
function useFocusOnFailing(cards: RefObject<HTMLElement | null>, rejections: number): void {
  const seen = useRef(0);
  useEffect(() => {
    if (seen.current === rejections) return;
    const failing = cards.current?.querySelector<HTMLElement>('[data-failing]') ?? null;
    if (failing === null) return;
    seen.current = rejections;
    failing.focus();
  });
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
  const text = useTexts(consoleCredentials, integrationId);
  const whyClosed = useDisabledReason();
  const fill = useSandboxCredentials(integrationId);
  const { key, renew } = useFormKey();
  if (settings.data?.installation.sandbox.on !== true) return null;
  const filled = (): void => {
    renew();
    onFilled();
  };
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-card border border-info-mark bg-info-tint px-4 py-3">
      <p className="min-w-48 grow basis-0">{text('console-credentials.sandbox')}</p>
      <ButtonWithReason
        reason={whyClosed('change-credentials')}
        busy={fill.isPending}
        onClick={() => fill.mutate({ key }, { onSuccess: filled })}
      >
        {text('console-credentials.fill-in-sandbox')}
      </ButtonWithReason>
      {fill.error === null ? null : <ErrorCard error={fill.error} />}
    </div>
  );
}
