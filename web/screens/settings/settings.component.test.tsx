import { render, screen } from '@testing-library/react';
import type { ComponentType } from 'react';
import { integrationKeys } from '../../api/integrations.ts';
import { settingsKey } from '../../api/settings.ts';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { serve, Served } from '../../context/served.fixture.tsx';
import { ApiKeysSection } from './keys/api-keys-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { BillingTargetSection } from './money/billing-target-section.tsx';
import { BrandSection } from './brand-section.tsx';
import { ChecksSection } from './money/checks-section.tsx';
import { ControlListSection } from './money/control-list-section.tsx';
import { GeneralSection } from './general-section.tsx';
import { IncidentSection } from './security/incident-section.tsx';
import { PeopleSection } from './people/people-section.tsx';
import { PrivacySection } from './security/privacy-section.tsx';
import { Sessions } from './security/sessions.tsx';
import { WebhookCard } from './receivers/webhook-card.tsx';

const id = '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10';
const at = '2026-11-24T02:04:00.000Z';
const installation = {
  id: 'the-one',
  publicUrl: 'https://seats.example.test',
  temporalUiUrl: null,
  egressNote: null,
  keeping: { historyMonths: 36, commandsDays: 90, messagesDays: 90 },
  sandbox: { on: true, credentialsFile: null },
};
const checks = {
  dropShare: '0.2', dropSeats: 5, shrinkShare: '0.3', jumpShare: '0.5', jumpSeats: 20, perSeatMinimumCount: 5,
  monthlyEffect: '500', maximumAgeHours: 26, sourceSpreadHours: 6, backgroundReadDays: 7,
}; // prettier-ignore
const settings = {
  mspName: 'Harbor Lane', logo: null, paper: 'Letter',
  currency: 'USD', allInOwnCurrency: null, exchangeRates: {}, timeZone: 'UTC', billingTimeZone: null,
  checks, writeCaps: { lines: 100, amount: '5000' }, createCaps: { lines: 50, amount: '2500' }, endCaps: { lines: 20, amount: '2500' }, secretReminderDays: 90, unusedAfterDays: 90, marginRole: 'admin',
  vendorPrices: null, vendorEditions: [], installation,
  controlListColumns: [{ field: 'invoice', name: null, shown: true }],
}; // prettier-ignore
const cards = { items: [{ id, vendor: 'seats', psa: 'bills', phase: 'active', keepNames: true }] };
const creator = { kind: 'api-key', id, name: 'root' };
const answers = {
  'GET /api-keys?limit=500': {
    items: [
      {
        id, name: 'export', prefix: 'sw_1', role: 'viewer', scopes: [], creator, owner: { id, name: 'export', isActive: false }, createdAt: at, lastUsedAt: null,
        expiresAt: null, revokedAt: null,
      },
    ],
    nextCursor: null, total: 1, dataVersion: '1',
  },
  'GET /members?limit=500': {
    items: [
      {
        id, name: 'Dana', email: 'dana@harbor-lane.test', role: 'admin', createdAt: at, lastSeenAt: null,
        disabledAt: null, creator: null, temporaryPasswordUntil: null, hasSecondFactor: false, isConnected: false, roleFrom: null, breakGlass: false,
      },
    ],
    nextCursor: null, total: 1, dataVersion: '1',
  },
  'GET /sessions': {
    items: [{ id, device: 'Firefox', address: '192.0.2.7', createdAt: at, lastSeenAt: at, expiresAt: at, isPresent: true, method: 'password', factor: 'totp' }],
  },
  'GET /secrets': {
    items: [
      { kind: 'master-key', id, name: '', integrationId: null, since: at, isOld: true, lastUsedAt: null, endsAt: null },
    ],
    reminderDays: 90,
  },
  [`GET /integrations/${id}/agreement-types`]: {
    items: [
      { typeId: 'none', name: null, agreements: 3, billsIn: null, suggestion: 'advance', unknownCycles: [] },
    ],
  },
}; // prettier-ignore

const tables: readonly ComponentType[] = [
  ApiKeysSection,
  BillingTargetSection,
  IncidentSection,
  PeopleSection,
  Sessions,
];

function page(Section: ComponentType) {
  serve(Object.fromEntries(Object.entries(answers).map(([call, body]) => [call, () => [200, body]])));
  return render(
    <Served
      known={[
        [settingsKey, settings],
        [integrationKeys.all, cards],
      ]}
    >
      <Section />
    </Served>,
  ).container;
}

const data = [
  'America/Chicago', 'UTC', 'USD', 'Seats Inc', 'dana@harbor-lane.test', 'the-one', 'https://seats.example.test',
  'https://hooks.example.test/in', 'Receiver rejected the message', 'sw_1', 'Firefox', 'export', '192.0.2.7', 'npx seatwise rotate-master-key',
]; // prettier-ignore

describe('the settings', () => {
  it.each(
    Object.entries({
      ApiKeysSection,
      AppearanceSection,
      BillingTargetSection,
      BrandSection,
      ChecksSection,
      ControlListSection,
      GeneralSection,
      IncidentSection,
      PeopleSection,
      PrivacySection,
      Sessions,
    }),
  )('have no literal in %s', async (_, Section) => {
    inPseudoLocale();
    const container = page(Section);
    if (tables.includes(Section)) await screen.findByRole('table');
    expect(literalsIn(container, data)).toEqual([]);
  });

  it('have none at a webhook whose message failed', () => {
    inPseudoLocale();
    const cause = {
      code: 'WebhookRejected',
      title: 'Receiver rejected the message',
      detail: '500',
      advice: '',
    };
    const container = page(() => (
      <WebhookCard
        webhook={{
          id, url: 'https://hooks.example.test/in', state: 'disabled', disabledBy: 'receiver', minimum: 'error',
          events: ['notice.opened', 'audit.checkpoint'], createdBy: { ...creator, kind: 'member' }, createdAt: at,
          lastSuccessAt: at, lastFailure: { at, cause }, pending: 2, previousSecretUntil: at,
        } as unknown as Parameters<typeof WebhookCard>[0]['webhook']}
      />
    )); // prettier-ignore
    expect(literalsIn(container, data)).toEqual([]);
  });
});
