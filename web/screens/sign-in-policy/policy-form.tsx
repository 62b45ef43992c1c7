import { useState } from 'react';
import { type Role, roles } from '../../../contracts/api/common.ts';
import {
  type SignInPolicyInfo,
  useIdentityProviders,
  useSetSignInPolicy,
  useSignInPolicy,
} from '../../api/sign-in-policy.ts';
import { useDisabledReason } from '../../context/use-disabled-reason.ts';
import { ButtonWithReason } from '../../components/button-with-reason.tsx';
import { ErrorCard } from '../../components/failure-card.tsx';
import { LeaveGuard } from '../../components/leave-guard.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useTexts } from '../../components/texts.ts';
import { useToast } from '../../components/toasts.tsx';
import { RequireSsoDialog } from './require-sso-dialog.tsx';
import { consoleSignInPolicy } from '../../../messages/generated/console-sign-in-policy.ts';

/** Which roles need a second factor, and whether single sign-on is required. */
export function PolicyForm() {
  const policy = useSignInPolicy();
  return <QueryView query={policy}>{(saved) => <Form saved={saved} />}</QueryView>;
}

function Form({ saved }: { readonly saved: SignInPolicyInfo }) {
  const [typed, setTyped] = useState<SignInPolicyInfo | null>(null);
  const set = useSetSignInPolicy();
  const whyClosed = useDisabledReason();
  const toast = useToast();
  const text = useTexts(consoleSignInPolicy);
  const { secondFactorFor, isSsoRequired } = typed ?? saved;
  const isChanged =
    typed !== null &&
    (typed.isSsoRequired !== saved.isSsoRequired ||
      roles.some((role) => typed.secondFactorFor.includes(role) !== saved.secondFactorFor.includes(role)));
  const reason = whyClosed('manage-people') ?? (isChanged ? null : text('console-sign-in-policy.no-changes'));
  const [isAsking, setAsking] = useState(false);
  const save = (endSessions: boolean): void =>
    set.mutate(
      { secondFactorFor, isSsoRequired, endSessions },
      {
        onSuccess: () => {
          setTyped(null);
          setAsking(false);
          toast(text('console-sign-in-policy.saved'));
        },
      },
    );
  return (
    <form
      className="flex max-w-2xl flex-col gap-6 rounded-card border border-line bg-surface px-4 py-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason !== null || set.isPending) return;
        if (isSsoRequired && !saved.isSsoRequired) setAsking(true);
        else save(false);
      }}
    >
      <SecondFactorFor
        chosen={secondFactorFor}
        onChange={(next) => setTyped({ isSsoRequired, secondFactorFor: next })}
      />
      <SsoRequired
        isOn={isSsoRequired}
        onChange={(next) => setTyped({ secondFactorFor, isSsoRequired: next })}
      />
      {set.error === null || isAsking ? null : <ErrorCard error={set.error} />}
      <div className="self-end">
        <ButtonWithReason type="submit" look="primary" reason={reason} reasonAt="before" busy={set.isPending}>
          {text('console-sign-in-policy.save')}
        </ButtonWithReason>
      </div>
      <LeaveGuard dirty={isChanged && !set.isPending} />
      {isAsking ? (
        <RequireSsoDialog
          busy={set.isPending}
          error={set.error}
          onConfirm={save}
          onClose={() => {
            set.reset();
            setAsking(false);
          }}
        />
      ) : null}
    </form>
  );
}

function SecondFactorFor({
  chosen,
  onChange,
}: {
  readonly chosen: readonly Role[];
  readonly onChange: (roles: Role[]) => void;
}) {
  const text = useTexts(consoleSignInPolicy);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="font-medium">{text('console-sign-in-policy.second-factor')}</legend>
      <p className="text-table text-ink-2">{text('console-sign-in-policy.second-factor-why')}</p>
      {roles.map((role) => (
        <Check
          key={role}
          words={text(`console-sign-in-policy.role.${role}`)}
          isOn={chosen.includes(role)}
          onChange={(on) => onChange(roles.filter((one) => (one === role ? on : chosen.includes(one))))}
        />
      ))}
    </fieldset>
  );
}

function SsoRequired({
  isOn,
  onChange,
}: {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  const providers = useIdentityProviders();
  const text = useTexts(consoleSignInPolicy);
  const hasNone = !isOn && providers.data?.items.some(({ enabled }) => enabled) !== true;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="font-medium">{text('console-sign-in-policy.sso')}</legend>
      <p className="text-table text-ink-2">{text('console-sign-in-policy.sso-why')}</p>
      <Check
        words={text('console-sign-in-policy.require-sso')}
        isOn={isOn}
        closed={hasNone ? text('console-sign-in-policy.sso-needs-provider') : null}
        onChange={onChange}
      />
    </fieldset>
  );
}

function Check({
  words,
  isOn,
  closed = null,
  onChange,
}: {
  readonly words: string;
  readonly isOn: boolean;
  /** Why it cannot be changed now. */
  readonly closed?: string | null;
  readonly onChange: (isOn: boolean) => void;
}) {
  return (
    <label className="flex flex-wrap items-center gap-2">
      <input
        type="checkbox"
        className="size-4 accent-accent"
        checked={isOn}
        aria-disabled={closed !== null}
        onChange={(event) => (closed === null ? onChange(event.target.checked) : undefined)}
      />
      {words}
      {closed === null ? null : <span className="text-label text-ink-2">{closed}</span>}
    </label>
  );
}
