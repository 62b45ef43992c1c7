import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { inPseudoLocale, literalsIn } from '../../components/literals.fixture.ts';
import { BrowserRouter } from '../../components/router.tsx';
import type { z } from 'zod';
import type { Suggestion } from '../../../contracts/api/mapping.ts';
import type { Account, Company } from '../../api/mapping.ts';
import { ShortcutProvider } from '../../components/shortcuts.tsx';
import { problem, type SentCall, serve, Served } from '../../context/served.fixture.tsx';
import { AccountBoard } from './account-board.tsx';

const at = '2026-11-01T06:00:00.000Z';
const accountId = (digit: number): string => `5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c0${digit}`;

const account = (digit: number, name: string, company: Company | null = null): Account => ({
  id: accountId(digit),
  foreignId: `DA${digit}`,
  kind: 'child',
  name,
  nameCleaned: false,
  label: name,
  apiHostname: null,
  edition: null,
  mark: null,
  mapping: {
    state: company === null ? 'unmapped' : 'mapped',
    company: company === null ? null : { id: company.id, name: company.name, identifier: null },
    origin: company === null ? null : 'person',
    reason: null,
    decidedBy: null,
    decidedByName: null,
    decidedAt: null,
  },
  acknowledged: null,
  seats: 12,
  seatsReadAt: at,
  byStatus: { active: 12 },
  newestRead: null,
  firstSeenAt: at,
  goneAt: null,
});
const company = (id: string, name: string): Company => ({
  id,
  name,
  identifier: null,
  status: 'Active',
  deleted: false,
  twins: 0,
  parentCompanyId: null,
  billToCompanyId: null,
  agreements: 1,
  mappedAccounts: [],
  readAt: at,
  goneAt: null,
});

const acme = company('20', 'Acme Corporation');
const harbor = company('21', 'Harbor Lane');
const list = (items: readonly unknown[]) =>
  [200, { items, nextCursor: null, total: items.length, dataVersion: '7' }] as const;

type Answer = ReturnType<typeof problem>;
const taken: Answer = [
  200,
  {
    commandId: 'c',
    outcomes: [
      { index: 0, ok: true, code: null, title: null, detail: null, params: {}, changed: true, warnings: [] },
    ],
  },
];

let boards = 0;

interface Given {
  readonly suggestions?: readonly z.infer<typeof Suggestion>[];
  readonly companies?: readonly Company[];
  readonly role?: 'viewer' | 'admin';
}

