import { render, screen, within } from '@testing-library/react';
import type { ReactNode } from 'react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { MemoryRouter } from '../../components/memory-router.fixture.tsx';
import type { Month, MonthRow } from '../../api/month.ts';
import { sessionKey } from '../../api/session.ts';
import { WordsContext } from '../../components/words.ts';
import { wordsOf } from '../../context/words-provider.tsx';
import { Done } from './month-gains.tsx';
import { Needs } from './needs.tsx';
import { Tiles } from './tiles.tsx';
import { amount, measuresWith } from '../usage-line/measures.fixture.ts';
import { OnHold } from './on-hold.tsx';
import ThreeSteps from './three-steps.tsx';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';

const kinds = {
  vendors: [{ id: 'seats', name: 'Seat Vendor', shortName: 'Seats', seatRule: 'Everybody takes a seat.' }],
  psas: [
    {
      id: 'psa',
      name: 'The PSA',
      words: {
        idPrefix: 'P',
        company: { one: 'company', many: 'companies' },
        agreement: { one: 'agreement', many: 'agreements' },
        product: { one: 'product', many: 'products' },
        ifFewerRecords: '',
      },
    },
  ],
};

const row = (need: MonthRow['need'], change: Partial<MonthRow>): MonthRow => ({
  need,
  lines: 1,
  measures: measuresWith({}),
  unknown: 0,
  invoices: [],
  holds: [],
  first: [],
  ...change,
});

const none = { lines: 0, perMonth: '0', unknown: 0 };
const month: Month = {
  dataVersion: '7',
  month: '2026-11',
  currency: 'USD',
  syncs: [{ integrationId: 'the-only', lastGoodAt: null, nextAt: null }],
  lines: { total: 58, open: 13, onHold: 0, matched: 33, waiting: 10, dismissed: 2 },
  measures: measuresWith({
    underBilled: amount(7, '414'),
    heldUp: amount(3, '860', 1),
    overBilled: amount(1, '-22.5'),
    heldDown: amount(2, '-361'),
    notBilled: amount(7, '376'),
  }),
  notBilledUntilEffective: { lines: 2, amount: '148' },
  notBilledCustomers: 7,
  notKnown: { accounts: 2, aside: 1 },
  questions: [],
  rows: [
    row('increase', {
      lines: 6,
      measures: measuresWith({ underBilled: amount(6, '402') }),
      invoices: [
        { billingTarget: 'next-invoice', invoiceDate: '2026-12-01', lines: 5 },
        { billingTarget: 'invoice-after', invoiceDate: '2027-01-01', lines: 1 },
      ],
    }),
    row('held', {
      lines: 3,
      measures: measuresWith({ heldUp: amount(2, '860', 1), heldDown: amount(1, '-361') }),
      holds: [
        { value: 'first', lines: 2 },
        { value: 'zero', lines: 1 },
      ],
    }),
    row('unmapped', { lines: 2, measures: measuresWith({ notBilled: amount(2, '224') }) }),
    row('new', { lines: 2, measures: measuresWith({ notBilled: amount(2, '96') }) }),
    row('not-read', {
      first: [
        {
          usageLineId: 'a-line',
          label: 'Pinecrest',
          cause: { code: 'X', title: 'The vendor timed out', detail: '', advice: '' },
        },
      ],
    }),
    row('no-account', {}),
  ],
  onHold: [],
  done: {
    recovered: none,
    created: none,
    credited: none,
    ended: none,
    net: '0',
    waiting: { up: none, down: none },
    conflicts: 0,
  },
};

const client = new QueryClient();
client.setQueryDefaults(sessionKey, { staleTime: Infinity });
client.setQueryData(sessionKey, { role: 'viewer' });

const Around = ({ children }: { readonly children: ReactNode }) => (
  <QueryClientProvider client={client}>
    <WordsContext value={(integrationId, vendorId) => wordsOf(kinds, [], integrationId, vendorId)}>
      <MemoryRouter>{children}</MemoryRouter>
    </WordsContext>
  </QueryClientProvider>
);
const shown = (part: ReactNode) => render(part, { wrapper: Around });
const rowsShown = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent);
const hrefs = () => screen.getAllByRole('link').map((link) => link.getAttribute('href'));

