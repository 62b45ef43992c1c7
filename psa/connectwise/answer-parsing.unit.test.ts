import { message } from '../../messages/message.ts';
import { inEnglish } from '../../messages/english.ts';
import { shiftByCycle } from '../../domain/usage/billing-cycle.ts';
import { billingCycle } from '../billing-cycles.ts';
import { parseJsonExactly } from '../exact-json.ts';
import { namesNextPage } from './lists.ts';
import { markerFieldIn } from './methods.ts';
import { agreementRecord, companyRecord, lineRecord, productRecord, readRows } from './records.ts';

const rowsOf = (text: string): readonly unknown[] => {
  const parsed = parseJsonExactly(text);
  if (!parsed.ok) throw new Error('the test text is not JSON');
  return parsed.value as readonly unknown[];
};
const line = (fields: string) =>
  readRows(rowsOf(`[{"id":9077,"product":{"id":311},${fields}}]`), lineRecord('412'));
const lineField = (fields: string) => {
  const read = line(fields);
  if (!read.ok) throw new Error(inEnglish(read.detail));
  return read.value[0]!;
};

describe('JSON with exact numbers', () => {
  it('keeps every number as it was written and leaves strings alone', () => {
    const text = String.raw`{"a":12.50,"b":-0.1,"c":[1e3,9007199254740993],"d":"7 \" 8.0 \\","e":null,"f":true,"1":{"2":3}}`;
    expect(parseJsonExactly(text)).toEqual({
      ok: true,
      value: {
        a: '12.50',
        b: '-0.1',
        c: ['1e3', '9007199254740993'],
        d: '7 " 8.0 \\',
        e: null,
        f: true,
        '1': { '2': '3' },
      },
    });
  });

  it.each([
    '',
    '{1:2}',
    '[01]',
    '[1.]',
    '<html>',
    '{"a":1',
    '[NaN]',
    `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  ])('rejects %.20j', (text) => {
    expect(parseJsonExactly(text).ok).toBe(false);
  });

  it('bears long strings', () => {
    const long = '\\"1'.repeat(200_000);
    expect(parseJsonExactly(`["${long}",1.0]`)).toEqual({ ok: true, value: ['"1'.repeat(200_000), '1.0'] });
  });
});

describe('quantities and prices', () => {
  it.each([
    ['12.5', '12.5'],
    ['12.00', '12'],
    ['"12.00"', '12'],
    ['-3', '-3'],
    ['-0.0', '0'],
    ['0', '0'],
    ['1e3', '1000'],
    ['0.1', '0.1'],
    ['123456789012345678.123456789', '123456789012345678.123456789'],
    ['null', null],
    ['""', null],
  ])('%s is read as %j', (written, expected) => {
    expect(lineField(`"quantity":${written}`).quantity).toBe(expected);
  });

  it('an absent quantity is null, never zero', () => {
    expect(lineField('"description":"Duo"')).toMatchObject({
      quantity: null,
      lessIncluded: null,
      unitPrice: null,
    });
  });

  it.each(['"many"', '"12,5"', '1e400', '"NaN"', 'true', '{}', '[]'])(
    '%s makes the answer unreadable and names line and field',
    (written) => {
      const read = line(`"quantity":${written}`);
      expect(read).toMatchObject({ ok: false, code: 'PsaAnswerUnreadable', scope: 'call' });
      const faults = [{ id: expect.any(String) as string, params: { field: 'quantity' } }];
      expect(read).toMatchObject({
        detail: {
          id: 'psas.unreadable-record',
          params: { record: message('connectwise.record.addition'), id: '9077', faults },
        },
      });
    },
  );
});

describe('days', () => {
  it.each([
    ['"2026-02-01T00:00:00Z"', '2026-02-01'],
    ['"2026-02-01"', '2026-02-01'],
    ['"2026-01-31T23:59:59.999-06:00"', '2026-01-31'],
    ['"2024-02-29T00:00:00Z"', '2024-02-29'],
    ['null', null],
    ['""', null],
  ])('%s is the day as written: %j', (written, expected) => {
    expect(lineField(`"cancelledDate":${written}`).cancelledDate).toBe(expected);
  });

  it.each(['"2026-02-30T00:00:00Z"', '"soon"', '"01/02/2026"', '20260201', '"2026-02-01T00:00:00Zjunk"'])(
    '%s is unreadable, since no date would mean an open line',
    (written) => {
      expect(line(`"cancelledDate":${written}`)).toMatchObject({ ok: false, code: 'PsaAnswerUnreadable' });
    },
  );
});

describe('records', () => {
  it('reads a line, and its stamp only as information', () => {
    const fields =
      '"billCustomer":"Billable","effectiveDate":"2025-01-01T00:00:00Z","agreementId":412,"_info":{"lastUpdated":"2026-01-31T12:00:00Z"}';
    expect(lineField(fields)).toEqual({
      id: '9077',
      agreementId: '412',
      productId: '311',
      productIdentifier: null,
      description: null,
      quantity: null,
      lessIncluded: null,
      unitPrice: null,
      billable: true,
      billCustomer: 'Billable',
      effectiveDate: '2025-01-01',
      cancelledDate: null,
      status: null,
      lastUpdated: '2026-01-31T12:00:00.000Z',
    });
    expect(lineField('"_info":null').lastUpdated).toBeNull();
    expect(lineField('"_info":{"lastUpdated":null}').lastUpdated).toBeNull();
    expect(lineField('"_info":{"lastUpdated":"yesterday"}').lastUpdated).toBeNull();
  });

  it.each([
    ['"agreementStatus":"Active"', 'active'],
    ['"agreementStatus":"Inactive"', 'canceled'],
    ['"agreementStatus":"Active","additionStatus":"Cancelled"', 'canceled'],
    ['"agreementStatus":"Cancelled","additionStatus":"Active"', 'canceled'],
    ['"agreementStatus":"Active","additionStatus":"Cancelled","cancelledDate":"2026-01-31"', 'canceled'],
    ['"agreementStatus":"Cancelled","additionStatus":"Active","cancelledDate":"2026-01-31"', 'active'],
    ['"agreementStatus":"Cancelled","additionStatus":"On hold"', 'canceled'],
    ['"agreementStatus":"On hold"', null],
    ['"agreementStatus":null', null],
  ])('says the status word of a line in neutral words: %s', (fields, status) => {
    expect(lineField(fields).status).toBe(status);
  });

  it.each([
    ['"Billable"', true],
    ['"BILLABLE"', true],
    ['"DoNotBill"', false],
    ['"NoCharge"', false],
    ['null', null],
  ])('says whether a line is billable: %s', (word, billable) => {
    expect(lineField(`"billCustomer":${word}`).billable).toBe(billable);
  });

  it.each([
    ['"agreementStatus":"Active"', null],
    ['"agreementStatus":"Active","cancelledFlag":true', 'canceled'],
    ['"agreementStatus":" Cancelled "', 'canceled'],
    ['"agreementStatus":"EXPIRED"', 'expired'],
    ['"agreementStatus":" Inactive "', 'inactive'],
    ['"agreementStatus":"On hold"', null],
    ['"agreementStatus":null', null],
  ])('says why an agreement bills nothing any more: %s', (fields, over) => {
    const row = `[{"id":7,"name":"A","company":{"id":1},${fields}}]`;
    expect(readRows(rowsOf(row), agreementRecord)).toMatchObject({ value: [{ over }] });
  });

  it.each([
    ['"Bundle"', true],
    ['" bundle "', true],
    ['"Service"', false],
    ['null', false],
  ])('says whether a product holds others: %s', (word, holdsOthers) => {
    const row = `[{"id":7,"identifier":"A","productClass":${word}}]`;
    expect(readRows(rowsOf(row), productRecord)).toMatchObject({ value: [{ holdsOthers }] });
  });

  it.each([
    '"serialNumber":"SW-0123456789"',
    '"description":"DUO-ESS SW-0123456789"',
    '"customFields":[{"id":7,"value":true},{"id":8,"value":12},null,{"id":71,"value":"SW-0123456789"}]',
  ])('finds the marker of a line that Seatwise created: %s', (fields) => {
    expect(lineField(fields).marker).toBe('SW-0123456789');
  });

  it.each(['"serialNumber":"FG-100"', '"serialNumber":12', '"customFields":"none"', '"description":null'])(
    'finds none where none is, and reads the line all the same: %s',
    (fields) => {
      expect(lineField(fields)).not.toHaveProperty('marker');
    },
  );

  it('knows the custom field for markers by its caption, whatever the others are', () => {
    const row = {
      customFields: [null, { id: 'x' }, { id: '70', caption: 'Site' }, { id: '71', caption: 'Seatwise ' }],
    };
    expect([markerFieldIn(row), markerFieldIn({}), markerFieldIn({ customFields: [] })]).toEqual([
      '71',
      null,
      null,
    ]);
  });

  it.each([
    ['"extendedProratePrice":32.00', '32'],
    ['"extendedProratePrice":0', undefined],
    ['"extendedProratePrice":"soon"', undefined],
  ])('reads what the PSA bills for a first, partial period: %s', (fields, prorated) => {
    expect(lineField(fields).prorated).toBe(prorated);
  });

  it('rejects a line that says it belongs to another agreement', () => {
    expect(line('"agreementId":413')).toMatchObject({ ok: false, code: 'PsaAnswerUnreadable' });
  });

  it.each([
    [companyRecord, '{"name":"No id"}'],
    [companyRecord, '{"id":0,"name":"Zero"}'],
    [companyRecord, '{"id":1.5,"name":"Half"}'],
    [companyRecord, '{"id":7,"name":null}'],
    [companyRecord, '{"id":7,"name":"A","deletedFlag":"perhaps"}'],
    [agreementRecord, '{"id":7,"name":"A"}'],
    [agreementRecord, '{"id":7,"name":"A","company":{"name":"No id"}}'],
    [agreementRecord, '{"id":7,"name":"A","company":null}'],
    [lineRecord('412'), '{"id":7}'],
    [lineRecord('412'), '{"id":7,"product":{"identifier":"DUO-ESS"}}'],
    [productRecord, '{"id":7,"identifier":null}'],
    [productRecord, '{"unexpected":true}'],
    [productRecord, 'null'],
    [productRecord, '"text"'],
  ])('rejects a row that lacks what its identity needs: %# %s', (kind, row) => {
    expect(readRows<unknown>(rowsOf(`[${row}]`), kind as never)).toMatchObject({
      ok: false,
      code: 'PsaAnswerUnreadable',
    });
  });

  it('says of a record whose id cannot be one which it is, in plain words', () => {
    expect(
      readRows(rowsOf('[{"id":"7\\u0000","name":"Fernhill\\u0007 Vets"}]'), companyRecord),
    ).toMatchObject({
      code: 'PsaAnswerUnreadable',
      detail: message('psas.unreadable-named-record', {
        record: message('connectwise.record.company'),
        name: 'Fernhill\uFFFD Vets',
        faults: [message('psas.field.not-an-id', { field: 'id' })],
      }),
    });
    expect(readRows(rowsOf('[{"id":7,"name":12}]'), companyRecord)).toMatchObject({ ok: true });
    expect(readRows(rowsOf('[{"id":7,"name":true}]'), companyRecord)).toMatchObject({
      detail: message('psas.unreadable-record', {
        record: message('connectwise.record.company'),
        id: '7',
        faults: [message('psas.field.not-text', { field: 'name' })],
      }),
    });
  });

  it('reads the least a company, an agreement and a product may have', () => {
    expect(readRows(rowsOf('[{"id":7,"name":" Zoë\\u0000 "}]'), companyRecord)).toEqual({
      ok: true,
      value: [
        {
          id: '7',
          name: ' Zoë\uFFFD ',
          identifier: null,
          status: null,
          deleted: false,
          nameCleaned: true,
          parentCompanyId: null,
          billToCompanyId: null,
          currency: null,
        },
      ],
    });
    expect(
      readRows(
        rowsOf('[{"id":7,"name":"A","company":{"id":250},"parentAgreement":{"id":0}}]'),
        agreementRecord,
      ),
    ).toEqual({
      ok: true,
      value: [
        {
          id: '7',
          name: 'A',
          companyId: '250',
          typeId: null,
          typeName: null,
          parentAgreementId: null,
          status: null,
          over: null,
          startDate: null,
          endDate: null,
          billingCycle: null,
          nextInvoiceDate: null,
          currency: null,
          prorates: null,
          periodType: null,
          lastUpdated: null,
        },
      ],
    });
    expect(readRows(rowsOf('[{"id":7,"identifier":"DUO-ESS","price":4.00}]'), productRecord)).toEqual({
      ok: true,
      value: [
        {
          id: '7',
          identifier: 'DUO-ESS',
          description: null,
          productClass: null,
          holdsOthers: false,
          inactive: false,
          price: '4',
        },
      ],
    });
  });

  it('keeps status words it does not know', () => {
    const row =
      '[{"id":7,"name":"A","company":{"id":1},"agreementStatus":"Suspended","billingCycle":{"id":9}}]';
    expect(readRows(rowsOf(row), agreementRecord)).toMatchObject({
      value: [{ status: 'Suspended', billingCycle: { name: '#9', months: null, days: null, never: false } }],
    });
  });
});

describe('billing cycles', () => {
  it.each([
    ['Monthly', 1],
    ['monthly ', 1],
    ['Bi-Monthly', 2],
    ['Quarterly', 3],
    ['Semi-Annual', 6],
    ['Semi Annually', 6],
    ['Annual', 12],
    ['Yearly', 12],
    ['Every 4 Months', 4],
    ['2 Years', 24],
    ['None', null],
    ['Weekly', null],
    ['Bi-Weekly', null],
    ['Biannual', null],
    ['0 months', null],
    ['constructor', null],
    ['', null],
  ])('%j lasts %j months', (name, months) => {
    expect(billingCycle(name)).toMatchObject({ name, months });
  });

  it.each<[string, string]>([
    ['Weekly', '2026-12-01'],
    ['Biweekly', '2026-12-08'],
    ['Bi-Weekly', '2026-12-08'],
    ['Bi-weekly', '2026-12-08'],
    ['Fortnightly', '2026-12-08'],
    ['two week', '2026-12-08'],
    ['twoweek', '2026-12-08'],
    ['Every 2 Weeks', '2026-12-08'],
    ['4 weeks', '2026-12-22'],
    ['4weeks', '2026-12-22'],
    ['Every 10 days', '2026-12-04'],
    ['30-day', '2026-12-24'],
    ['0 days', '2026-11-25'],
    ['Daily', '2026-11-25'],
    ['every day', '2026-11-25'],
    ['Semi-Monthly', '2026-12-24'],
    ['Sometimes', '2026-12-24'],
  ])('%j that is not whole months goes by its days', (name, next) => {
    expect(shiftByCycle('2026-11-24', billingCycle(name), 1)).toBe(next);
  });

  it.each([
    ['None', true],
    [' none ', true],
    ['', true],
    ['Monthly', false],
    ['Weekly', false],
  ])('%j is never invoiced: %s', (name, never) => {
    expect(billingCycle(name).never).toBe(never);
  });
});

describe('the Link header', () => {
  const url = 'https://h/v4_6_release/apis/3.0/company/companies?orderBy=id%20asc&pageSize=100&page=';
  it.each([
    [null, false],
    ['  ', false],
    [`<${url}2>; rel="next", <${url}9>; rel="last"`, true],
    [`<${url}9>; rel="last", <${url}2>; rel="next"`, true],
    [`<${url}9&x=1,2>;rel=last,<${url}3&x=1,2>;rel=next`, true],
    [`<${url}4>; title="a"; rel="prev next"`, true],
    [`<https://h/?pageId=77>; rel="next"`, true],
    [`<${url}1>; rel="first", <${url}1>; rel="prev"`, false],
    ['nonsense', false],
  ])('%s names a next page: %s', (header, expected) => {
    expect(namesNextPage(header)).toBe(expected);
  });
});
