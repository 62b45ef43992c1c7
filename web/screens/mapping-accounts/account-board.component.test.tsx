import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { BrowserRouter } from '../../components/router.tsx';
import type { Account, Company } from '../../api/mapping.ts';
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
    outcomes: [{ index: 0, ok: true, code: null, detail: null, changed: true, warnings: [] }],
  },
];

let boards = 0;

/** The board of an integration with these accounts and two companies; the server answers decisions with `outcome`. */
async function board(accounts: readonly Account[], outcome: Answer = taken): Promise<readonly SentCall[]> {
  globalThis.history.replaceState(null, '', '/');
  boards += 1;
  const id = `board-${boards}`;
  const path = `/integrations/${id}`;
  const sent = serve({
    [`GET ${path}/vendor-accounts?limit=500`]: () => list(accounts),
    [`GET ${path}/psa-companies?limit=500`]: () => list([acme, harbor]),
    [`GET ${path}/suggestions?limit=500`]: () => list([]),
    [`POST ${path}/mapping-decisions`]: () => outcome,
  });
  render(
    <Served router={BrowserRouter}>
      <AccountBoard integrationId={id} />
    </Served>,
  );
  await screen.findByRole('row', { name: /^Acme Corp,/u });
  await screen.findByRole('row', { name: /^Acme Corporation,/u });
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
      problem(409, 'MappingRefused', 'This company is in the recycle bin.'),
    );
    await userEvent.click(rowOf('Acme Corporation'));
    await userEvent.click(rowOf('Acme Corp'));
    await waitFor(() =>
      expect(rowOf('Acme Corp').textContent).toContain('This company is in the recycle bin.'),
    );
    expect(counts()).toContain('0 of 1 mapped');
  });
});