describe('what needs a person', () => {
  it('stands in a row each with its money and what decides it, and what nobody needs is absent', () => {
    shown(<Needs month={month} />);
    expect(rowsShown()).toEqual([
      expect.stringMatching(
        /^6Underbilled, ready to approve\+402\.00Dec 1.* invoice \(5\), after the Jan 1(?:, 2027)? invoice \(1\)/u,
      ),
      expect.stringMatching(
        /^3Blocked by a check\+860\.00, −361\.00First comparison \(2\), Dropped to zero/u,
      ),
      expect.stringMatching(/^2Not mapped224\.00/u),
      expect.stringMatching(/^2Not billed yet96\.00.*View lines to add$/u),
      expect.stringMatching(/^1Incomplete dataPinecrest: The vendor timed out/u),
      expect.stringMatching(/^1Billed, no Seats account/u),
    ]);
  });

  it('opens exactly those lines, or the place where it is done', () => {
    shown(<Needs month={month} />);
    expect(hrefs()).toEqual([
      '/usage?need=increase',
      '/usage?need=held&begin=first',
      '/integrations/the-only/accounts?status=unmapped',
      '/reports/not-billed-yet/the-only',
      '/usage?need=not-read',
      '/usage?need=no-account',
    ]);
    expect(
      screen.getByRole('link', { name: 'Review and approve: Underbilled, ready to approve (6)' }),
    ).toBeTruthy();
  });

  it('offers everything that is ready in one summary, to whoever may decide', () => {
    shown(<Needs month={month} />);
    expect(screen.queryByRole('link', { name: /changes…$/u })).toBeNull();
    client.setQueryData(sessionKey, { role: 'approver' });
    shown(<Needs month={{ ...month, rows: [...month.rows, row('decrease', {})] }} />);
    expect(screen.getByRole('link', { name: 'Review 7 changes…' }).getAttribute('href')).toBe(
      '/usage?need=increase,decrease&begin=approve',
    );
    client.setQueryData(sessionKey, { role: 'viewer' });
  });

  it('says how far the month is, and that nothing needs anybody once it is done', () => {
    const { rerender } = shown(<Needs month={month} />);
    expect(screen.getByText('33 of 58 matched, 12 decided')).toBeTruthy();
    rerender(<Needs month={{ ...month, rows: [] }} />);
    expect(screen.getByText('Nothing needs attention')).toBeTruthy();
    expect(screen.queryAllByRole('listitem')).toEqual([]);
  });

  it('shows what the month brought once the only open lines are on hold, and counts none of them', async () => {
    const done: Month['done'] = {
      recovered: amount(7, '426'),
      credited: amount(1, '-22.5'),
      created: amount(2, '96'),
      ended: none,
      net: '403.5',
      waiting: { up: amount(2, '8'), down: none },
      conflicts: 0,
    };
    const lines = { ...month.lines, open: 11, onHold: 11 };
    shown(<Needs month={{ ...month, lines, done, rows: [row('on-hold', { lines: 11 })] }} />);
    expect(screen.getByRole('heading', { name: 'Needs attention 0' })).toBeTruthy();
    expect(screen.getByText('Nothing needs attention')).toBeTruthy();
    const brought = await screen.findByRole('region', { name: 'Completed in November 2026' });
    expect(brought.textContent).toBe(
      'Completed in November 2026Recovered+426.007 changes2 lines createdOverbilling ended−22.501 changeNet+403.50 USDper monthWaiting+8.002 changes',
    );
  });
});

describe('what is on hold', () => {
  it('is listed with the customer, the money, the person, the time and the reason', () => {
    const onHold: Month['onHold'] = [
      {
        usageLineId: 'a-line',
        label: 'Northgate School',
        kind: 'decrease',
        measure: 'heldDown',
        effect: amount(1, '-361'),
        by: { kind: 'member', id: 'dana', name: 'Dana Reyes' },
        at: '2026-10-03T14:05:00Z',
        reason: 'asked whether they left',
      },
      {
        usageLineId: 'another',
        label: 'Pinecrest',
        kind: 'not-read',
        measure: null,
        effect: amount(1, '0', 1),
        by: { kind: 'system', id: '', name: null },
        at: '2026-10-04T14:05:00Z',
        reason: null,
      },
    ];
    shown(<OnHold month={{ ...month, lines: { ...month.lines, onHold: 2 }, onHold }} />);
    expect(rowsShown()).toEqual([
      expect.stringMatching(
        /^Northgate SchoolOverbilled−361\.00Dana Reyes, Oct 3, .+: asked whether they leftView$/u,
      ),
      expect.stringMatching(/^PinecrestIncomplete datasystem, Oct 4, [^:]+:\d\d [AP]MView$/u),
    ]);
    expect(hrefs()).toEqual(['/usage?need=on-hold', '/usage?line=a-line', '/usage?line=another']);
  });
});

