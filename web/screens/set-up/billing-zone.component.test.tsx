import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { integrationKeys, type Status } from '../../api/integrations.ts';
import { serve, Served } from '../../context/served.fixture.tsx';
import { BillingZone } from './billing-zone.tsx';

function open(billingDays: Status['billingDays']) {
  const sent = serve({});
  render(
    <Served known={[[integrationKeys.status('the-one'), { billingDays }]]}>
      <BillingZone integrationId="the-one" />
    </Served>,
  );
  return sent;
}

describe('the billing time zone in the set-up', () => {
  const days: Status['billingDays'] = {
    timeZone: 'America/Chicago',
    setBy: 'tenant',
    known: false,
    psaSays: '',
  };

  it('is asked for where the PSA does not say its own, and saved as confirmed or corrected', async () => {
    const sent = open(days);
    const field = screen.getByRole('textbox', { name: 'Time zone in which Harbor Lane bills' });
    expect((field as HTMLInputElement).value).toBe('America/Chicago');
    fireEvent.change(field, { target: { value: 'Mars/Olympus' } });
    fireEvent.submit(field);
    fireEvent.change(field, { target: { value: 'Pacific/Honolulu' } });
    fireEvent.click(screen.getByRole('button', { name: 'Confirm time zone' }));
    await waitFor(() =>
      expect(sent).toMatchObject([{ call: 'PUT /settings', body: { billingTimeZone: 'Pacific/Honolulu' } }]),
    );
  });

  it('is not asked for where the PSA says it', () => {
    open({ ...days, setBy: 'psa', known: true });
    expect(screen.queryByRole('textbox')).toBeNull();
  });
});
