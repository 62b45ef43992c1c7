import { message } from '../../messages/message.ts';
import type { CreateLinePlan, EndLinePlan } from '../port.ts';
import { methods, newLineMethods } from './methods.ts';
import { requestsOf } from './requests.ts';

const creation: CreateLinePlan = {
  kind: 'create-line',
  agreementId: '-401',
  companyId: '1001',
  productIdentifier: 'DUO-ESS',
  units: '15',
  marker: 'SW-0123456789',
  document: [],
  method: null,
  line: {
    productId: '301', unitPrice: null, catalogPrice: '4.25', firstBilledDay: '2031-01-01', billingOption: null, taxable: null, invoiceText: null,
  },
}; // prettier-ignore
const line = {
  ihid: -401,
  _itemid: 301,
  qty_order: 15,
  unit_price: 4.25,
  startdate: '2031-01-01T00:00:00',
  recurring_invoice_quantity_type: 0,
  comment_1: 'SW-0123456789',
};
const end: EndLinePlan = {
  kind: 'end-line',
  ref: { agreementId: '-401', lineId: '9001' },
  before: '30',
  lastUpdated: null,
  document: [],
  method: methods.document,
  lastBilledDay: '2030-12-31',
};
const ended = { id: 9001, ihid: -401, enddate: '2030-12-31T00:00:00' };

describe('the request of HaloPSA that people look at', () => {
  it('has a new line with the price of the catalog or another one, in the document or alone', () => {
    const withLines = message('halopsa.sent-with-lines');
    expect(requestsOf(creation)).toEqual([
      { method: 'POST', path: '/api/RecurringInvoice', body: [{ id: -401, lines: [line] }], note: withLines },
    ]);
    const own = { ...creation.line, unitPrice: '3.5', invoiceText: 'Duo seats' };
    expect(requestsOf({ ...creation, line: own, method: newLineMethods.alone })).toEqual([
      {
        method: 'POST',
        path: '/api/RecurringInvoice/Lines',
        body: [{ ...line, unit_price: 3.5, item_longdescription: 'Duo seats' }],
        note: null,
      },
    ]);
    expect(requestsOf({ ...creation, line: { ...creation.line, catalogPrice: null } })).toEqual([]);
  });

  it('ends a line by its date or its licence, and takes the date back', () => {
    const body = (method: string) => requestsOf({ ...end, method })[0]?.body;
    expect(body(methods.document)).toEqual([{ id: -401, lines: [ended] }]);
    expect(body(methods.line)).toEqual([ended]);
    expect(body(methods.licence)).toEqual([{ count: 0 }]);
    const reopen = { ...end, kind: 'reopen-line', before: '0', after: '30', day: null } as const;
    const [reopened] = requestsOf({ ...reopen, method: methods.line });
    expect(reopened?.body).toEqual([{ ...ended, enddate: '0001-01-01T00:00:00' }]);
    expect(requestsOf({ ...reopen, method: methods.licence })[0]?.body).toEqual([{ count: 30 }]);
  });
});
