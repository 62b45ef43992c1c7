import { message } from '../../messages/message.ts';
import { composeUsage } from './compose.ts';
import { choice, customerAlone, lineOf, withoutCheckOnMany } from './customers.fixture.ts';
import type { UsageLineFlag } from '../usage/line-flags.ts';

type Spec = Omit<Parameters<typeof customerAlone>[0], 'name'>;

const flagsOf = (spec: Spec, ...choices: ReturnType<typeof choice>[]): readonly UsageLineFlag[] =>
  composeUsage(withoutCheckOnMany(customerAlone({ name: 'Acme', ...spec }, choices)))[0]!.flags;

describe('RULES 3: what is planned', () => {
  const begins = { quantity: '12', effectiveDate: '2027-01-01' };

  it('a line that will end, and one that will begin, are named with the day', () => {
    expect(flagsOf({ seats: [10], lines: [{ quantity: '10', cancelledDate: '2026-12-31' }] })).toEqual([
      {
        flag: 'scheduled',
        reason: message('usage.flag.canceled', { line: 'line-acme-0', day: '2026-12-31' }),
      },
    ]);
    expect(flagsOf({ seats: [10], lines: [{ quantity: '10' }, { ...begins, quantity: '0' }] })).toEqual([
      { flag: 'scheduled', reason: message('usage.flag.begins', { line: 'line-acme-1', day: '2027-01-01' }) },
    ]);
  });

  it('of lines in the sum only the one that will end is meant', () => {
    const lines = [{ quantity: '10' }, { quantity: '2', cancelledDate: '2026-12-31' }];
    expect(flagsOf({ seats: [12], lines }).map(({ reason }) => reason)).toEqual([
      message('usage.flag.canceled', { line: 'line-acme-1', day: '2026-12-31' }),
    ]);
  });

  it.each<[string, object]>([
    ['on an agreement that bills nothing', { agreement: 1, on: { over: 'canceled' } }],
    ['of another product', { productId: '2' }],
  ])('a line that will begin %s holds nothing', (_, line) => {
    expect(flagsOf({ seats: [10], lines: [{ quantity: '10' }, { ...begins, ...line }] })).toEqual([]);
  });

  it('a line that will begin and was ignored holds nothing', () => {
    const ignored = choice('Acme', lineOf('Acme', 1), 'other-purpose');
    expect(flagsOf({ seats: [10], lines: [{ quantity: '10' }, begins] }, ignored)).toEqual([]);
  });

  it('without a line in the sum, one of any mapped product holds', () => {
    expect(flagsOf({ seats: [10], lines: [{ ...begins, productId: '2' }] })).toMatchObject([
      { flag: 'scheduled' },
    ]);
  });
});

describe('RULES 7: checks of quantities', () => {
  it('a fraction, or no quantity, holds what is compared', () => {
    expect(flagsOf({ seats: [12], lines: [{ quantity: '12.5' }] })).toMatchObject([{ check: 'fraction' }]);
    expect(flagsOf({ seats: [12], lines: [{ quantity: null }] })).toMatchObject([{ check: 'unknown' }]);
  });

  it('neither holds a line without account: there is nothing to compare', () => {
    expect(flagsOf({ lines: [{ quantity: '12.5' }] })).toEqual([]);
    expect(flagsOf({ lines: [{ quantity: null }] })).toEqual([]);
  });
});

it('RULES 9: free units are asked about only once the lines are settled', () => {
  const lines = [{ quantity: '10', lessIncluded: '5' }, { quantity: '10' }];
  expect(flagsOf({ seats: [20], lines }).map(({ flag }) => flag)).toEqual(['included']);
  const apart = [lines[0]!, { ...lines[1]!, agreement: 1 }];
  expect(flagsOf({ seats: [20], lines: apart })).toEqual([]);
});