describe('the tiles', () => {
  it('tell money, lines, and what is held or not known apart', () => {
    shown(<Tiles month={month} />);
    const tiles = screen.getAllByRole('link').map(({ textContent }) => textContent);
    expect(tiles).toEqual([
      'Underbilled+414.00 USD/month10 lines, 3 blocked (+860.00 + 1 unknown), about 148.00 not billed before the changes take effect',
      'Overbilled−22.50 USD/month3 lines, 2 blocked (−361.00)',
      'Not billed376.00 USD/month7 customers',
      'Incomplete data2 accountsCould not be read, 1 more excluded or acknowledged',
    ]);
    expect(hrefs()[1]).toBe('/usage?show=open&kind=orphan,billed-twice,decrease');
  });

  it('tell each currency by itself, and never add two of them', () => {
    const measures = measuresWith({
      underBilled: { ...amount(3, '8'), others: { JPY: '1800', EUR: '20' } },
      heldUp: { ...amount(1, '0'), others: { EUR: '5.5' } },
      overBilled: { ...amount(1, '0'), others: { EUR: '-15' } },
      notBilled: { ...amount(2, '0'), others: { XXX: '23' } },
    });
    const until = { lines: 1, amount: '0', others: { EUR: '9' } };
    shown(<Tiles month={{ ...month, measures, notBilledUntilEffective: until }} />);
    const tiles = screen.getAllByRole('link').map(({ textContent }) => textContent);
    expect(tiles.slice(0, 3)).toEqual([
      'Underbilled+8.00 USD/month+20.00 EUR+1,800 JPY4 lines, 1 blocked (+5.50 EUR), about 9.00 EUR not billed before the changes take effect',
      'Overbilled−15.00 EUR per month1 line',
      'Not billed23.00 (currency not confirmed) per month7 customers',
    ]);
  });
});

describe('what the month has brought', () => {
  it('has no changes before the first decision, then recovered, ended and waiting amounts', () => {
    const { rerender } = shown(<Done month={month} />);
    expect(screen.getByRole('region', { name: 'Completed in November 2026' }).textContent).toContain(
      'No changes yet',
    );
    const done: Month['done'] = {
      recovered: { lines: 7, perMonth: '426', unknown: 0 },
      credited: { lines: 1, perMonth: '-22.5', unknown: 0 },
      created: none,
      ended: none,
      net: '403.5',
      waiting: { up: amount(1, '8'), down: none },
      conflicts: 0,
    };
    rerender(<Done month={{ ...month, done }} />);
    const facts = within(screen.getByRole('region', { name: 'Completed in November 2026' })).getAllByRole(
      'listitem',
    );
    expect(facts.map(({ textContent }) => textContent)).toEqual([
      'Recovered +426.00',
      'Overbilling ended −22.50',
      'Net +403.50 USD/month',
      '1 waiting (+8.00)',
      '0 conflicts',
    ]);
  });

  it('is told in each currency by itself', () => {
    const done: Month['done'] = {
      ...month.done,
      recovered: { lines: 3, perMonth: '8', others: { EUR: '20' }, unknown: 0 },
      credited: { lines: 1, perMonth: '0', others: { EUR: '-15' }, unknown: 0 },
      net: '8',
      netOthers: { EUR: '5' },
    };
    shown(<Done month={{ ...month, done }} />);
    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'Recovered +8.00, +20.00 EUR',
      'Overbilling ended −15.00 EUR',
      'Net +8.00 USD, +5.00 EUR/month',
      '0 waiting',
      '0 conflicts',
    ]);
  });
});

describe('the texts of the page', () => {
  it('have no literal: all are in the brackets of the pseudo-locale', () => {
    inPseudoLocale();
    const { container } = shown(
      <>
        <Tiles month={month} />
        <Needs month={{ ...month, rows: [] }} />
        <Done month={month} />
        <OnHold month={month} />
        <ThreeSteps />
      </>,
    );
    expect(literalsIn(container)).toEqual([]);
  });
});
