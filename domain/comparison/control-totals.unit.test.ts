import { message } from '../../messages/message.ts';
import { rule } from '../billing-rules/rule.fixture.ts';
import { composeUsage } from './compose.ts';
import type { ComposedLine, CompositionInput } from '../usage/composition.ts';
import { controlTotals, type ControlTotals } from './control-totals.ts';
import { accountOf, choice, customerAlone, groupOf, lineOf, ScenarioBuilder } from './customers.fixture.ts';
import { accountShare, sumsAfter, sumsOf } from '../usage/total-parts.ts';
import { typical, typicalActTwo } from './typical.fixture.ts';

const scenario = (): CompositionInput =>
  new ScenarioBuilder()
    .customer({ name: 'Acme', seats: [5, 7], lines: [{ quantity: '12' }, { quantity: null }] })
    .customer({ name: 'Birch', seats: [3], mapping: { state: 'unmapped' } })
    .customer({ name: 'Cedar', lines: [{ quantity: '4' }] })
    .input();
const mismatches = (
  change: (lines: readonly ComposedLine[]) => readonly ComposedLine[],
  input = scenario(),
): ControlTotals['mismatches'] => {
  const totals = controlTotals(input, change(composeUsage(input)));
  expect(totals.closes).toBe(totals.mismatches.length === 0);
  return totals.mismatches;
};
const named = (name: string, change: Partial<ComposedLine>) => (lines: readonly ComposedLine[]) =>
  lines.map((line) => (line.groupKey === groupOf(name) ? { ...line, ...change } : line));

describe('RULES 12: totals that do not close are shown as an error of ours', () => {
  it('close as composed', () => {
    expect(mismatches((lines) => lines)).toEqual([]);
  });

  it('where an account stands in two lines', () => {
    expect(mismatches((lines) => [...lines, lines.find(({ kind }) => kind === 'unmapped')!])).toEqual([
      message('usage.totals.account-twice'),
      message('usage.totals.unmapped-seats', { unmapped: 3, lines: 6 }),
    ]);
  });

  it('where billable units are not what the rule makes of the seats, or not what the variance says', () => {
    const input = { ...scenario(), rules: [rule({ minimum: 20 })] };
    expect(mismatches((lines) => lines, input)).toEqual([]);
    const wrong = [message('usage.totals.billable-of-company', { customer: 'co-acme' })];
    const one = customerAlone({ name: 'Acme', seats: [12], lines: [{ quantity: '12' }] });
    expect(mismatches(named('Acme', { variance: '1' }), one)).toEqual(wrong);
    const applied = { ...rule({ minimum: 20 }), units: 19, steps: [] };
    expect(mismatches(named('Acme', { rule: { day: '2026-11-24', applied } }), input)).toEqual(wrong);
  });

  it('where a mapped account stands in none', () => {
    const { accounts } = composeUsage(scenario()).find(({ groupKey }) => groupKey === groupOf('Acme'))!;
    const [first, second] = scenario().accounts;
    expect([first!.id, second!.id]).toEqual([accountOf('Acme', 0), accountOf('Acme', 1)]);
    expect(mismatches(named('Acme', { accounts: accounts.slice(0, 1) }))).toEqual([
      message('usage.totals.account-without-line', { account: second!.id }),
      message('usage.totals.mapped-seats', { mapped: 12, lines: 5 }),
    ]);
  });

  it('where one is called counted and has no count', () => {
    const input = scenario();
    const [first, ...rest] = input.accounts;
    const without = { ...input, accounts: [{ ...first!, lastComplete: null }, ...rest] };
    expect(mismatches((lines) => lines, without)).toEqual([
      message('usage.totals.account-not-counted', { account: first!.id }),
    ]);
  });

  it('where a PSA line stands in two lines, or in none', () => {
    const lines = composeUsage(scenario());
    const acme = lines.find(({ groupKey }) => groupKey === groupOf('Acme'))!;
    const cedar = lines.find(({ groupKey }) => groupKey === groupOf('Cedar'))!;
    const line = lineOf('Acme', 0);
    expect(mismatches(named('Cedar', { lines: [...cedar.lines, acme.lines[0]!] }))).toEqual([
      message('usage.totals.line-twice', { line }),
      message('usage.totals.units', { live: '16', lines: '28' }),
    ]);
    expect(mismatches(named('Acme', { lines: acme.lines.slice(1) }))).toEqual([
      message('usage.totals.line-without-group', { line }),
      message('usage.totals.units', { live: '16', lines: '4' }),
    ]);
  });

  it('a line that a person ignored at a company without accounts is in no line and no mistake', () => {
    const input = { ...scenario(), choices: [choice('Cedar', lineOf('Cedar'), 'other-purpose')] };
    const totals = controlTotals(input, composeUsage(input));
    expect(totals.mismatches).toEqual([]);
    expect(totals.units).toEqual({
      live: '16',
      inGroups: '12',
      noAccount: '0',
      ignored: '4',
      otherPurpose: '4',
      billedTwice: '0',
      linesWithoutQuantity: 1,
    });
  });

  it('counts lines that are not live, or not held by a line, nowhere', () => {
    const acme = composeUsage(scenario()).find(({ groupKey }) => groupKey === groupOf('Acme'))!;
    const ended = { ...acme.lines[0]!, psaLineId: 'ended', live: false, quantity: '99' };
    expect(mismatches(named('Acme', { lines: [...acme.lines, ended] }))).toEqual([]);
  });
});

describe('RULES 12: totals by difference', () => {
  const parts = (input: CompositionInput) => ({
    lines: composeUsage(input),
    accounts: input.accounts.map(accountShare),
    ignored: [],
  });

  it('what left is taken away and what came is added: the same as a new sum', () => {
    const [before, after] = [parts(typical()), parts(typicalActTwo())];
    expect(sumsAfter(sumsOf(before), before, after)).toEqual(sumsOf(after));
    expect(sumsAfter(sumsOf(after), after, before)).toEqual(sumsOf(before));
    const nothing = { lines: [], accounts: [], ignored: [] };
    expect(sumsAfter(sumsOf(before), nothing, nothing)).toEqual(sumsOf(before));
  });

  it('an account says by what people decided, and never as counted why it was not', () => {
    const [account] = customerAlone({ name: 'Acme', seats: [4], lines: [] }).accounts;
    const failed = { outcome: 'failed', code: 'VendorTimeout', at: '2026-11-24T08:00:00.000Z' } as const;
    expect(accountShare(account!)).toMatchObject({ outcome: 'counted', code: null, as: 'mapped', seats: 4 });
    expect(accountShare({ ...account!, mark: 'nfr' })).toMatchObject({ as: 'nfr' });
    expect(accountShare({ ...account!, newestRead: failed })).toMatchObject({
      outcome: 'failed',
      code: 'VendorTimeout',
      seats: 4,
    });
    expect(accountShare({ ...account!, newestRead: null, lastComplete: null })).toMatchObject({
      outcome: 'not-yet-read',
      code: null,
      seats: null,
    });
  });
});
