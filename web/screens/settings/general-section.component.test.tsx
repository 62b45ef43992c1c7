import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { SessionInfo } from '../../api/session.ts';
import { type SettingsInfo, settingsKey } from '../../api/settings.ts';
import { problem, type SentCall, serve, Served } from '../../context/served.fixture.tsx';
import { GeneralSection } from './general-section.tsx';

const settings = {
  currency: 'USD',
  allInOwnCurrency: null,
  exchangeRates: { EUR: '1.08', JPY: '0.0067' },
  timeZone: 'America/Chicago',
  billingTimeZone: null,
  installation: {
    id: 'the-one',
    publicUrl: 'https://seats.example.test',
    temporalUiUrl: null,
    egressNote: null,
    keeping: { historyMonths: 36, commandsDays: 90, messagesDays: 90 },
    sandbox: { on: false, credentialsFile: null },
  },
} as unknown as SettingsInfo;

interface Opened {
  readonly role?: SessionInfo['role'];
  readonly answer?: ReturnType<typeof problem>;
  readonly saved?: Partial<SettingsInfo>;
}

function opened({ role = 'admin', answer = problem(500, 'Internal', 'Internal error'), saved }: Opened = {}) {
  const sent = serve({ 'PUT /settings': () => answer });
  render(
    <Served role={role} known={[[settingsKey, { ...settings, ...saved }]]}>
      <GeneralSection />
    </Served>,
  );
  return sent;
}

const bodies = (sent: readonly SentCall[]) => sent.map(({ body }) => body);
const rates = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Exchange rates' });
const typeInto = async (field: HTMLElement, text: string): Promise<void> => {
  await userEvent.clear(field);
  await userEvent.type(field, text);
};
const save = () => userEvent.click(screen.getByRole('button', { name: /^Save/u }));

describe('exchange rates', () => {
  it('are typed in one line and sent as one rate for each currency', async () => {
    const sent = opened();
    expect(rates().value).toBe('EUR 1.08, JPY 0.0067');
    await typeInto(rates(), 'EUR 1.10; GBP 1.27,');
    await save();
    await waitFor(() => expect(bodies(sent)).toEqual([{ exchangeRates: { EUR: '1.10', GBP: '1.27' } }]));
  });

  it('can all be taken away', async () => {
    const sent = opened();
    await userEvent.clear(rates());
    await save();
    await waitFor(() => expect(bodies(sent)).toEqual([{ exchangeRates: {} }]));
  });

  it.each(['EUR', 'eur 1.08', 'EUR 0', 'EUR 1,08', 'EURO 1.08', 'EUR -1'])(
    'typed as “%s” are not sent',
    async (text) => {
      const sent = opened();
      await typeInto(rates(), text);
      expect(rates().getAttribute('aria-invalid')).toBe('true');
      await userEvent.type(rates(), '{Enter}');
      await save();
      expect(sent).toEqual([]);
    },
  );

  it('that the server rejects say so at the field', async () => {
    const [status, body] = problem(422, 'RequestInvalid', 'A field is not valid');
    const errors = [{ code: null, field: 'exchangeRates.XYZ', detail: 'XYZ is not a currency' }];
    opened({ answer: [status, { ...(body as object), errors }] });
    await typeInto(rates(), 'XYZ 1');
    await save();
    await waitFor(() => expect(rates().getAttribute('aria-invalid')).toBe('true'));
    expect(document.getElementById(rates().getAttribute('aria-describedby') ?? '')?.textContent).toContain(
      'XYZ is not a currency',
    );
  });
});

describe('the currency in which everything is billed', () => {
  const answer = () => screen.getByRole('combobox', { name: 'Where Bills names no currency' });

  it.each([
    [null, 'Everything is billed in USD', true],
    [null, 'Billed in several currencies', false],
    [true, 'Not answered', null],
  ])('was %s and becomes “%s” when an administrator says so', async (saved, words, allInOwnCurrency) => {
    const sent = opened({ saved: { allInOwnCurrency: saved } });
    await userEvent.selectOptions(answer(), words);
    await save();
    await waitFor(() => expect(bodies(sent)).toEqual([{ allInOwnCurrency }]));
  });

  it('names the currency that is being typed, and is not confirmed by typing one', async () => {
    const sent = opened();
    await typeInto(screen.getByRole('textbox', { name: 'Currency' }), 'CAD');
    expect(screen.getByRole('option', { name: 'Everything is billed in CAD' })).toBeTruthy();
    await save();
    await waitFor(() => expect(bodies(sent)).toEqual([{ currency: 'CAD' }]));
  });

  it('is closed for everybody else', () => {
    opened({ role: 'approver' });
    expect(screen.getByText('Requires the administrator role.')).toBeTruthy();
    expect(rates().readOnly || rates().disabled).toBe(true);
  });
});
