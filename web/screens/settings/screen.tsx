import type { ComponentType } from 'react';
import { Navigate, NavLink, useNavigate, useParams } from '../../components/router.tsx';
import { Page } from '../../components/page.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { ApiKeysSection } from './api-keys-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { GeneralSection } from './general-section.tsx';
import { ChecksSection } from './checks-section.tsx';
import { BillingTargetSection } from './billing-target-section.tsx';
import { IncidentSection } from './incident-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { PeopleSection } from './people-section.tsx';
import { PrivacySection } from './privacy-section.tsx';
import { WebhooksSection } from './webhooks-section.tsx';
import { isSection, type Section, sections } from './sections.ts';
import { useSession } from '../../api/session.ts';
import { useToast } from '../../components/toasts.tsx';
import { PasswordForm } from './password-form.tsx';
import { SettingsSection } from './section.tsx';

const bodies: Readonly<Record<Section, ComponentType>> = {
  checks: ChecksSection,
  billingTarget: BillingTargetSection,
  general: GeneralSection,
  privacy: PrivacySection,
  appearance: AppearanceSection,
  people: PeopleSection,
  'api-keys': ApiKeysSection,
  webhooks: WebhooksSection,
  incident: IncidentSection,
  password: PasswordSection,
  sessions: SessionsSection,
};

export default function Screen() {
  const navigate = useNavigate();
  const { section = 'checks' } = useParams();
  if (!isSection(section)) return <Navigate to="/settings" />;
  const Body = bodies[section];
  return (
    <Page title="Settings" place={sections[section]}>
      <div className="grid items-start gap-6 md:grid-cols-[11rem_minmax(0,1fr)]">
        <nav aria-label="Settings" className="hidden flex-col gap-0.5 md:flex">
          {Object.entries(sections).map(([path, words]) => (
            <NavLink
              key={path}
              to={`/settings/${path}`}
              // The bare address is the first section.
              aria-current={path === section ? 'page' : undefined}
              className={`rounded-control px-3 py-1.5 ${path === section ? 'bg-selected font-medium' : 'text-ink-2 hover:bg-hover'}`}
            >
              {words}
            </NavLink>
          ))}
        </nav>
        <div className="md:hidden">
          <SelectField
            label="Settings"
            value={section}
            choices={Object.entries(sections).map(([value, words]) => ({ value, words }))}
            onChange={(value) => navigate(`/settings/${value}`)}
          />
        </div>
        <Body />
      </div>
    </Page>
  );
}

function PasswordSection() {
  const { member } = useSession();
  const toast = useToast();
  return (
    <SettingsSection title="Your password" text={`Of ${member.email}. A new one ends your other sessions.`}>
      <PasswordForm onChanged={() => toast('Password changed. Your other sessions are ended.')} />
    </SettingsSection>
  );
}
