import { useState } from 'react';
import { useClosed } from '../../../api/session.ts';
import { useDisabledReason } from '../../../context/use-disabled-reason.ts';
import { ButtonWithReason } from '../../../components/button-with-reason.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { useTexts } from '../../../components/texts.ts';
import { BreakGlass } from '../../sign-in-policy/break-glass.tsx';
import { PolicyForm } from '../../sign-in-policy/policy-form.tsx';
import { ProviderDialog } from '../../sign-in-policy/provider-dialog.tsx';
import { ProviderList } from '../../sign-in-policy/provider-list.tsx';
import { consoleSignInPolicy } from '../../../../messages/generated/console-sign-in-policy.ts';
import { SettingsSection } from '../form/section.tsx';
import { consoleSettings } from '../../../../messages/generated/console-settings.ts';

/** Second factors, single sign-on, and who signs in without it in an emergency. */
export function SignInPolicySection() {
  const closed = useClosed()('manage-people');
  const settings = useTexts(consoleSettings);
  const text = useTexts(consoleSignInPolicy);
  return (
    <SettingsSection
      title={settings('console-settings.section.sign-in-policy')}
      text={text('console-sign-in-policy.section-policy')}
    >
      {closed === null ? (
        <>
          <PolicyForm />
          <BreakGlass />
        </>
      ) : (
        <EmptyState text={closed} />
      )}
    </SettingsSection>
  );
}

export function IdentityProvidersSection() {
  const closed = useClosed()('manage-people');
  const whyClosed = useDisabledReason();
  const [adding, setAdding] = useState(false);
  const settings = useTexts(consoleSettings);
  const text = useTexts(consoleSignInPolicy);
  return (
    <SettingsSection
      title={settings('console-settings.section.identity-providers')}
      text={text('console-sign-in-policy.section-providers')}
      actions={
        <ButtonWithReason
          look="primary"
          reason={whyClosed('manage-people')}
          reasonAt="before"
          onClick={() => setAdding(true)}
        >
          {text('console-sign-in-policy.add')}
        </ButtonWithReason>
      }
    >
      {closed === null ? <ProviderList /> : <EmptyState text={closed} />}
      {adding ? <ProviderDialog provider={null} onClose={() => setAdding(false)} /> : null}
    </SettingsSection>
  );
}