/** The board of an integration with these accounts; the server answers decisions with `outcome`. */
async function board(
  accounts: readonly Account[],
  outcome: Answer = taken,
  { suggestions = [], companies = [acme, harbor], role = 'admin' }: Given = {},
): Promise<readonly SentCall[]> {
  globalThis.history.replaceState(null, '', '/');
  boards += 1;
  const id = `board-${boards}`;
  const path = `/integrations/${id}`;
  const sent = serve({
    [`GET ${path}/vendor-accounts?limit=500`]: () => list(accounts),
    [`GET ${path}/psa-companies?limit=500`]: () => list(companies),
    [`GET ${path}/suggestions?limit=500`]: () => list(suggestions),
    [`POST ${path}/mapping-decisions`]: () => outcome,
  });
  render(
    <Served router={BrowserRouter} role={role}>
      <ShortcutProvider>
        <AccountBoard integrationId={id} />
      </ShortcutProvider>
    </Served>,
  );
  await screen.findByRole('row', { name: /^\[*Acme Corp,/u });
  await screen.findByRole('row', { name: /^\[*Acme Corporation,/u });
  return sent;
}

const rowOf = (name: string): HTMLElement => screen.getByRole('row', { name: new RegExp(`^${name},`, 'u') });
const counts = (): string => screen.getByTestId('mapping-counts').textContent;
const decisionsOf = (sent: readonly SentCall[]): unknown =>
  sent.map(({ body }) => (body as { readonly decisions: unknown }).decisions);

beforeAll(() => {
  // Lists show the rows that fit; without a layout none would.
  jest.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600);
  jest.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(800);
  // Which jsdom does not have; the IDs here need no escape.
  Object.assign(globalThis, { CSS: { escape: String } });
});
afterAll(() => {
  jest.restoreAllMocks();
});

describe('the board that maps accounts', () => {
  it('maps by a click on a company and one on an account, and takes it back with u', async () => {
    const sent = await board([account(1, 'Acme Corp'), account(2, 'Zenith')]);
    await userEvent.click(rowOf('Acme Corporation'));
    await userEvent.click(rowOf('Acme Corp'));
    await waitFor(() => expect(counts()).toContain('1 of 2 mapped'));
    expect(rowOf('Acme Corp').textContent).toContain('→ Acme Corporation');
    await userEvent.keyboard('u');
    await waitFor(() => expect(counts()).toContain('0 of 2 mapped'));
    expect(decisionsOf(sent)).toEqual([
      [{ kind: 'account', vendorId: accountId(1), action: 'map', psaId: '20' }],
      [{ kind: 'account', vendorId: accountId(1), action: 'unmap' }],
    ]);
  });

  it('puts a company back with Escape, and nothing is sent', async () => {
    const sent = await board([account(1, 'Acme Corp')]);
    await userEvent.click(rowOf('Acme Corporation'));
    await userEvent.keyboard('{Escape}');
    await userEvent.click(rowOf('Harbor Lane'));
    await userEvent.keyboard('{Escape}');
    expect(counts()).toContain('0 of 1 mapped');
    expect(sent).toEqual([]);
  });

  it('asks before a company gets a second account', async () => {
    const sent = await board([account(1, 'Acme Corp'), account(2, 'Acme Lab', acme)]);
    await userEvent.click(rowOf('Acme Corporation'));
    await userEvent.click(rowOf('Acme Corp'));
    const question = await screen.findByRole('alertdialog');
    expect(question.textContent).toContain('Acme Lab');
    expect(sent).toEqual([]);
    const [, confirm] = within(question).getAllByRole('button');
    await userEvent.click(confirm!);
    await waitFor(() => expect(counts()).toContain('2 of 2 mapped'));
  });

  it('shows a rejected decision at its row, which is as it was', async () => {
    await board(
      [account(1, 'Acme Corp')],
      problem(409, 'MappingRejected', 'This company is in the recycle bin.'),
    );
    await userEvent.click(rowOf('Acme Corporation'));
    await userEvent.click(rowOf('Acme Corp'));
    await waitFor(() =>
      expect(rowOf('Acme Corp').textContent).toContain('This company is in the recycle bin.'),
    );
    expect(counts()).toContain('0 of 1 mapped');
  });

  const heard = (text: string | RegExp): Promise<unknown> =>
    waitFor(() =>
      expect([...document.querySelectorAll('[aria-live]')].map((one) => one.textContent).join()).toMatch(
        text,
      ),
    );
  const focus = (name: string): void => act(() => rowOf(name).focus());
  const focused = (): string => document.activeElement?.getAttribute('aria-label') ?? '';
  const isShown = (name: string, text: string): Promise<void> =>
    waitFor(() => expect(rowOf(name).textContent).toContain(text));

  it('maps by keys alone, from either side, and says what happens', async () => {
    const sent = await board([account(1, 'Acme Corp'), account(2, 'Zenith')]);
    focus('Acme Corporation');
    await userEvent.keyboard('/');
    expect(focused()).toBe('Search customers');
    focus('Acme Corporation');
    await userEvent.keyboard('{Enter}');
    await heard(
      /Acme Corporation selected. Choose a Seats account and press Enter, or press Escape to cancel/u,
    );
    await userEvent.keyboard('{Escape}');
    await heard(/Canceled. Nothing changed/u);
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(focused()).toContain('Acme Corp,'));
    await userEvent.keyboard('{Enter}');
    await heard(/Saved. 1 of 2 mapped/u);
    await userEvent.keyboard('z');
    await heard(/Saved. 0 of 2 mapped/u);
    focus('Zenith');
    await userEvent.keyboard('{Enter}');
    await heard(/Zenith selected. Choose a customer and press Enter/u);
    focus('Acme Corporation');
    await userEvent.keyboard('{Enter}');
    await heard(/Saved. 1 of 2 mapped/u);
    expect(decisionsOf(sent)).toEqual([
      [{ kind: 'account', vendorId: accountId(1), action: 'map', psaId: '20' }],
      [{ kind: 'account', vendorId: accountId(1), action: 'unmap' }],
      [{ kind: 'account', vendorId: accountId(2), action: 'map', psaId: '20' }],
    ]);
  });

  it('accepts one suggestion, and all exact ones after a summary, twins never', async () => {
    const accounts = [account(1, 'Acme Corp'), account(2, 'Harbour'), account(3, 'Twin Peaks')];
    const suggestion = (digit: number, of: Company, change = {}): z.infer<typeof Suggestion> => ({
      account: { id: accountId(digit), name: accounts[digit - 1]!.name },
      company: { id: of.id, name: of.name, identifier: null },
      score: 100,
      reason: 'equal-name',
      words: 'equal names',
      ambiguous: false,
      hasTwin: false,
      ...change,
    });
    const twin = company('22', 'Twin');
    const sent = await board(accounts, taken, {
      companies: [acme, harbor, twin],
      suggestions: [
        suggestion(1, acme, { reason: 'legal-form', score: 85 }),
        suggestion(2, harbor),
        suggestion(3, twin, { ambiguous: true, hasTwin: true }),
      ],
    });
    focus('Twin Peaks');
    await userEvent.keyboard('a');
    expect(sent).toEqual([]);
    focus('Acme Corp');
    await userEvent.keyboard('a');
    await isShown('Acme Corp', '→ Acme Corporation');
    await userEvent.keyboard('A');
    const summary = await screen.findByRole('alertdialog', { name: 'Accept 1 exact match?' });
    expect(summary.textContent).toContain('Harbour → Harbor Lane');
    await userEvent.click(within(summary).getByRole('button', { name: 'Accept 1' }));
    await isShown('Harbour', '→ Harbor Lane');
    expect(counts()).toContain('2 of 3 mapped');
  });

  it('excludes with a reason, several after a summary, and takes no company for an excluded one', async () => {
    const sent = await board([account(1, 'Acme Corp'), account(2, 'Old Pilot')]);
    focus('Acme Corp');
    await userEvent.keyboard('x');
    const dialog = await screen.findByRole('dialog', { name: 'Exclude Acme Corp?' });
    expect(dialog.textContent).toContain('Enter a reason.');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Shared, billed manually' }));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Exclude' }));
    await isShown('Acme Corp', 'excluded: Shared, billed manually');
    await userEvent.click(rowOf('Acme Corporation'));
    await isShown('Acme Corp', 'Excluded. Include it first.');
    await userEvent.keyboard('{Escape}');
    focus('Acme Corp');
    await userEvent.keyboard(' {Shift>}{ArrowDown}{/Shift}');
    await screen.findByText('2 selected');
    await userEvent.click(screen.getByRole('button', { name: 'Exclude 1…' }));
    const second = await screen.findByRole('dialog', { name: 'Exclude Old Pilot?' });
    await userEvent.click(within(second).getByRole('button', { name: 'Pilot' }));
    await userEvent.click(within(second).getByRole('button', { name: 'Exclude' }));
    await isShown('Old Pilot', 'excluded: Pilot');
    expect(decisionsOf(sent)).toEqual([
      [{ kind: 'account', vendorId: accountId(1), action: 'exclude', reason: 'Shared, billed manually' }],
      [{ kind: 'account', vendorId: accountId(2), action: 'exclude', reason: 'Pilot' }],
    ]);
  });

  it('closes every decision to a viewer, readably', async () => {
    await board([account(1, 'Acme Corp')], taken, { role: 'viewer' });
    expect(screen.getByText(/^Mapping requires the approver role. Ask an approver./u)).toBeDefined();
    expect(screen.queryAllByRole('checkbox')).toEqual([]);
    expect(screen.queryAllByRole('button', { name: /^Unmap/u })).toEqual([]);
    expect(document.querySelectorAll('[data-grip]')).toHaveLength(0);
  });

  it('has no literal, with an account selected and a company that is closed', async () => {
    inPseudoLocale();
    const twin = { ...harbor, deleted: true, twins: 1 };
    await board([account(1, 'Acme Corp')], taken, { companies: [acme, twin] });
    await userEvent.click(screen.getByRole('checkbox', { name: /Acme Corp/u }));
    expect(literalsIn(document.body, [acme.name, harbor.name, 'Acme Corp', 'B 20', 'B 21', 'DA1'])).toEqual(
      [],
    );
  });
});
