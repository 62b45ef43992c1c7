import { message } from '../../messages/message.ts';
import { composeUsage } from './compose.ts';
import { isSameUsage } from '../usage/usage-version.ts';
import { seatDropsOf, subtractSeatDrops, sumSeatDrops } from './seat-drops.ts';
import type { ComposedLine, CompositionInput, VendorAccountFacts } from '../usage/composition.ts';
import { controlTotals } from './control-totals.ts';
import { accountOf, customerAlone, groupOf, withSeats } from './customers.fixture.ts';
import { typical } from './typical.fixture.ts';
import { measured } from '../usage/measured.fixture.ts';

const first = (input: CompositionInput): ComposedLine => composeUsage(input)[0]!;

const acme = customerAlone({ name: 'Acme', seats: [26, 19], lines: [{ quantity: '41' }] });

const changeAccount = (change: (account: VendorAccountFacts) => VendorAccountFacts): CompositionInput => ({
  ...acme,
  accounts: [change(acme.accounts[0]!), acme.accounts[1]!],
});

const failed = { outcome: 'failed', code: 'VendorTimeout', at: acme.now } as const;

describe('RULES 2: usage line = billing group', () => {
  it('makes one line of two accounts on one company: 26 + 19 against 41 is +4', () => {
    expect(composeUsage(acme)).toMatchObject([
      { kind: 'increase', vendorQuantity: 45, psaQuantity: '41', variance: '4' },
    ]);
  });

  it('is not read when one account never had a complete count; the other sum is no count', () => {
    const line = first(changeAccount((account) => ({ ...account, lastComplete: null, newestRead: failed })));
    expect(line).toMatchObject({ kind: 'not-read', vendorQuantity: null, psaQuantity: '41', variance: null });
    expect(line.reason.params).toMatchObject({ code: 'VendorTimeout' });
    expect(line.accounts.map(({ seats }) => seats)).toEqual([null, 19]);
  });

  it('lets 24 hours lie between its sources, and is not read beyond', () => {
    const readAt = (at: string) =>
      first(
        changeAccount((account) => ({ ...account, lastComplete: { ...account.lastComplete!, readAt: at } })),
      );
    expect(readAt('2026-11-23T09:00:00.000Z')).toMatchObject({ kind: 'increase', notRead: null });
    expect(readAt('2026-11-23T08:00:00.000Z')).toMatchObject({
      kind: 'not-read',
      vendorQuantity: 45,
      notRead: { code: null, at: null },
    });
  });

  it('says when each side was read: the oldest of its sources, and nothing where one has no count', () => {
    const earlier = '2026-11-24T02:00:00.000Z';
    const line = first({
      ...changeAccount((account) => ({
        ...account,
        lastComplete: { ...account.lastComplete!, readAt: earlier },
      })),
      agreementReadings: acme.agreementReadings.map((reading) => ({
        ...reading,
        lastCompleteAt: '2026-11-24T03:00:00.000Z',
      })),
    });
    expect(line).toMatchObject({ vendorReadAt: earlier, psaReadAt: '2026-11-24T03:00:00.000Z' });
    const never = first(changeAccount((account) => ({ ...account, lastComplete: null, newestRead: failed })));
    expect(never.vendorReadAt).toBeNull();
  });

  it('refers to an agreement by the ID of the PSA', () => {
    expect(first({ ...acme, agreementReadings: [] }).reason).toEqual(
      message('usage.not-read.agreement-never', { agreementId: 'agr-acme-0' }),
    );
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

  it('keeps a line without account for the period of the background read and a day, then it is not read', () => {
    const alone = (readAt: string): ComposedLine =>
      first({
        ...customerAlone({ name: 'Acme', lines: [{ quantity: '41' }, { quantity: '2', agreement: 1 }] }),
        agreementReadings: ['agr-acme-0', 'agr-acme-1'].map((agreementId, index) => ({
          agreementId,
          newest: { outcome: 'read', code: null, at: acme.now },
          lastCompleteAt: index === 0 ? readAt : acme.now,
        })),
      });
    const kept = '2026-11-16T09:00:00.000Z';
    expect(alone(kept)).toMatchObject({ kind: 'no-account', psaReadAt: kept, notRead: null });
    expect(alone('2026-11-16T08:00:00.000Z')).toMatchObject({ kind: 'not-read', psaQuantity: '43' });
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
    const falls = seatDropsOf(all, typical().accepted);
    const elsewhere = subtractSeatDrops(
      sumSeatDrops(falls.values()),
      keys.flatMap((key) => falls.get(key) ?? []),
    );
    const part = { groupKeys: new Set(keys), elsewhere };
    expect(composeUsage({ ...typical(), part })).toEqual(
      all.filter(({ groupKey }) => keys.includes(groupKey)),
    );
  });
});

describe('RULES 2: the newest reading decides', () => {
  const vanished = {
    failed,
    incomplete: { outcome: 'incomplete', code: 'VendorReadIncomplete', at: acme.now },
    gone: { outcome: 'gone', code: 'VendorAccountGone', at: acme.now },
  } as const;

  it.each(Object.values(vanished))(
    '$outcome after a complete count: not read, with the last number, when it was read, and the cause',
    (newestRead) => {
      const line = first(changeAccount((account) => ({ ...account, newestRead })));
      expect(line).toMatchObject({
        kind: 'not-read',
        vendorQuantity: 45,
        psaQuantity: '41',
        variance: null,
        target: null,
        billingTarget: null,
        money: { effectPerMonth: null, note: message('usage.money.not-read') },
        vendorReadAt: acme.accounts[0]!.lastComplete!.readAt,
        notRead: { code: newestRead.code, at: newestRead.at },
      });
      expect(line.reason.params).toMatchObject({ code: newestRead.code });
    },
  );

  describe('of accounts that complete lists no longer have', () => {
    const customer = customerAlone({ name: 'Acme', seats: [26, 19], lines: [{ quantity: '41' }] });
    const leave = (...which: readonly boolean[]): CompositionInput => ({
      ...customer,
      accounts: customer.accounts.map((account, nth) =>
        which[nth] === true ? { ...account, newestRead: vanished.gone, left: true } : account,
      ),
    });

    it('is that all have left: no seats, as of the newest list', () => {
      const input = leave(true, true);
      const line = composeUsage(input)[0]!;
      expect(line).toMatchObject({
        kind: 'orphan',
        vendorQuantity: 0,
        variance: '-41',
        notRead: null,
        vendorReadAt: vanished.gone.at,
        reason: message('usage.reason.orphan-left'),
        accounts: [{ newestRead: vanished.gone }, { newestRead: vanished.gone }],
      });
      expect(controlTotals(input, composeUsage(input))).toMatchObject({
        closes: true,
        accounts: { gone: 2 },
        seats: { counted: 0 },
        notRead: { lastKnownSeats: 45 },
      });
    });

    it('is not read while one of several is there, or the list still has one that could not be read', () => {
      expect(composeUsage(leave(true, false))[0]).toMatchObject({ kind: 'not-read', vendorQuantity: 45 });
      const listed = {
        ...customer,
        accounts: customer.accounts.map((one) => ({ ...one, newestRead: vanished.gone })),
      };
      expect(composeUsage(listed)[0]).toMatchObject({ kind: 'not-read', vendorQuantity: 45 });
    });
  });

  it('decides also over a match: an old number that agrees is no agreement', () => {
    const match = customerAlone({ name: 'Acme', seats: [41], lines: [{ quantity: '41' }] });
    expect(first(match).kind).toBe('match');
    const unread = { ...match, accounts: [{ ...match.accounts[0]!, newestRead: failed }] };
    expect(first(unread)).toMatchObject({ kind: 'not-read', vendorQuantity: 41, psaQuantity: '41' });
  });

  it('stands in no total of increases or decreases, and the totals close', () => {
    const input = changeAccount((account) => ({ ...account, newestRead: failed }));
    expect(controlTotals(input, composeUsage(input))).toMatchObject({
      variance: '0',
      notRead: { lastKnownSeats: 26 },
      closes: true,
    });
    expect(measured(composeUsage(input))).toEqual(measured([]));
  });

  it('leaves an unmapped account its kind, with last count, age and cause, in no total at risk', () => {
    const [account] = acme.accounts;
    const input: CompositionInput = {
      ...acme,
      accounts: [{ ...account!, mapping: { state: 'unmapped' }, newestRead: failed }],
      lines: [],
    };
    const lines = composeUsage(input);
    expect(lines).toMatchObject([
      {
        kind: 'unmapped',
        vendorQuantity: 26,
        vendorReadAt: account!.lastComplete!.readAt,
        notRead: { code: 'VendorTimeout', at: failed.at },
        money: { atRiskPerMonth: null, note: message('usage.money.not-read') },
      },
    ]);
    expect(lines[0]!.reason.params).toMatchObject({ why: { params: { code: 'VendorTimeout' } } });
    expect(measured(lines).notBilled).toEqual({ lines: 0, perMonth: '0', unknown: 0 });
    expect(controlTotals(input, lines).closes).toBe(true);
  });

  it('raises the version when a group becomes not read, and when it is read again', () => {
    const unread = first(changeAccount((account) => ({ ...account, newestRead: failed })));
    expect(isSameUsage(first(acme), unread)).toBe(false);
    expect(isSameUsage(unread, first(acme))).toBe(false);
    const later = { ...failed, code: 'DuoUnavailable', at: '2026-11-24T08:20:00.000Z' } as const;
    const still = first(changeAccount((account) => ({ ...account, newestRead: later })));
    expect(isSameUsage(unread, still)).toBe(true);
  });
});

describe('RULES 2: when a version rises', () => {
  const line = first(acme);

  it('stays for a new read time, a new count id, another flag and another way to write a number', () => {
    const later = first(changeAccount((account) => withSeats(account, 26)));
    expect(isSameUsage(line, later)).toBe(true);
    const aged = first({ ...acme, now: '2026-11-27T08:10:00.000Z' });
    expect(aged.flags).toMatchObject([{ check: 'age' }]);
    expect(isSameUsage(line, aged)).toBe(true);
    expect(isSameUsage(line, first({ ...acme, lines: [{ ...acme.lines[0]!, quantity: '41.00' }] }))).toBe(
      true,
    );
    expect(isSameUsage(line, JSON.parse(JSON.stringify(line)) as ComposedLine)).toBe(true);
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
    expect(isSameUsage(line, first(input))).toBe(false);
  });
});
