import { parseConditions } from './conditions.ts';
import type { Fields } from './conditions.ts';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly canceled: boolean;
  readonly start: string;
  readonly end: string | null;
  readonly status: string | null;
  readonly companyId: number;
}

const row = (id: number, more: Partial<Row> = {}): Row => ({
  id,
  name: `Row ${id}`,
  canceled: false,
  start: '2025-01-01',
  end: null,
  status: 'Active',
  companyId: 250,
  ...more,
});

const rows = [
  row(1),
  row(2, { canceled: true, status: 'Cancelled', companyId: 251 }),
  row(3, { name: 'Other (and) more', start: '2025-06-01', end: '2025-12-31' }),
  row(4, { status: null, companyId: 252 }),
];

const fields: Fields<Row> = new Map([
  ['id', { type: 'int', read: (r: Row) => r.id }],
  ['name', { type: 'string', read: (r: Row) => r.name }],
  ['cancelledFlag', { type: 'boolean', read: (r: Row) => r.canceled }],
  ['startDate', { type: 'date', read: (r: Row) => r.start }],
  ['endDate', { type: 'date', read: (r: Row) => r.end }],
  ['agreementStatus', { type: ['Active', 'Cancelled'], read: (r: Row) => r.status }],
  ['company/id', { type: 'int', read: (r: Row) => r.companyId }],
] as const);

describe('conditions', () => {
  it.each([
    ['', [1, 2, 3, 4]],
    ['id=2', [2]],
    ['id != 2', [1, 3, 4]],
    ['id>=2 and id<4', [2, 3]],
    ['id in (1, 3,9)', [1, 3]],
    ['id not in (1,3)', [2, 4]],
    ['company/id=250', [1, 3]],
    ['company/id in (251,252) and id=4', [4]],
    ['cancelledFlag=false', [1, 3, 4]],
    ['cancelledFlag = True', [2]],
    ['agreementStatus="Active"', [1, 3]],
    ["agreementStatus in ('Active','Cancelled')", [1, 2, 3]],
    // An absent value satisfies nothing, as in SQL.
    ['agreementStatus != "Active"', [2]],
    ['endDate < [2026-01-01T00:00:00Z]', [3]],
    ['startDate >= [2025-06-01]', [3]],
    ['id=1 or id=2 and cancelledFlag=false', [1]],
    ['(id=1 or id=2) and cancelledFlag=true', [2]],
    ['not (id=1 or id=2)', [3, 4]],
    ['name contains "(and)"', [3]],
    ['name like "row %"', [1, 2, 4]],
    ['name like "%2"', [2]],
    ['name = "ROW 1"', [1]],
  ])('%s finds %j', (text, ids) => {
    const parsed = parseConditions(text, fields);
    if (!parsed.ok) throw new Error(parsed.message);
    expect(rows.filter(parsed.matches).map(({ id }) => id)).toEqual(ids);
  });

  it('names the field it does not know, as ConnectWise does', () => {
    expect(parseConditions('typeids=1', fields)).toEqual({
      ok: false,
      message: 'typeids is not a recognized name.',
    });
  });

  it.each([
    'id=',
    'id="1"',
    'id=1.5',
    'id==1',
    'id in ()',
    'id in (1,2',
    '(id=1',
    'id=1)',
    'id=1 and',
    'id=1 id=2',
    'and id=1',
    'name=Row',
    'name="open',
    'cancelledFlag=0',
    'cancelledFlag like "t"',
    'agreementStatus="Sleeping"',
    'agreementStatus=null',
    'startDate="2025-01-01"',
    'startDate=[tomorrow]',
    'company.id=3',
    '__proto__=1',
    'id ~ 3',
  ])('rejects %s', (text) => {
    expect(parseConditions(text, fields).ok).toBe(false);
  });
});
