import type { ComponentType } from 'react';
import { Navigate, NavLink, useNavigate, useParams } from '../../components/router.tsx';
import { Page } from '../../components/page.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { ApiKeysSection } from './keys/api-keys-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { AuditStreamsSection } from './receivers/audit-streams-section.tsx';
import { BrandSection } from './brand-section.tsx';
import { ControlListSection } from './money/control-list-section.tsx';
import { GeneralSection } from './general-section.tsx';
import { ChecksSection } from './money/checks-section.tsx';
import { MarginSection } from './money/margin-section.tsx';
import { BillingTargetSection } from './money/billing-target-section.tsx';
import { IncidentSection } from './security/incident-section.tsx';
import { PeopleSection } from './people/people-section.tsx';
import { PrivacySection } from './security/privacy-section.tsx';
import { WebhooksSection } from './receivers/webhooks-section.tsx';
import { isSection, renamedSection, type Section, sections } from './sections.ts';
import { IdentityProvidersSection, SignInPolicySection } from './security/sign-in-policy-sections.tsx';
import { YourSignInSection } from './security/your-sign-in-section.tsx';
import { useTexts } from '../../components/texts.ts';
import { consoleSettings } from '../../../messages/generated/console-settings.ts';

const bodies: Readonly<Record<Section, ComponentType>> = {
  checks: ChecksSection,
  'billing-target': BillingTargetSection,
  general: GeneralSection,
  brand: BrandSection,
  'control-list': ControlListSection,
  margin: MarginSection,
  privacy: PrivacySection,
  appearance: AppearanceSection,
  people: PeopleSection,
  'sign-in-policy': SignInPolicySection,
  'identity-providers': IdentityProvidersSection,
  'api-keys': ApiKeysSection,
  webhooks: WebhooksSection,
  'audit-streams': AuditStreamsSection,
  incident: IncidentSection,
  'your-sign-in': YourSignInSection,
};

export default function Screen() {
  const navigate = useNavigate();
  const { section = 'checks' } = useParams();
  const text = useTexts(consoleSettings);
  if (!isSection(section)) return <Navigate to={`/settings/${renamedSection(section) ?? ''}`} />;
  const Body = bodies[section];
  const title = text('console-settings.title');
  return (
    <Page title={title} place={text(`console-settings.section.${section}`)}>
      <div className="grid items-start gap-6 md:grid-cols-[11rem_minmax(0,1fr)]">
        <nav aria-label={title} className="hidden flex-col gap-0.5 md:flex">
          {sections.map((path) => (
            <NavLink
              key={path}
              to={`/settings/${path}`}
              // The bare address is the first section.
              aria-current={path === section ? 'page' : undefined}
              className={`rounded-control px-3 py-1.5 ${path === section ? 'bg-selected font-medium' : 'text-ink-2 hover:bg-hover'}`}
            >
              {text(`console-settings.section.${path}`)}
            </NavLink>
          ))}
        </nav>
        <div className="md:hidden">
          <SelectField
            label={title}
            value={section}
            choices={sections.map((value) => ({ value, words: text(`console-settings.section.${value}`) }))}
            onChange={(value) => navigate(`/settings/${value}`)}
          />
        </div>
        <Body />
      </div>
    </Page>
  );
}
