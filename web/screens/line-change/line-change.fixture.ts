import type { EndOffer, LinePreview, NewLineOffer } from '../../api/line-changes.ts';

const said = (message: string) => ({ code: 'write-back.text', message, params: {} });

/** Two contracts, of which one has ended; a product with a price, and one without. */
export const newLineOffer: NewLineOffer = {
  lineVersion: 3,
  customer: 'Northgate',
  units: 15,
  rejected: null,
  agreements: [
    {
      id: '70',
      name: 'Old plan',
      typeName: null,
      currency: 'USD',
      nextInvoiceDate: null,
      rejected: said('ended'),
      firstBilledDays: [],
    },
    {
      id: '71',
      name: 'Managed IT',
      typeName: 'Managed services',
      currency: 'USD',
      nextInvoiceDate: '2020-12-01',
      rejected: null,
      firstBilledDays: [
        { day: '2020-12-01', note: null },
        { day: '2020-11-15', note: said('Bills all of November.') },
      ],
    },
  ],
  products: [
    { id: '3', identifier: 'SEAT-ESS', description: 'Seats', unitPrice: '4' },
    { id: '4', identifier: 'SEAT-ADV', description: null, unitPrice: null },
  ],
  offers: { price: true, billingOptions: ['Billable', 'NoCharge'], taxable: true, invoiceTextMax: 50 },
};

export const linePreview: LinePreview = {
  sentence: said('Create 15 × SEAT-ESS on Managed IT at 4.00 from Dec 1'),
  before: '0',
  after: '15',
  perMonth: '60',
  currency: 'USD',
  cautions: [],
  rejected: null,
  code: null,
  requests: [{ method: 'POST', path: '/agreements/71/lines', body: { quantity: 15 }, note: null }],
};

export const endOffer: EndOffer = {
  lineVersion: 5,
  customer: 'Acme Corp',
  rejected: null,
  lines: [
    {
      psaLineId: '9077',
      agreementName: 'Managed IT',
      productIdentifier: 'SEAT-ESS',
      description: null,
      units: '12',
      perMonth: '48',
      currency: 'USD',
      lastBilledDay: '2020-12-31',
      earliest: '2020-11-30',
      why: said('Invoiced through Nov 30; seats until Dec 3.'),
      rejected: null,
    },
  ],
};
