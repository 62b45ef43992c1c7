import type { ReactNode } from 'react';
import { type ProblemItem, type Role, roles } from '../../../contracts/api/common.ts';
import { providerKinds } from '../../../contracts/api/sign-in.ts';
import { Button } from '../../components/button.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useTexts } from '../../components/texts.ts';
import { emptyDraft, type ProviderDraft } from './provider-draft.ts';
import { consoleSignInPolicy } from '../../../messages/generated/console-sign-in-policy.ts';

interface Props {
  readonly draft: ProviderDraft;
  readonly isNew: boolean;
  readonly problems: readonly ProblemItem[];
  readonly onChange: (draft: ProviderDraft) => void;
}

/** What a provider needs, and nothing that only another kind does. */
export function ProviderFields({ draft, isNew, problems, onChange }: Props) {
  const text = useTexts(consoleSignInPolicy);
  const set = (part: Partial<ProviderDraft>): void => onChange({ ...draft, ...part });
  const problemAt = (field: string): string | null =>
    problems.find((item) => item.field === field || item.field?.startsWith(`${field}.`) === true)?.detail ??
    null;
  const { kind } = draft;
  return (
    <>
      {isNew ? (
        <SelectField
          label={text('console-sign-in-policy.kind')}
          value={kind}
          choices={providerKinds.map((one) => ({
            value: one,
            words: text(`console-sign-in-policy.kind.${one}`),
          }))}
          onChange={(value) => {
            const chosen = providerKinds.find((one) => one === value);
            if (chosen !== undefined)
              onChange(emptyDraft(chosen, text(`console-sign-in-policy.preset-name.${chosen}`)));
          }}
        />
      ) : null}
      <TextField
        label={text('console-sign-in-policy.name')}
        hint={text('console-sign-in-policy.name-hint')}
        value={draft.name}
        error={problemAt('name')}
        onChange={(name) => set({ name })}
      />
      {kind === 'google' ? (
        <TextField
          label={text('console-sign-in-policy.domains')}
          hint={text('console-sign-in-policy.domains-hint')}
          value={draft.domains}
          error={problemAt('domains')}
          onChange={(domains) => set({ domains })}
        />
      ) : (
        <TextField
          label={text(
            kind === 'entra' ? 'console-sign-in-policy.directory' : 'console-sign-in-policy.issuer',
          )}
          hint={text(
            kind === 'entra' ? 'console-sign-in-policy.directory-hint' : 'console-sign-in-policy.issuer-hint',
          )}
          value={draft.place}
          error={problemAt('issuer')}
          onChange={(place) => set({ place })}
        />
      )}
      <TextField
        label={text('console-sign-in-policy.client-id')}
        value={draft.clientId}
        error={problemAt('clientId')}
        onChange={(clientId) => set({ clientId })}
      />
      <TextField
        label={text('console-sign-in-policy.client-secret')}
        type="password"
        hint={isNew ? undefined : text('console-sign-in-policy.secret-kept')}
        value={draft.clientSecret}
        error={problemAt('clientSecret')}
        onChange={(clientSecret) => set({ clientSecret })}
      />
      <RoleFields draft={draft} onChange={set} error={problemAt('roleClaim')} />
    </>
  );
}

function RoleFields({
  draft: { kind, roleClaim, roles: mapped, defaultRole },
  error,
  onChange,
}: {
  readonly draft: ProviderDraft;
  readonly error: string | null;
  readonly onChange: (part: Partial<ProviderDraft>) => void;
}) {
  const text = useTexts(consoleSignInPolicy);
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 font-medium">{text('console-sign-in-policy.roles')}</legend>
      <TextField
        label={text('console-sign-in-policy.role-claim')}
        hint={text(`console-sign-in-policy.role-claim-hint.${kind}`)}
        value={roleClaim}
        error={error}
        onChange={(claim) => onChange({ roleClaim: claim })}
      />
      {mapped.map((entry, index) => (
        <RoleOfValue
          key={index}
          nth={index + 1}
          entry={entry}
          onChange={(next) => onChange({ roles: mapped.map((one, at) => (at === index ? next : one)) })}
          onRemove={() => onChange({ roles: mapped.filter((_, at) => at !== index) })}
        />
      ))}
      <p className="flex flex-wrap items-center gap-3">
        <Button dense onClick={() => onChange({ roles: [...mapped, { value: '', role: 'viewer' }] })}>
          {text('console-sign-in-policy.add-role')}
        </Button>
        {mapped.length < 2 ? null : (
          <span className="text-label text-ink-3">{text('console-sign-in-policy.highest-wins')}</span>
        )}
      </p>
      <RoleChoice
        label={text('console-sign-in-policy.default-role')}
        value={defaultRole}
        none={text('console-sign-in-policy.no-default-role')}
        onChange={(role) => onChange({ defaultRole: role })}
      />
    </fieldset>
  );
}

function RoleOfValue({
  nth,
  entry,
  onChange,
  onRemove,
}: {
  readonly nth: number;
  readonly entry: ProviderDraft['roles'][number];
  readonly onChange: (entry: ProviderDraft['roles'][number]) => void;
  readonly onRemove: () => void;
}) {
  const text = useTexts(consoleSignInPolicy);
  return (
    <div className="flex flex-wrap items-start gap-2">
      <div className="grow">
        <TextField
          label={text('console-sign-in-policy.value-of', { nth })}
          value={entry.value}
          onChange={(value) => onChange({ ...entry, value })}
        />
      </div>
      <RoleChoice
        label={text('console-sign-in-policy.role-of', { nth })}
        value={entry.role}
        onChange={(role) => onChange({ ...entry, role: role ?? entry.role })}
      />
      <Button
        dense
        className="mt-6"
        aria-label={text('console-sign-in-policy.remove-role', { nth })}
        onClick={onRemove}
      >
        {text('console-sign-in-policy.remove')}
      </Button>
    </div>
  );
}

function RoleChoice({
  label,
  value,
  none,
  onChange,
}: {
  readonly label: string;
  readonly value: Role | null;
  /** Words of choosing no role; absent: one must be chosen. */
  readonly none?: string;
  readonly onChange: (role: Role | null) => void;
}): ReactNode {
  const text = useTexts(consoleSignInPolicy);
  return (
    <SelectField
      label={label}
      value={value ?? ''}
      choices={[
        ...(none === undefined ? [] : [{ value: '', words: none }]),
        ...roles.map((role) => ({ value: role, words: text(`console-sign-in-policy.role-one.${role}`) })),
      ]}
      onChange={(chosen) => onChange(roles.find((role) => role === chosen) ?? null)}
    />
  );
}
