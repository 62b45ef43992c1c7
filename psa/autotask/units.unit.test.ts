import { message } from '../../messages/message.ts';
import {
  billingTargetDay, daysWithoutRows, hasHoleBefore, laterChange, rowInForce, unitSeries, type UnitRow,
} from './units.ts'; // prettier-ignore

const row = (
  startDate: string,
  endDate: string | null,
  units: number,
  more: Partial<UnitRow> = {},
): UnitRow => ({
  id: `${more.lineId ?? '1'}${startDate.replaceAll('-', '')}`,
  contractId: '7',
  lineId: '1',
  startDate,
  endDate,
  units: String(units),
  posted: false,
  ...more,
});

/** November posted, a change within December, and what is booked already for January. */
const rows = [
  row('2026-01-01', '2026-01-31', 20),
  row('2025-11-01', '2025-11-30', 10, { posted: true }),
  row('2025-12-10', '2025-12-31', 15),
  row('2025-12-01', '2025-12-10', 10),
];

describe('units in force', () => {
  it.each([
    ['2025-10-31', null],
    ['2025-11-01', '10'],
    ['2025-11-30', '10'],
    ['2025-12-09', '10'],
    // A boundary day is in two rows: the one that begins there counts, and nothing is added up.
    ['2025-12-10', '15'],
    ['2026-01-01', '20'],
    ['2026-02-01', null],
  ])('on %s are %s, whatever the order of the rows', (day, units) => {
    for (const order of [rows, [...rows].reverse()])
      expect(rowInForce(order, day)?.units ?? null).toBe(units);
  });

  it('are those of a row that began in an earlier month, and of one without an end', () => {
    expect(rowInForce([row('2025-01-01', '2025-12-31', 7)], '2025-11-24')?.units).toBe('7');
    expect(rowInForce([row('2025-01-01', null, 7)], '2031-01-01')?.units).toBe('7');
  });

  it('of two rows that begin on one day are those of the row that does not end on it', () => {
    const superseded = row('2025-12-01', '2025-12-01', 10, { id: '9' });
    const lasting = row('2025-12-01', '2025-12-31', 14, { id: '8' });
    for (const order of [
      [superseded, lasting],
      [lasting, superseded],
    ])
      // prettier-ignore
      expect(rowInForce(order, '2025-12-01')?.units).toBe('14');
  });
});

describe('the day on which a change lands', () => {
  const contract = { startDate: '2025-01-01', endDate: null, months: 1 };

  it('is the first day of the first period after today that is not posted', () => {
    expect(billingTargetDay(rows, contract, '2025-11-24')).toBe('2025-12-01');
    expect(billingTargetDay(rows, contract, '2025-12-01')).toBe('2026-01-01');
    const posted = rows.map((one) => (one.startDate < '2026' ? { ...one, posted: true } : one));
    expect(billingTargetDay(posted, contract, '2025-11-24')).toBe('2026-01-01');
  });

  it('is never the day of a change within a period, which the row before ends on', () => {
    const withinNovember = [
      row('2025-11-01', '2025-11-28', 10),
      row('2025-11-28', '2025-11-30', 12),
      row('2025-12-01', '2025-12-31', 12),
    ];
    expect(billingTargetDay(withinNovember, contract, '2025-11-24')).toBe('2025-12-01');
  });

  it('is never the day of a change where the row before stops on its eve, by the periods of the contract', () => {
    const onTheEve = [
      row('2025-12-01', '2025-12-10', 12),
      row('2025-12-11', '2025-12-31', 12),
      row('2026-01-01', '2026-01-31', 11),
    ];
    expect(billingTargetDay(onTheEve, contract, '2025-12-03')).toBe('2026-01-01');
    const running = [row('2025-03-01', '2025-12-10', 12), row('2025-12-11', '2026-02-28', 12)];
    const yearly = { startDate: '2025-03-01', endDate: null, months: 12 };
    expect(billingTargetDay(running, yearly, '2025-12-03')).toBeNull();
  });

  it('follows the rows where they fit no period of the contract', () => {
    const calendar = { startDate: '2025-01-15', endDate: null, months: 1 };
    expect(billingTargetDay(rows, calendar, '2025-11-24')).toBe('2025-12-01');
  });

  it('is never the first day of a line that begins within a period', () => {
    const other = { lineId: '2' };
    const beginsLater = [
      row('2025-11-01', '2025-11-30', 10),
      row('2025-11-27', '2025-11-30', 3, other),
      row('2025-12-01', '2025-12-31', 10),
      row('2025-12-01', '2025-12-31', 3, other),
    ];
    expect(billingTargetDay(beginsLater, contract, '2025-11-24')).toBe('2025-12-01');
  });

  it('is the first day of a contract that begins, and none where no period follows', () => {
    const first = [row('2026-03-01', '2026-03-31', 5)];
    expect(billingTargetDay(first, { ...contract, startDate: '2026-03-01' }, '2025-11-24')).toBe(
      '2026-03-01',
    );
    expect(billingTargetDay([row('2025-11-01', '2025-11-30', 10)], contract, '2025-11-24')).toBeNull();
    expect(billingTargetDay([], contract, '2025-11-24')).toBeNull();
  });
});

