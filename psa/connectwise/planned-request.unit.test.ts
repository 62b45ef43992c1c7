import type { CreateLinePlan, EndLinePlan } from '../port.ts';
import { requestsOf } from './planned-request.ts';

const creation: CreateLinePlan = {
  kind: 'create-line',
  agreementId: '401',
  companyId: '1001',
  line: {
    productId: '31',
    unitPrice: null,
    catalogPrice: '4',
    firstBilledDay: '2025-12-01',
    billingOption: null,
    taxable: null,
    invoiceText: null,
  },
  productIdentifier: 'DUO-ESS',
  units: '15.00',
  marker: 'SW-0123456789',
  document: null,
  method: null,
};
const end: EndLinePlan = {
  kind: 'end-line',
  ref: { agreementId: '401', lineId: '9001' },
  before: '30',
  lastUpdated: null,
  lastBilledDay: '2025-11-30',
  document: null,
  method: null,
};
const path = '/apis/3.0/finance/agreements/401/additions';

describe('what is sent to ConnectWise (connectwise.md 7)', () => {
  it('creates with what was approved, and leaves to the catalog what was not', () => {
    const body = {
      product: { id: 31 },
      quantity: 15,
      billCustomer: 'Billable',
      effectiveDate: '2025-12-01T00:00:00Z',
    };
    expect(requestsOf(creation)).toEqual([
      { method: 'POST', path, body: { ...body, serialNumber: 'SW-0123456789' }, note: null },
    ]);
    const line = {
      ...creation.line,
      unitPrice: '3.50',
      billingOption: 'NoCharge',
      taxable: false,
      invoiceText: 'Duo, per person',
    };
    expect(requestsOf({ ...creation, line, method: 'description' })[0]?.body).toEqual({
      ...body,
      billCustomer: 'NoCharge',
      unitPrice: 3.5,
      taxableFlag: false,
      invoiceDescription: 'Duo, per person',
      description: 'DUO-ESS SW-0123456789',
    });
    const byField = requestsOf({ ...creation, method: 'custom-field' })[0];
    expect(byField?.body).toEqual({
      ...body,
      customFields: [{ caption: 'Seatwise', value: 'SW-0123456789' }],
    });
    expect(byField?.note).not.toBeNull();
  });

  it.each(['0', '1.5', '-1', '2147483648'])('creates no line of %s units', (units) => {
    expect(requestsOf({ ...creation, units })).toEqual([]);
  });

  it('ends and reopens by the canceled date alone', () => {
    const onLine = { method: 'PATCH', path: `${path}/9001`, note: null } as const;
    expect(requestsOf(end)).toEqual([
      { ...onLine, body: [{ op: 'replace', path: 'cancelledDate', value: '2025-11-30T00:00:00Z' }] },
    ]);
    expect(requestsOf({ ...end, kind: 'reopen-line', after: '30', day: null })).toEqual([
      { ...onLine, body: [{ op: 'remove', path: 'cancelledDate' }] },
    ]);
    expect(requestsOf({ ...end, kind: 'set-quantity', after: '31', day: null })).toEqual([
      { ...onLine, body: [{ op: 'replace', path: 'quantity', value: 31 }] },
    ]);
  });
});
