import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, waitFor } from '@testing-library/react';
import { BrowserRouter } from '../components/router.tsx';
import { inPseudoLocale, literalsIn } from '../components/literals.fixture.ts';
import { AnnouncerProvider } from '../components/announcer.tsx';
import { ShortcutProvider } from '../components/shortcuts.tsx';
import { ToastProvider } from '../components/toasts.tsx';
import {
  sampleDay,
  sampleId,
  sampleInstant,
  sampleMonth,
  serveAsDescribed,
} from '../context/described-server.fixture.ts';
import { signedIn } from '../context/served.fixture.tsx';
import {
  formatDay,
  formatInstant,
  formatInstantDated,
  formatInstantWhole,
  formatTime,
  writeTimesIn,
} from '../values/format.ts';
import { monthName, monthShort, monthsUntil } from '../values/month.ts';
import { errors } from '../../contracts/errors.ts';
import { errorText } from '../../messages/error-texts.ts';
import { Routing } from './routing.tsx';
import type * as screens from './screen-list.ts';

const own = `/integrations/${sampleId}`;

/** Where each screen is: one without an entry does not compile. */
const places: Readonly<Record<keyof typeof screens, readonly string[]>> = {
  Month: ['/month', `/month?month=${sampleMonth}`],
  Integrations: ['/integrations'],
  Connect: ['/connect/2/guide', '/connect/2/module'],
  SetUp: ['credentials', 'status', 'accounts', 'services', 'review'].map((step) => `${own}/setup/${step}`),
  Integration: [own, `${own}/credentials`, `${own}/schedule`],
  MappingAccounts: [`${own}/accounts`],
  MappingServices: [`${own}/services`],
  History: [`${own}/accounts/${sampleId}`],
  Usage: ['/usage', `/usage?line=${sampleId}`],
  Reports: ['/reports'],
  ClosedMonth: [`/reports/${sampleId}`],
  RunningMonth: [`/reports/running/${sampleId}`],
  CustomerSheet: [`/reports/customers/${sampleId}/2`],
  CleanUp: [`/reports/clean-up/${sampleId}`],
  BillingRules: ['', '/new', '/import', `/${sampleId}`, `/${sampleId}/correct`, `/${sampleId}/end`].map(
    (rest) => `${own}/billing-rules${rest}`,
  ),
  NotBilledYet: [`/reports/not-billed-yet/${sampleId}`],
  WriteBacks: ['/write-backs', `/write-backs/${sampleId}`],
  Runs: ['/runs', `/runs/${sampleId}`],
  Notices: ['/notices'],
  Audit: ['/audit'],
  Glossary: ['/glossary'],
  Settings: [
    'checks', 'billing-target', 'general', 'margin', 'privacy', 'appearance', 'people', 'api-keys', 'webhooks', 'audit-streams', 'incident',
    'sign-in-policy', 'identity-providers', 'your-sign-in',
  ].map((section) => `/settings/${section}`), // prettier-ignore
  SignIn: ['/sign-in'],
  SetPassword: ['/month'],
  SetUpFactor: ['/month'],
  NotFound: ['/no-such-page'],
};

/** What the answers hold, as the console writes it. */
const data = (): readonly string[] => [
  'Seatwise', 'USD', 'UTC', 'CSV', 'Excel', 'JSON', 'PDF', '0 sec', sampleInstant, 'npx seatwise rotate-master-key', 'https://2.test/',
  ...['A', 'H', 'R'].map((key) => `(${key})`),
  // Of the service's catalog.
  ...Object.keys(errors).flatMap((code) => {
    const known = errorText(code);
    return known === null ? [] : [known.title, known.advice];
  }),
  ...[formatInstant, formatInstantDated, formatInstantWhole, formatTime].map((format) => format(sampleInstant)),
  formatDay(sampleDay),
  monthName(sampleMonth),
  ...monthsUntil(sampleMonth, 12).flatMap((month) => [monthName(month), monthShort(month)]),
  monthName(new Date().toISOString().slice(0, 7)),
]; // prettier-ignore

describe('every screen', () => {
  beforeEach(() => {
    writeTimesIn('UTC');
    inPseudoLocale();
    globalThis.EventSource = class extends EventTarget {
      close(): void {
        // Nothing is told.
      }
    } as unknown as typeof EventSource;
  });

  const all = Object.entries(places).flatMap(([name, at]) => at.map((path) => [name, path] as const));
  it.each([
    ...all.map((one) => [...one, 'without rows', { rows: 0, nth: 0 }] as const),
    ...all.map((one) => [...one, 'with rows', { rows: 1, nth: 0 }] as const),
    ...all.map((one) => [...one, 'with other values', { rows: 1, nth: 1 }] as const),
  ])('%s at %s has only texts of the catalog, %s', async (name, path, _what, how) => {
    const kinds = { vendors: [], psas: [] };
    serveAsDescribed(how, {
      own: {
        '/session': {
          ...signedIn,
          kinds,
          tenant: { ...signedIn.tenant, name: '2', timeZone: 'UTC' },
          member: { ...signedIn.member, name: '2', email: '2@2.test' },
          passwordChangeRequired: name === 'SetPassword',
          secondFactorRequired: name === 'SetUpFactor',
        },
      },
    });
    history.replaceState(null, '', path);
    const { container } = render(
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
        <BrowserRouter>
          <AnnouncerProvider>
            <ShortcutProvider>
              <ToastProvider>
                <Routing />
              </ToastProvider>
            </ShortcutProvider>
          </AnnouncerProvider>
        </BrowserRouter>
      </QueryClientProvider>,
    );
    await waitFor(() => expect(container.querySelector('h1')).not.toBeNull(), { timeout: 5_000 });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(literalsIn(document.body, data())).toEqual([]);
  });
});
