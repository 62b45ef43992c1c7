import { composeUsage } from '../../domain/comparison/compose.ts';
import { controlTotals } from '../../domain/comparison/control-totals.ts';
import type { ComposedLine } from '../../domain/usage/composition.ts';
import { typical, typicalActTwo } from '../../domain/comparison/typical.fixture.ts';
import { readingsOf } from '../../domain/months/review-month.ts';
import { boundFacts, approvedSnapshot } from '../../domain/decisions/snapshot.ts';
import {
  presentForm, readComposedLine, readControlTotals, readMonthReadings, readSnapshot, type Unread,
  UnreadableDocument,
} from './stored-documents.ts'; // prettier-ignore

/** As it comes back from a jsonb column; ids of ours are UUIDs there. */
function kept<T>(document: T): Unread<T> {
  const text = JSON.stringify(document, (name: string, value: unknown) =>
    typeof value === 'string' && ours.has(name) && !value.includes('-0000-')
      ? `00000000-0000-4000-8000-${Buffer.from(value).toString('hex').padStart(12, '0').slice(-12)}`
      : value,
  );
  return JSON.parse(text) as Unread<T>;
}
const ours = new Set(['accountId', 'syncRunId']);

const scenarios = [typical(), typicalActTwo()].map((input) => ({ input, lines: composeUsage(input) }));
const lines = scenarios.flatMap((scenario) => scenario.lines);
const withBillingTarget = lines.find(
  ({ billingTarget, lines: sources }) => billingTarget !== null && sources.length > 0,
)!;
const fits = (line: ComposedLine): unknown => readComposedLine(kept(line), presentForm);

describe('a stored document', () => {
  it('comes back whole, whatever a composition makes of two months', () => {
    expect(lines.length).toBeGreaterThan(100);
    for (const line of lines) expect(fits(line)).toEqual(kept(line));
    for (const { input, lines: all } of scenarios) {
      const totals = kept(controlTotals(input, all));
      expect(readControlTotals(totals, presentForm)).toEqual(totals);
    }
  });

  it('is rejected where it lacks what its form has, with the place', () => {
    const torn = JSON.parse(JSON.stringify(kept(withBillingTarget)));
    delete torn.money;
    expect(() => readComposedLine(torn, presentForm)).toThrow(UnreadableDocument);
    expect(() => readComposedLine(torn, presentForm)).toThrow(
      /a usage line of form 1 cannot be read.*money/su,
    );
  });

  it('is rejected where a later version stored it', () => {
    expect(() => readComposedLine(kept(withBillingTarget), presentForm + 1)).toThrow(
      /stored in form 2; this version reads 1/u,
    );
  });

  it('stamps and readings come back whole too', () => {
    const [{ input } = scenarios[0]!] = scenarios;
    const facts = boundFacts(input);
    for (const line of lines)
      for (const { psaLineId } of line.lines) {
        const snapshot = approvedSnapshot(line, psaLineId, facts);
        if (snapshot !== null) expect(readSnapshot(kept(snapshot), presentForm)).toEqual(kept(snapshot));
      }
    const { accounts, ...others } = readingsOf(input);
    const readings = kept({
      ...others,
      accounts: accounts.map((account, nth) => ({
        ...account,
        id: `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`,
      })),
    });
    expect(readMonthReadings(readings, presentForm)).toEqual(readings);
  });
});
