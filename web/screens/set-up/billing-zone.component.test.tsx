import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { integrationKeys, type Status } from '../../api/integrations.ts';
import { type SessionInfo, sessionKey } from '../../api/session.ts';
import { wordsOf, WordsContext } from '../../app/words.tsx';
import { AnnouncerProvider } from '../../components/announcer.tsx';
import { ToastProvider } from '../../components/toasts.tsx';
import { BillingZone } from './billing-zone.tsx';

const session = {
  member: { id: '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10', email: 'dana@harbor-lane.test', name: 'Dana' },
  role: 'admin',
  by: 'session',
  tenant: {
    id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    name: 'Harbor Lane',
    currency: 'USD',
    timeZone: 'America/Chicago',
  },
  expiresAt: null,
  idleEndsAt: null,
  kinds: { vendors: [], psas: [] },
  passwordChangeRequired: false,
} satisfies SessionInfo;

const sent: unknown[] = [];

function open(billingDays: Status['billingDays']): void {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(sessionKey, session);
  client.setQueryData(integrationKeys.status('the-one'), { billingDays });
  globalThis.fetch = (_, init) => {
    if (init?.method === 'PUT') sent.push(JSON.parse(init.body as string));
    return new Promise(() => undefined);
  };
  const within = (children: ReactNode) => (
    <QueryClientProvider client={client}>
      <WordsContext value={(integrationId, vendorId) => wordsOf(session.kinds, [], integrationId, vendorId)}>
        <MemoryRouter>
          <AnnouncerProvider>
            <ToastProvider>{children}</ToastProvider>
          </AnnouncerProvider>
        </MemoryRouter>
      </WordsContext>
    </QueryClientProvider>
  );
  render(within(<BillingZone integrationId="the-one" />));
}

describe('the billing time zone in the set-up', () => {
  const days: Status['billingDays'] = {
    timeZone: 'America/Chicago',
    setBy: 'tenant',
    known: false,
    psaSays: '',
  };

  it('is asked for where the PSA does not say its own, and saved as confirmed or corrected', async () => {
    open(days);
    const field = screen.getByRole('textbox', { name: 'Time zone in which Harbor Lane bills' });
    expect((field as HTMLInputElement).value).toBe('America/Chicago');
    fireEvent.change(field, { target: { value: 'Mars/Olympus' } });
    fireEvent.submit(field);
    fireEvent.change(field, { target: { value: 'Pacific/Honolulu' } });
    fireEvent.click(screen.getByRole('button', { name: 'Confirm time zone' }));
    await waitFor(() => expect(sent).toEqual([{ billingTimeZone: 'Pacific/Honolulu' }]));
  });

  it('is not asked for where the PSA says it', () => {
    open({ ...days, setBy: 'psa', known: true });
    expect(screen.queryByRole('textbox')).toBeNull();
  });
});
