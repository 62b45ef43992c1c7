import { useSession } from '../../api/session.ts';
import { useToast } from '../../components/toasts.tsx';
import { PasswordForm } from './password-form.tsx';
import { SettingsSection } from './section.tsx';

export function PasswordSection() {
  const { member } = useSession();
  const toast = useToast();
  return (
    <SettingsSection title="Your password" text={`Of ${member.email}. A new one ends your other sessions.`}>
      <PasswordForm
        presentLabel="Current password"
        submit="Change password"
        onChanged={() => toast('Password changed. Your other sessions are ended.')}
      />
    </SettingsSection>
  );
}
