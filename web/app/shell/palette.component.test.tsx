import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { kindWords } from '../../components/kind-words.ts';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { MemoryRouter } from '../../components/memory-router.fixture.tsx';
import { useLocation } from '../../components/router.tsx';
import { ShortcutProvider, useShortcuts } from '../../components/shortcuts.tsx';
import { WordsContext } from '../../components/words.ts';
import { fixtureWords } from '../../context/words.fixture.ts';
import { wordsOf } from '../../context/words-provider.tsx';
import Palette from './palette.tsx';

const integrationId = '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10';
const id = '9b2f7c1e-64f1-4a0e-8d53-2c8d2b9f7e41';
const runId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const found = {
  customers: [{ integrationId, companyId: '250', name: 'Meridian Foods', deleted: false }],
  lines: [{ integrationId, id, label: 'Meridian Foods', kind: 'increase', decision: 'open' }],
  companies: [{ integrationId, companyId: '251', name: 'Meridian Old', deleted: true }],
  accounts: [{ integrationId, id, name: 'Meridian Foods Plant' }],
  runs: [
    { integrationId, id: runId, state: 'failed', trigger: 'schedule', queuedAt: '2026-11-24T02:00:00.000Z' },
  ],
  more: ['lines'],
};

// jsdom has no layout to scroll; newer browsers answer with a promise.
const scrolled = (): unknown => Promise.resolve();
Element.prototype.scrollIntoView = scrolled;

const ran: string[] = [];
const asked: string[] = [];
let answers = true;
beforeEach(() => {
  ran.length = 0;
  asked.length = 0;
  answers = true;
  globalThis.fetch = (url) => {
    const path = (url as string).replace('/api/v1', '');
    asked.push(path);
    if (!answers && path.startsWith('/search')) return Promise.reject(new Error('down'));
    const body = path.startsWith('/search') ? found : { items: [] };
    const response = { ok: true, status: 200, headers: new Headers(), json: () => Promise.resolve(body) };
    return Promise.resolve(response as Response);
  };
});

function Page() {
  const [open, setOpen] = useState(false);
  const { pathname, search } = useLocation();
  useShortcuts([
    { keys: 'Mod+k', words: 'Jump', group: 'Everywhere', run: () => setOpen(true), inFields: true },
    { keys: 'g r', words: 'Runs by key', group: 'Everywhere', run: () => ran.push('go') },
    { keys: 'Shift+R', words: 'Refresh what is shown', group: 'Page', run: () => ran.push('refresh') },
    { keys: 'a', words: 'Approve', group: 'List', run: null },
  ]);
  return (
    <>
      <p data-testid="address">{pathname + search}</p>
      <button type="button">Somewhere</button>
      {open ? <Palette onClose={() => setOpen(false)} /> : null}
    </>
  );
}

const kinds = {
  vendors: [{ id: 'v', name: 'Seats Inc', shortName: 'Seats', seatRule: 'Everybody takes a seat.' }],
  psas: [
    {
      id: 'p',
      name: 'Ledger',
      words: {
        idPrefix: 'L',
        company: { one: 'company', many: 'companies' },
        agreement: { one: 'contract', many: 'contracts' },
        product: { one: 'item', many: 'items' },
        ifFewerRecords: '',
      },
    },
  ],
};

function console_() {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <WordsContext value={(integration, vendor) => wordsOf(kinds, [], integration, vendor)}>
        <MemoryRouter at="/usage">
          <ShortcutProvider>
            <Page />
          </ShortcutProvider>
        </MemoryRouter>
      </WordsContext>
    </QueryClientProvider>,
  );
}

const increase = kindWords('increase', fixtureWords);
const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Search' });
const address = () => screen.getByTestId('address').textContent;
const chosen = () => screen.getByRole('option', { selected: true }).textContent;
const opened = async () => {
  console_();
  await userEvent.keyboard('{Control>}k{/Control}');
};

describe('the palette', () => {
  it('takes the focus with Ctrl K, wherever it was, and with capitals locked', async () => {
    console_();
    expect(document.activeElement).toBe(document.body);
    await userEvent.keyboard('{Control>}k{/Control}');
    expect(document.activeElement).toBe(field());
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('combobox')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Somewhere' }));
    await userEvent.keyboard('{Control>}K{/Control}');
    expect(document.activeElement).toBe(field());
  });

  it('goes to a page by a few letters of each word and Enter', async () => {
    await opened();
    await userEvent.keyboard('appear sett');
    expect(chosen()).toBe('Settings: Appearance');
    await userEvent.keyboard('{Enter}');
    expect(address()).toBe('/settings/appearance');
    expect(screen.queryByRole('combobox')).toBeNull();
  });

  it('does what the page below can do by a key, and offers no key that it only names', async () => {
    await opened();
    const actions = screen.getByRole('group', { name: 'Actions' });
    expect(actions.textContent).toBe('ActionsRefresh what is shown');
    await userEvent.keyboard('what is{Enter}');
    await waitFor(() => expect(ran).toEqual(['refresh']));
    expect(address()).toBe('/usage');
  });

  it('finds what the server knows, in groups that arrows go through, each with its page', async () => {
    await opened();
    await userEvent.keyboard('meri');
    await screen.findByRole('group', { name: 'Customers' });
    expect(screen.getAllByRole('group').map((group) => group.getAttribute('aria-label'))).toEqual([
      'Customers',
      'Customer sheets',
      'Usage lines',
      'Companies',
      'Seats accounts',
      'Runs',
    ]);
    // Asked once the typing rests, not for each letter.
    expect(asked.filter((path) => path.startsWith('/search'))).toEqual(['/search?q=meri']);
    expect(chosen()).toBe('Meridian FoodsL 250');
    await userEvent.keyboard('{ArrowDown}');
    expect(chosen()).toBe('Meridian FoodsSheet');
    await userEvent.keyboard('{ArrowDown}');
    expect(chosen()).toBe(`Meridian Foods${increase}`);
    await userEvent.keyboard('{ArrowDown}');
    expect(chosen()).toBe('Meridian OldL 251, in the recycle bin');
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}');
    expect(chosen()).toMatch(/^Run of .*Failed$/u);
    expect(field().getAttribute('aria-activedescendant')).toBe(
      screen.getByRole('option', { selected: true }).id,
    );
    await userEvent.keyboard('{ArrowUp}{Enter}');
    expect(address()).toBe(`/integrations/${integrationId}/accounts/${id}`);
  });

  it('asks for nothing before two letters, and says where the search does not answer', async () => {
    answers = false;
    await opened();
    await userEvent.keyboard('u');
    await waitFor(() => expect(screen.getByRole('status').textContent).toMatch(/results/u));
    expect(asked.some((path) => path.startsWith('/search'))).toBe(false);
    await userEvent.keyboard('sage');
    await waitFor(() =>
      expect(screen.getByRole('status').textContent).toBe(
        'Showing pages and actions only. Seatwise is not responding.',
      ),
    );
    expect(chosen()).toBe('Usage');
  });

  it('has no literal other than what the page and the server name', async () => {
    inPseudoLocale();
    await opened();
    await userEvent.keyboard('m');
    await userEvent.keyboard('eri');
    await waitFor(() => expect(screen.getAllByRole('group')).toHaveLength(6));
    expect(
      literalsIn(screen.getByRole('dialog'), ['Meridian Foods Plant', 'Meridian Foods', 'Meridian Old']),
    ).toEqual([]);
  });
});
