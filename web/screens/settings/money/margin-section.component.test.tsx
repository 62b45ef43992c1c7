import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type SettingsInfo, settingsKey } from '../../../api/settings.ts';
import { serve, Served } from '../../../context/served.fixture.tsx';
import { MarginSection } from './margin-section.tsx';

const settings = {
  currency: 'USD',
  marginRole: 'admin',
  vendorPrices: null,
  vendorEditions: [
    { code: 'ENTERPRISE', name: 'Essentials' },
    { code: 'PLATFORM', name: 'Advantage' },
    { code: 'BEYOND', name: 'Premier' },
  ],
} as unknown as SettingsInfo;

const shown = (of: SettingsInfo = settings) => {
  const sent = serve({});
  render(
    <Served known={[[settingsKey, of]]}>
      <MarginSection />
    </Served>,
  );
  return sent;
};

it('sends all prices where one changes', async () => {
  const priced = {
    ...settings,
    vendorPrices: {
      currency: 'USD',
      editions: { ENTERPRISE: [{ from: 1, price: '2.70' }] },
    },
  };
  const sent = shown(priced);
  await userEvent.type(screen.getByRole('textbox', { name: 'Premier' }), '1 8, 1000 7.20');
  await userEvent.click(screen.getByRole('button', { name: 'Save 1 change' }));
  await waitFor(() =>
    expect(sent.map(({ body }) => body)).toEqual([
      {
        vendorPrices: {
          currency: 'USD',
          editions: {
            ...priced.vendorPrices.editions,
            BEYOND: [
              { from: 1, price: '8' },
              { from: 1000, price: '7.20' },
            ],
          },
        },
      },
    ]),
  );
});

it('sends that there are no prices where the last is emptied', async () => {
  const sent = shown({
    ...settings,
    vendorPrices: { currency: 'USD', editions: { PLATFORM: [{ from: 1, price: '5' }] } },
  });
  await userEvent.clear(screen.getByRole('textbox', { name: 'Advantage' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save 1 change' }));
  await waitFor(() => expect(sent.map(({ body }) => body)).toEqual([{ vendorPrices: null }]));
});

it('names what is wrong with a price, and does not send it', async () => {
  const sent = shown();
  await userEvent.type(screen.getByRole('textbox', { name: 'Essentials' }), '2.70{Enter}');
  expect(screen.getByRole('textbox', { name: 'Essentials' }).getAttribute('aria-invalid')).toBe('true');
  expect(sent).toEqual([]);
});

it('offers no prices to who may not see them', () => {
  const { vendorPrices: _, ...hidden } = settings;
  shown(hidden);
  expect(screen.queryByRole('textbox', { name: 'Essentials' })).toBeNull();
  expect(screen.getByRole('combobox', { name: 'Who sees costs and margins' })).toBeTruthy();
});
