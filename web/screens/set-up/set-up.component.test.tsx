import { render } from '@testing-library/react';
import type { Review } from '../../api/integration-commands.ts';
import { integrationKeys, type Status } from '../../api/integrations.ts';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { serve, Served } from '../../context/served.fixture.tsx';
import { ReviewForm } from './review-form.tsx';
import { StatusStep } from './status-step.tsx';

const at = '2026-11-24T02:04:00.000Z';
const indicator = { since: at, loaded: {}, cause: null, waitsUntil: null };
const cause = { code: 'PsaBusy', title: 'Bills is busy', detail: 'Too many calls', advice: 'Wait.' };
const status = {
  live: false,
  readAt: at,
  phase: 'loading',
  indicators: [
    { ...indicator, part: 'integration', status: 'pending' },
    { ...indicator, part: 'accounts', status: 'error', cause },
    {
      ...indicator,
      part: 'services',
      status: 'waiting',
      loaded: { companies: 250, agreements: 700, agreementsRead: 180, lines: 1 },
      cause,
      waitsUntil: at,
    },
  ],
  gateOne: {
    open: false,
    missing: [
      { part: 'accounts', status: 'error' },
      { part: 'services', status: 'waiting' },
    ],
  },
  gateTwo: { open: false, missing: ['account-mapping'] },
  billingDays: { timeZone: 'UTC', setBy: 'tenant', known: false, psaSays: null },
} as unknown as Status;

const review: Review = {
  accounts: { total: 12, mapped: 9, excluded: 1, unmapped: 2 },
  services: [
    { id: 'a', key: 'mfa', name: 'MFA', products: [] },
    { id: 'b', key: 'access', name: 'Access', products: [{ id: 'c', productId: 'ADV', lines: 2 }] },
  ],
  lookAlikes: [],
  schedule: { hour: 2, minute: 0, timeZone: 'UTC' },
  keepNames: true,
  exclusions: [{ accountId: 'd', label: 'Oak', reason: 'Shared' }],
  matchedByHand: [{ accountId: 'e', label: 'Plant', company: { id: '7', name: 'Foods', identifier: null } }],
  firstSync: { accounts: 12, vendorCallsAtLeast: 30, secondsAbout: 18 },
  unusableAgreements: [{ id: '3', name: 'Old', companyId: '7', companyName: 'Foods', reason: 'Ended' }],
  billingRules: 0,
  unreadAgreements: 1,
  companiesWithSeveralLines: [{ companyId: '7', companyName: 'Foods', lines: 2 }],
  gateTwo: { open: false, missing: ['account-mapping'] },
};

function page(step: React.ReactNode) {
  serve({});
  return render(<Served known={[[integrationKeys.status('one'), status]]}>{step}</Served>).container;
}

describe('the setup', () => {
  it('names what the next step waits for', () => {
    const { textContent } = page(<StatusStep integrationId="one" status={status} />);
    expect(textContent).toContain('Waiting for: Accounts (error) and Services (waiting).');
    expect(textContent).toContain('Loaded so far: 250 customers, 700 contracts, and 1 line.');
  });

  it('says how long the first sync takes', () => {
    expect(page(<ReviewForm integrationId="one" review={review} />).textContent).toContain(
      'The first sync reads 12 accounts and takes about 20 seconds.',
    );
  });

  it.each([
    ['status', <StatusStep integrationId="one" status={status} />],
    ['review', <ReviewForm integrationId="one" review={review} />],
  ])('has no literal in its %s', (_, step) => {
    inPseudoLocale();
    const data = ['Bills is busy', 'Too many calls', 'Wait.', 'Foods · Old'];
    expect(literalsIn(page(step), data)).toEqual([]);
  });
});
