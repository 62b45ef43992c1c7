import { composeUsage } from '../comparison/compose.ts';
import type { ComposedLine, LineSource } from './composition.ts';
import { customerAlone } from '../comparison/customers.fixture.ts';
import { isSameUsage } from './usage-version.ts';

const acme = (): ComposedLine =>
  composeUsage(
    customerAlone({
      name: 'Acme',
      seats: [26, 19],
      byStatus: { active: 20, bypass: 4, disabled: 2 },
      lines: [{ quantity: '30' }, { quantity: '11', lessIncluded: '5', free: 'part' }],
    }),
  )[0]!;

const reversed = <T>(items: readonly T[]): readonly T[] => [...items].reverse();

describe('RULES 2: a version stays whatever the order', () => {
  it('of accounts, statuses, lines and what stands beside them', () => {
    const { accounts, lines } = acme();
    const line = { ...acme(), alsoCandidates: lines, childLines: lines };
    const other: ComposedLine = {
      ...line,
      accounts: reversed(accounts).map((account) => ({
        ...account,
        byStatus: Object.fromEntries(reversed(Object.entries(account.byStatus!))),
      })),
      lines: reversed(lines),
      alsoCandidates: reversed(lines),
      childLines: reversed(lines),
    };
    expect(isSameUsage(line, other)).toBe(true);
    expect(isSameUsage(other, line)).toBe(true);
  });
});

describe('RULES 2: a version rises', () => {
  const changed = (lines: readonly LineSource[], change: Partial<LineSource>): readonly LineSource[] =>
    lines.map((line, nth) => (nth === 1 ? { ...line, ...change } : line));

  it.each(['lines', 'alsoCandidates', 'childLines'] as const)('with each line of %s', (where) => {
    const { lines } = acme();
    const line: ComposedLine = { ...acme(), [where]: lines };
    expect(isSameUsage(line, { ...line, [where]: changed(lines, { quantity: '12' }) })).toBe(false);
    expect(isSameUsage(line, { ...line, [where]: lines.slice(0, 1) })).toBe(false);
  });

  it('with another answer about free units, and with none', () => {
    const line = acme();
    const answered = (included: LineSource['included']): ComposedLine => ({
      ...line,
      lines: changed(line.lines, { included }),
    });
    expect(isSameUsage(line, answered({ answer: 'part', reason: 'in other words' }))).toBe(true);
    expect(isSameUsage(line, answered({ answer: 'beside', reason: 'as the contract says' }))).toBe(false);
    expect(isSameUsage(line, answered(null))).toBe(false);
  });
});
