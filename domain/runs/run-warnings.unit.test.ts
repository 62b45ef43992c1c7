import { message } from '../../messages/message.ts';
import {
  accountsMissing,
  accountsSkipped,
  linesMissing,
  nothingRead,
  seatsDropped as dropped,
} from './run-warnings.ts';
import { defaultCheckLimits } from '../defaults.ts';
import { composeUsage } from '../comparison/compose.ts';
import type { AcceptedCount, ComposedLine } from '../usage/composition.ts';
import { seatDropsOf, sumSeatDrops } from '../comparison/seat-drops.ts';
import { typical as typicalInput } from '../comparison/typical.fixture.ts';

const limits = defaultCheckLimits;
const typical = typicalInput();
const lines = composeUsage(typical);

const seatsDropped = (
  composed: readonly ComposedLine[],
  base: readonly AcceptedCount[],
  within: typeof limits,
) => dropped(sumSeatDrops(seatDropsOf(composed, base).values()), within);

/** Every group at the count it had when it was accepted. */
const accepted = lines.flatMap(({ groupKey, vendorQuantity }): AcceptedCount[] =>
  vendorQuantity === null ? [] : [{ groupKey, count: String(vendorQuantity), overridden: [] }],
);

/** The scenario of the fixture with seats changed by a share. */
const shrunk = (share: number, base: readonly AcceptedCount[]) =>
  composeUsage({
    ...typical,
    accepted: base,
    accounts: typical.accounts.map((account) =>
      account.lastComplete === null
        ? account
        : {
            ...account,
            lastComplete: { ...account.lastComplete, seats: Math.floor(account.lastComplete.seats * share) },
          },
    ),
  });

describe('RULES 7: seats that fell suspiciously', () => {
  const one = {
    ...lines.find(({ kind }) => kind === 'match')!,
    vendorQuantity: 10,
    psaQuantity: '100',
    flags: [],
  };
  const at = (count: string, overridden: AcceptedCount['overridden'] = []): AcceptedCount[] => [
    { groupKey: one.groupKey, count, overridden },
  ];

  it('are many accounts at once, where lines are held for it', () => {
    expect(seatsDropped(shrunk(0.9, accepted), accepted, limits)).toEqual({
      code: 'SeatsDropped',
      detail: message('runs.many-dropped', { dropped: 45, compared: 46 }),
    });
    const words = shrunk(0.9, accepted).flatMap(({ flags }) =>
      flags.flatMap((flag) =>
        flag.flag === 'held' && flag.check === 'shrink-of-many' ? [JSON.stringify(flag.reason)] : [],
      ),
    );
    expect(new Set(words)).toEqual(
      new Set([JSON.stringify(message('usage.check.many-dropped', { percent: 10 }))]),
    );
  });

  it('are a sum that fell by its share, though few accounts did', () => {
    expect(seatsDropped([one], at('100'), limits)).toEqual({
      code: 'SeatsDropped',
      detail: message('runs.seats-dropped', { seats: 10, accepted: '100' }),
    });
    expect(seatsDropped([{ ...one, vendorQuantity: 80 }], at('100'), limits)).toBeNull();
    expect(seatsDropped([{ ...one, vendorQuantity: 1, psaQuantity: '6' }], at('6'), limits)).toBeNull();
  });

  it('are none in a first run where the PSA bills more than Duo holds: nothing was accepted yet', () => {
    expect(seatsDropped(shrunk(0.1, []), [], limits)).toBeNull();
    expect(
      shrunk(0.1, []).flatMap(({ flags }) => flags.map((flag) => flag.flag === 'held' && flag.check)),
    ).toEqual(expect.not.arrayContaining(['drop', 'shrink-of-many']));
  });

  it('are none once a person accepted the count, by release or approval', () => {
    expect(seatsDropped([one], at('10'), limits)).toBeNull();
    expect(seatsDropped([one], at('100', [{ check: 'drop', count: '10' }]), limits)).toBeNull();
    expect(seatsDropped([one], at('100', [{ check: 'drop', count: '11' }]), limits)).not.toBeNull();
  });

  it('are not one or two accounts of a small connection', () => {
    const held = { flag: 'held', check: 'shrink-of-many', reason: message('usage.check.zero') } as const;
    expect(
      seatsDropped([{ ...one, vendorQuantity: 40, psaQuantity: '41', flags: [held] }], at('41'), limits),
    ).toBeNull();
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
      detail: message('runs.accounts-gone', { gone: 6, mapped: 50 }),
    });
    expect(accountsMissing({ ...facts, mappedGone: 5 }, limits)).toBeNull();
  });
});

it('lines that are gone at once are many by the share of the check, and never one or two', () => {
  expect(linesMissing({ vanished: 0, billed: 0 }, limits)).toBeNull();
  expect(linesMissing({ vanished: 2, billed: 4 }, limits)).toBeNull();
  expect(linesMissing({ vanished: 3, billed: 30 }, limits)).toBeNull();
  expect(linesMissing({ vanished: 20, billed: 20 }, limits)).toEqual({
    code: 'LinesMissing',
    detail: message('runs.lines-missing', { missing: 20, billed: 20 }),
  });
});

it('RULES 10: a run that skipped accounts, or had nothing to read, says so', () => {
  expect([accountsSkipped(0), nothingRead(0, 1), nothingRead(1, 0)]).toEqual([null, null, null]);
  expect(accountsSkipped(1)?.detail).toEqual(message('runs.accounts-skipped', { count: 1 }));
  expect(nothingRead(0, 0)).toMatchObject({ code: 'NothingRead' });
});
