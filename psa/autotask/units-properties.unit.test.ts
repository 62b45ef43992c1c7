import fc from 'fast-check';
import { addDays, addMonths } from '../../domain/calendar.ts';
import { propertyRuns } from '../../domain/property-runs.fixture.ts';
import { datedChanges, billingTargetDay, rowInForce, type UnitRow, withEnds } from './units.ts';

/** A contract as a model: its periods, how many of them are posted, and the days on which each line changes. */
const model = fc.record({
  start: fc.constantFrom('2025-01-01', '2025-01-15', '2025-01-31'),
  months: fc.constantFrom(1, 3, 12),
  count: fc.integer({ min: 2, max: 6 }),
  posted: fc.integer({ min: 0, max: 6 }),
  lines: fc.array(fc.array(fc.tuple(fc.nat(900), fc.nat(40)), { maxLength: 4 }), {
    minLength: 1,
    maxLength: 3,
  }),
  splitsOnEve: fc.boolean(),
  today: fc.nat(900),
});
type Model = typeof model extends fc.Arbitrary<infer M> ? M : never;

interface Period {
  readonly first: string;
  readonly last: string;
  readonly posted: boolean;
}

const periodsOf = ({ start, months, count, posted }: Model): readonly Period[] =>
  Array.from({ length: count }, (_, nth) => ({
    first: addMonths(start, nth * months),
    last: addDays(addMonths(start, (nth + 1) * months), -1),
    posted: nth < posted,
  }));

/** The changes of a line by day, the first of which is the contract's own; units may stay the same. */
const changesOf = ({ start }: Model, line: Model['lines'][number]): ReadonlyMap<string, number> =>
  new Map([[start, 7], ...line.map(([days, units]) => [addDays(start, days), units] as const)]);

const unitsOn = (changes: ReadonlyMap<string, number>, day: string): number =>
  [...changes].sort(([a], [b]) => (a < b ? -1 : 1)).findLast(([from]) => from <= day)?.[1] ?? 0;

/** Rows as Autotask derives them: one for each period, one more from each change within it, which closes the one before. */
function rowsOf(contract: Model): readonly UnitRow[] {
  return contract.lines.flatMap((line, nth) => {
    const changes = changesOf(contract, line);
    return periodsOf(contract).flatMap(({ first, last, posted }) => {
      const days = [first, ...[...changes.keys()].filter((day) => day > first && day <= last)].sort();
      return days.map((startDate, part) => ({
        id: `${nth + 1}${startDate.replaceAll('-', '')}`,
        contractId: '7',
        lineId: String(nth + 1),
        startDate,
        endDate: endOfPart(contract, days[part + 1]) ?? last,
        units: String(unitsOn(changes, startDate)),
        posted,
      }));
    });
  });
}

/** Autotask was seen to end a row on the day of a change; one that does so on the eve is read the same. */
const endOfPart = ({ splitsOnEve }: Model, next: string | undefined): string | undefined =>
  next === undefined || !splitsOnEve ? next : addDays(next, -1);

/** Some posted rows lose their ends; then only what has not ended is read, in any order. */
const asRead = (rows: readonly UnitRow[], today: string) =>
  fc
    .tuple(fc.infiniteStream(fc.boolean()), fc.shuffledSubarray([...rows], { minLength: rows.length }))
    .map(([empties, shuffled]) =>
      shuffled
        .map((row) => (row.posted && empties.next().value === true ? { ...row, endDate: null } : row))
        .filter(({ endDate }) => endDate === null || endDate >= today),
    );

const periodsIn = (contract: Model) => ({
  startDate: contract.start,
  endDate: periodsOf(contract).at(-1)?.last ?? null,
  months: contract.months,
});

const readings = model.chain((contract) => {
  const today = addDays(contract.start, contract.today);
  return asRead(rowsOf(contract), today).map((read) => ({
    contract,
    today,
    rows: withEnds(read, periodsIn(contract)),
  }));
});

describe('units of a contract whose posted rows may have no end', () => {
  it('are right on every day from today on, in every order and split of rows', () => {
    fc.assert(
      fc.property(readings, ({ contract, today, rows }) => {
        const periods = periodsOf(contract);
        const end = periods.at(-1)?.last ?? '';
        for (const [nth, line] of contract.lines.entries()) {
          const own = rows.filter(({ lineId }) => lineId === String(nth + 1));
          for (const day of [
            today,
            addDays(today, 1),
            ...periods.map(({ first }) => first),
            addDays(end, 1),
          ]) {
            if (day < today) continue;
            const expected = day > end ? null : String(unitsOn(changesOf(contract, line), day));
            expect(rowInForce(own, day)?.units ?? null).toBe(expected);
          }
        }
      }),
      propertyRuns(400),
    );
  });

  it('land on the first day of the first period after today that is not posted', () => {
    fc.assert(
      fc.property(readings, ({ contract, today, rows }) => {
        const periods = periodsOf(contract);
        const open = periods.find(({ first, posted }) => first > today && !posted);
        expect(billingTargetDay(rows, periodsIn(contract), today)).toBe(open?.first ?? null);
        const { periodBegan, postedThrough } = datedChanges(rows, today);
        const running = periods.find(({ first, last }) => first <= today && today <= last);
        expect(postedThrough).toBe(
          periods.findLast(({ posted, last }) => posted && last >= today)?.last ?? null,
        );
        expect(periodBegan === null).toBe(running === undefined);
        if (running !== undefined) expect(periodBegan! >= running.first && periodBegan! <= today).toBe(true);
      }),
      propertyRuns(400),
    );
  });
});
