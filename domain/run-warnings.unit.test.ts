import { accountsMissing, accountsSkipped, nothingRead, seatsDropped } from './run-warnings.ts';
import { composeUsage, defaultGuardLimits } from './usage/compose.ts';
import type { AcceptedCount } from './usage/composition.ts';
import { typical as typicalInput } from './usage/typical.fixture.ts';

const limits = defaultGuardLimits;
const typical = typicalInput();
const lines = composeUsage(typical);

/** The world of the fixture with seats changed by a share. */
const shrunk = (share: number, accounts = Infinity) =>
  composeUsage({
    ...typical,
    accounts: typical.accounts.map((account, index) =>
      account.lastComplete === null || index >= accounts
        ? account
        : {
            ...account,
            lastComplete: { ...account.lastComplete, seats: Math.floor(account.lastComplete.seats * share) },
          },
    ),
  });

describe('RULES 7: seats that fell suspiciously', () => {
  it('are many accounts at once', () => {
    expect(seatsDropped(shrunk(0.9), [], limits)).toMatchObject({ code: 'SeatsDropped' });
  });

  it('are a sum that fell by its share, though few accounts did', () => {
    const one = {
      ...lines.find(({ kind }) => kind === 'match')!,
      vendorQuantity: 10,
      psaQuantity: '100',
      flags: [],
    };
    expect(seatsDropped([one], [], limits)).toEqual({
      code: 'SeatsDropped',
      detail: '10 seats in all, where 100 were accepted or are billed.',
    });
    expect(seatsDropped([{ ...one, vendorQuantity: 80 }], [], limits)).toBeNull();
    expect(seatsDropped([{ ...one, vendorQuantity: 1, psaQuantity: '6' }], [], limits)).toBeNull();
  });

  it('are none once a person accepted the count, by release or approval', () => {
    const one = {
      ...lines.find(({ kind }) => kind === 'match')!,
      vendorQuantity: 10,
      psaQuantity: '100',
      flags: [],
    };
    const accepted: AcceptedCount = { groupKey: one.groupKey, count: '10', guards: ['drop'] };
    expect(seatsDropped([one], [accepted], limits)).toBeNull();
  });

  it('are not one or two accounts of a small connection', () => {
    const held = { flag: 'held', guard: 'shrink-of-many', reason: '1 of 8 accounts fell at once.' } as const;
    const one = { ...lines.find(({ kind }) => kind === 'match')!, vendorQuantity: 40, psaQuantity: '41' };
    expect(seatsDropped([{ ...one, flags: [held] }], [], limits)).toBeNull();
  });
});

describe('accounts that are missing', () => {
  const facts = { listed: 60, listedBefore: 60, mapped: 50, mappedGone: 0 };

  it('are far fewer in the list than in the run before', () => {
    expect(accountsMissing(facts, limits)).toBeNull();
    expect(accountsMissing({ ...facts, listed: 54 }, limits)).toBeNull();
    expect(accountsMissing({ ...facts, listed: 53 }, limits)).toMatchObject({ code: 'AccountsMissing' });
    expect(accountsMissing({ ...facts, listed: 70, listedBefore: null }, limits)).toBeNull();
    expect(accountsMissing({ ...facts, listed: 6, listedBefore: 8 }, limits)).toBeNull();
  });

  it('stay missing in the runs after, while many of them are still mapped', () => {
    expect(accountsMissing({ ...facts, listed: 53, listedBefore: 53, mappedGone: 6 }, limits)).toEqual({
      code: 'AccountsMissing',
      detail: '6 of 50 mapped accounts are gone from Duo.',
    });
    expect(accountsMissing({ ...facts, mappedGone: 5 }, limits)).toBeNull();
  });
});

it('RULES 10: a run that skipped accounts, or had nothing to read, says so', () => {
  expect([accountsSkipped(0), nothingRead(0, 1), nothingRead(1, 0)]).toEqual([null, null, null]);
  expect(accountsSkipped(1)?.detail).toBe('1 excluded or acknowledged account was not read.');
  expect(nothingRead(0, 0)).toMatchObject({ code: 'NothingRead' });
});
