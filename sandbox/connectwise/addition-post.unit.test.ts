import type { PsaAddition } from '../scenario.ts';
import { makeInvoice } from '../scenarios/changes.ts';
import { askedWrite } from './asked-write.ts';
import { now, psa } from './testing/signed-in-client.ts';

/** Of `typical`: agreement 401 does not prorate and is invoiced next on 1 December. */
const path = '/finance/agreements/401/additions';
const wish = (more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  product: { id: productId },
  billCustomer: 'Billable',
  quantity: 15,
  effectiveDate: '2025-12-01T00:00:00Z',
  ...more,
});
const productId = psa().scenario.connectwise.products.find(({ identifier }) => identifier === 'DUO-ESS')!.id;
const bundleId = psa().scenario.connectwise.products.find(
  ({ productClass }) => productClass === 'Bundle',
)!.id;

describe('creating an addition', () => {
  it('answers 201 with all of it, takes price and texts from the catalog, and logs it', () => {
    const { api, scenario, requestLog } = psa();
    const answer = api(path, { method: 'POST', body: wish({ serialNumber: 'SW-0123456789' }) });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        agreementId: 401,
        product: { id: productId, identifier: 'DUO-ESS' },
        quantity: 15,
        unitPrice: 4,
        extPrice: 60,
        effectiveDate: '2025-12-01T00:00:00Z',
        agreementStatus: 'Active',
        serialNumber: 'SW-0123456789',
      },
    });
    const line = scenario.connectwise.additions.at(-1)!;
    expect(line.description).toBe(
      scenario.connectwise.products.find(({ id }) => id === productId)!.description,
    );
    expect(requestLog.after(0)).toMatchObject([
      { by: 'api', object: 'connectwise.addition', id: String(line.id), field: '*', before: null },
    ]);
  });

  it('creates another one each time', () => {
    const { api, scenario } = psa();
    const before = scenario.connectwise.additions.length;
    for (let sent = 0; sent < 2; sent += 1) api(path, { method: 'POST', body: wish() });
    const made = scenario.connectwise.additions.slice(before);
    expect(new Set(made.map(({ id }) => id)).size).toBe(2);
  });

  it.each([
    ['product', wish({ product: undefined }), 'Addition.product is required'],
    ['product', wish({ product: { id: bundleId } }), 'A bundle cannot be an addition.'],
    ['billCustomer', wish({ billCustomer: undefined }), 'Addition.billCustomer is required'],
    ['quantity', wish({ quantity: '15' }), 'The value must be a number.'],
    ['serialNumber', wish({ serialNumber: 'S'.repeat(51) }), 'serialNumber is too long.'],
    ['extPrice', wish({ extPrice: 60 }), 'This field is not part of the sandbox.'],
    [
      'effectiveDate',
      wish({ effectiveDate: '1999-12-31T00:00:00Z' }),
      'effectiveDate cannot be less than the agreement billing start date',
    ],
    [
      'effectiveDate',
      wish({ effectiveDate: '2025-11-30T00:00:00Z' }),
      expect.stringMatching(/^Since this period has already been invoiced there will not be an invoice /u),
    ],
  ])('is rejected by its %s, and creates nothing: %#', (field, body, message) => {
    const { api, requestLog } = psa();
    expect(api(path, { method: 'POST', body })).toMatchObject({
      status: 400,
      body: { code: 'InvalidObject', errors: [{ field, message }] },
    });
    expect(requestLog.last).toBe(0);
  });

  it('needs the right to add, which may differ from that to edit', () => {
    const { api, scenario, requestLog } = psa();
    expect(api(path, { method: 'POST', body: wish(), member: 1 }).status).toBe(403);
    scenario.connectwise.members[0]!.rights.agreementsAdd = false;
    expect(api(path, { method: 'POST', body: wish() }).status).toBe(403);
    expect(requestLog.last).toBe(0);
  });

  it('is a write of the request log, with what it carries', () => {
    const request = {
      method: 'POST',
      host: 'api-sandbox.connectwise.test',
      path: `/v4_6_release/apis/3.0${path}`,
      query: '',
      headers: {},
      body: Buffer.from(JSON.stringify(wish({ serialNumber: 'SW-0123456789', unitPrice: 3.5 }))),
    };
    expect(askedWrite(request)).toEqual({
      agreementId: 401,
      lineId: 0,
      field: 'quantity',
      value: 15,
      day: '2025-12-01T00:00:00Z',
      newLine: { productId, unitPrice: 3.5, texts: ['SW-0123456789'] },
    });
  });
});

describe('invoices of lines that were created and ended', () => {
  const subtotalOf = (change: (line: PsaAddition, all: ReturnType<typeof psa>) => void): number => {
    const all = psa();
    const { scenario, requestLog } = all;
    const { connectwise } = scenario;
    const agreement = connectwise.agreements.find(({ id }) => id === 401)!;
    const [line] = connectwise.additions.filter(({ agreementId }) => agreementId === 401);
    connectwise.additions = [{ ...line!, quantity: 10, unitPrice: 4, lessIncluded: 0 }];
    change(connectwise.additions[0]!, all);
    makeInvoice(scenario, [agreement.id], requestLog, now);
    return connectwise.invoices!.at(-1)!.subtotal!;
  };

  it('bill the canceled day, or do not, as a switch says', () => {
    expect(subtotalOf((line) => (line.cancelledDate = '2025-12-01'))).toBe(40);
    expect(
      subtotalOf((line, { scenario }) => {
        line.cancelledDate = '2025-12-01';
        scenario.connectwise.switches.cancelledDay = 'not-billed';
      }),
    ).toBe(0);
    expect(subtotalOf((line) => (line.cancelledDate = '2025-11-30'))).toBe(0);
  });

  it('prorate what began within the period before, where the agreement prorates', () => {
    expect(subtotalOf((line) => (line.effectiveDate = '2025-11-16'))).toBe(40);
    let shown: unknown;
    expect(
      subtotalOf((line, { scenario, api }) => {
        line.effectiveDate = '2025-11-16';
        scenario.connectwise.agreements.find(({ id }) => id === 401)!.prorateFlag = true;
        shown = api(`${path}/${line.id}`).body;
      }),
    ).toBe(60);
    expect(shown).toMatchObject({ proratePrice: 2, extendedProratePrice: 20 });
  });

  it('print serial numbers where a switch says so', () => {
    let invoices: () => unknown = () => null;
    subtotalOf((line, { scenario }) => {
      line.serialNumber = 'SW-0123456789';
      scenario.connectwise.switches.serialNumbers = 'printed';
      invoices = () => scenario.connectwise.invoices!.at(-1)!.prints;
    });
    expect(invoices()).toEqual(['SW-0123456789']);
  });
});
