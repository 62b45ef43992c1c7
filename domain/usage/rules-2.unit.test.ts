import { composeGroups, composeUsage, same } from './compose.ts';
import type { ComposedLine, CompositionInput, VendorAccountFacts } from './composition.ts';
import { accountOf, customerAlone, groupOf, withSeats } from './customers.fixture.ts';
import { typical } from './typical.fixture.ts';

const first = (input: CompositionInput): ComposedLine => composeUsage(input)[0]!;

const acme = customerAlone({ name: 'Acme', seats: [26, 19], lines: [{ quantity: '41' }] });

const changeAccount = (change: (account: VendorAccountFacts) => VendorAccountFacts): CompositionInput => ({
  ...acme,
  accounts: [change(acme.accounts[0]!), acme.accounts[1]!],
});

const failed = { outcome: 'failed', code: 'DuoTimeout', at: acme.now } as const;

describe('RULES 2: usage line = billing group', () => {
  it('makes one line of two accounts on one company: 26 + 19 against 41 is +4', () => {
    expect(composeUsage(acme)).toMatchObject([
      { kind: 'increase', vendorQuantity: 45, psaQuantity: '41', variance: '4' },
    ]);
  });

  it('is not read when one account never had a complete count; the other sum is no count', () => {
    const line = first(changeAccount((account) => ({ ...account, lastComplete: null, newestRead: failed })));
    expect(line).toMatchObject({ kind: 'not-read', vendorQuantity: null, psaQuantity: '41', variance: null });
    expect(line.reason).toContain('DuoTimeout');
    expect(line.accounts.map(({ seats }) => seats)).toEqual([null, 19]);
  });

  it('keeps the last complete count for 24 hours after a failed read, then is not read with the number kept', () => {
    const readAt = (at: string) =>
      first(
        changeAccount((account) => ({
          ...account,
          newestRead: failed,
          lastComplete: { ...account.lastComplete!, readAt: at },
        })),
      );
    expect(readAt('2026-11-23T09:00:00.000Z').kind).toBe('increase');
    expect(readAt('2026-11-23T08:00:00.000Z')).toMatchObject({ kind: 'not-read', vendorQuantity: 45 });
  });

  it('is not read when Duo no longer lists an account', () => {
    const gone = { outcome: 'gone', code: 'AccountGone', at: acme.now } as const;
    expect(first(changeAccount((account) => ({ ...account, newestRead: gone }))).kind).toBe('not-read');
  });

  it("is not read when the newest reading of one of the company's agreements failed, never new and never 0", () => {
    const [reading] = acme.agreementReadings;
    const failing = {
      ...reading!,
      newest: { outcome: 'failed', code: 'PsaListIncomplete', at: acme.now } as const,
    };
    expect(first({ ...acme, agreementReadings: [failing] })).toMatchObject({
      kind: 'not-read',
      vendorQuantity: 45,
      psaQuantity: '41',
    });
    expect(first({ ...acme, agreementReadings: [failing], lines: [] }).kind).toBe('not-read');
    expect(first({ ...acme, agreementReadings: [], lines: [] }).kind).toBe('not-read');
  });

  it('gives an unmapped account with seats a line of its own, and none to internal, NFR and excluded ones', () => {
    const unmapped = (change: Partial<VendorAccountFacts>): readonly ComposedLine[] =>
      composeUsage({
        ...acme,
        accounts: [{ ...acme.accounts[0]!, mapping: { state: 'unmapped' }, ...change }],
        lines: [],
      });
    expect(unmapped({})).toMatchObject([
      { kind: 'unmapped', vendorQuantity: 26, money: { atRiskPerMonth: '104', estimated: true } },
    ]);
    expect(unmapped({ mark: 'internal' })).toEqual([]);
    expect(unmapped({ mark: 'nfr' })).toEqual([]);
    expect(unmapped({ mapping: { state: 'excluded', reason: 'shared' } })).toEqual([]);
    expect(unmapped({ lastComplete: { ...acme.accounts[0]!.lastComplete!, seats: 0 } })).toEqual([]);
  });

  it('composes only the groups that were touched, equal to those of the whole', () => {
    const all = composeUsage(typical());
    const keys = [groupOf('Summit Hotels'), `account:${accountOf('Acme Corp')}`, 'company:nobody:service-1'];
    expect(composeGroups(typical(), keys)).toEqual(all.filter(({ groupKey }) => keys.includes(groupKey)));
  });
});

describe('RULES 2: when a version rises', () => {
  const line = first(acme);

  it('stays for a new read time, a new count id, another flag and another way to write a number', () => {
    const later = first(changeAccount((account) => withSeats(account, 26)));
    expect(same(line, later)).toBe(true);
    const aged = first({ ...acme, now: '2026-11-27T08:10:00.000Z' });
    expect(aged.flags).toMatchObject([{ guard: 'age' }]);
    expect(same(line, aged)).toBe(true);
    expect(same(line, first({ ...acme, lines: [{ ...acme.lines[0]!, quantity: '41.00' }] }))).toBe(true);
    expect(same(line, JSON.parse(JSON.stringify(line)) as ComposedLine)).toBe(true);
  });

  it.each([
    ['a count', changeAccount((account) => withSeats(account, 27))],
    [
      'counts by status',
      changeAccount((account) => ({
        ...account,
        lastComplete: { ...account.lastComplete!, byStatus: { bypass: 26 } },
      })),
    ],
    ['the PSA quantity', { ...acme, lines: [{ ...acme.lines[0]!, quantity: '42' }] }],
    ['the price', { ...acme, lines: [{ ...acme.lines[0]!, unitPrice: '4.10' }] }],
    ['a planned cancellation', { ...acme, lines: [{ ...acme.lines[0]!, cancelledDate: '2027-01-01' }] }],
    ['an account', { ...acme, accounts: [acme.accounts[0]!] }],
  ])('rises with %s', (_, input) => {
    expect(same(line, first(input))).toBe(false);
  });
});