describe('a row that was hidden', () => {
  it('is missed before the next open period, not after it or before a line begins', () => {
    const [december, january, february] = [
      row('2025-12-01', '2025-12-31', 10),
      row('2026-01-01', '2026-01-31', 10),
      row('2026-02-01', '2026-02-28', 10),
    ] as const;
    expect(hasHoleBefore([december, february], '2026-03-01')).toBe(true);
    expect(hasHoleBefore([december, february], null)).toBe(true);
    expect(hasHoleBefore([december, february], '2025-12-01')).toBe(false);
    expect(hasHoleBefore([december, january, february], '2026-02-01')).toBe(false);
    expect(hasHoleBefore([december, row('2026-02-01', null, 3, { lineId: '2' })], null)).toBe(false);
    expect(hasHoleBefore(rows, null)).toBe(false);
  });
});

describe('the days of a contract that bills nothing yet', () => {
  const contract = { startDate: '2025-01-31', endDate: '2026-12-30', months: 3 };

  it('are those of its own periods', () => {
    expect(daysWithoutRows(contract, '2026-05-01')).toEqual({
      periodBegan: '2026-04-30',
      next: '2026-07-31',
    });
    expect(daysWithoutRows({ ...contract, months: 1 }, '2026-02-28')).toEqual({
      periodBegan: '2026-02-28',
      next: '2026-03-31',
    });
    expect(daysWithoutRows(contract, '2024-06-01')).toEqual({ periodBegan: null, next: '2025-01-31' });
  });

  it('end with the contract', () => {
    expect(daysWithoutRows(contract, '2026-11-01')).toEqual({ periodBegan: '2026-10-31', next: null });
    expect(daysWithoutRows(contract, '2026-12-31')).toEqual({ periodBegan: null, next: null });
  });

  it('are unknown without a start or a known period', () => {
    const unknown = { periodBegan: null, next: null };
    expect(daysWithoutRows({ ...contract, startDate: null }, '2026-05-01')).toEqual(unknown);
    expect(daysWithoutRows({ ...contract, months: null }, '2026-05-01')).toEqual(unknown);
  });
});

describe('changes that are booked for later', () => {
  it('are found behind a day, and none where the units stay', () => {
    expect(laterChange(rows, '2025-12-01')?.startDate).toBe('2025-12-10');
    expect(laterChange(rows, '2025-12-10')?.startDate).toBe('2026-01-01');
    expect(laterChange(rows, '2026-01-01')).toBeNull();
    const flat = [row('2025-12-01', '2025-12-31', 5), row('2026-01-01', '2026-01-31', 5)];
    expect(laterChange(flat, '2025-12-01')).toBeNull();
  });

  it('are shown by the days on which the units change', () => {
    expect(unitSeries(rows)).toEqual(
      [
        ['10', '2025-11-01'],
        ['15', '2025-12-10'],
        ['20', '2026-01-01'],
      ].map(([units, day]) => message('autotask.units-from', { units: units!, day: day! })),
    );
  });
});
