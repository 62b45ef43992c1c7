import { message } from '../../messages/message.ts';
import { inEnglish } from '../../messages/english.ts';
import type { PsaAgreement } from '../../domain/psa-facts.ts';
import { billedBy, linesOf } from './lines.ts';
import { agreementRecord, itemRecord, licenceRecord, readRow, readRows, type Licence } from './records.ts';

const agreement: PsaAgreement = {
  id: '-94', name: 'Managed', companyId: '7', typeId: null, typeName: null, parentAgreementId: null, status: 'Active',
  over: null, startDate: '2024-01-01', endDate: null, billingCycle: null, nextInvoiceDate: null, prorates: null,
  periodType: null, lastUpdated: '2026-11-01T08:00:00.000Z',
}; // prettier-ignore

const licences = new Map<string, Licence>([
  ['5', { id: '5', count: '12', purchasePrice: '2.1', lockedBy: null }],
  [
    '6',
    {
      id: '6',
      count: '3',
      purchasePrice: null,
      lockedBy: message('halopsa.locked.distributor', { distributor: 'Pax8' }),
    },
  ],
]);

/** Numbers are text, as they are read. */
const row = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: '31', ihid: '-94', _itemid: '42', item_code: 'DUO-ESS', qty_order: '10', unit_price: '4.50', ...more,
}); // prettier-ignore

function lineOf(more: Record<string, unknown>) {
  const read = linesOf([row(more)], agreement, licences);
  if (!read.ok) throw new Error(inEnglish(read.detail));
  return read.value[0]!;
}

const counting = (type: string, ...sources: Record<string, unknown>[]) => ({
  recurring_invoice_quantity_type: type,
  [type === '4' ? 'quantity_subscriptions' : 'quantity_licences']: sources,
});

describe('a line of a recurring invoice', () => {
  it('is read by hand, with its document’s stamp', () => {
    expect(lineOf({}).line).toMatchObject({
      id: '31', agreementId: '-94', productId: '42', productIdentifier: 'DUO-ESS', quantity: '10', unitPrice: '4.5',
      lessIncluded: null, billable: true, effectiveDate: '2024-01-01', lastUpdated: '2026-11-01T08:00:00.000Z',
    }); // prettier-ignore
    expect(lineOf({}).line).not.toHaveProperty('locked');
  });

  it('follows one licence, without the document’s stamp, which says nothing of it', () => {
    const { line, licenceId, follows } = lineOf(
      counting('1', { licence_id: '5', qty_free: '2', minimum_qty: '4' }),
    );
    expect(line).toMatchObject({
      quantity: '12',
      lessIncluded: '2',
      minimum: '4',
      keptIn: '5',
      lastUpdated: null,
    });
    expect([licenceId, follows]).toEqual(['5', ['5']]);
    expect(billedBy(line)).toBe('10');
    expect(billedBy({ ...line, quantity: '3' })).toBe('4');
  });

  it.each([
    ['its own', { unit_cost: '2.4' }, '2.4'],
    ['its own, not the licence’s', { unit_cost: '2.4', ...counting('1', { licence_id: '5' }) }, '2.4'],
    ['the licence’s where it has none', { unit_cost: '0', ...counting('1', { licence_id: '5' }) }, '2.1'],
    ['0, which says nothing', { unit_cost: '0', ...counting('1', { licence_id: '6' }) }, '0'],
    ['absent where neither is said', {}, undefined],
  ] as const)('has a cost of a unit: %s', (_, more, cost) => {
    expect(lineOf(more).line.unitCost).toBe(cost);
  });

  it.each([
    ['counts-users', { recurring_invoice_quantity_type: '2' }, null],
    ['counts-assets', { recurring_invoice_quantity_type: '3' }, null],
    ['counts-otherwise', { recurring_invoice_quantity_type: '7' }, null],
    ['calculated', { _is_calculated_line: true }, null],
    ['calculated', { calculate_price_from_users: true }, null],
    ['calculated', { quantity_users: [{}] }, null],
    ['no-quantity', { qty_order: null }, null],
    ['licence-not-named', counting('1'), null],
    ['several-licences', counting('1', { licence_id: '5' }, { licence_id: '6' }), null],
    ['licence-missing', counting('1', { licence_id: '9' }), null],
    ['distributor', counting('1', { licence_id: '6' }), '3'],
    ['subscription', counting('4', { licence_id: '5' }), '12'],
    ['pro-rata', { prorata_data: [{ quantity: '2', isinvoiced: false }] }, '12'],
  ] as const)('cannot be set where the reason is: %s', (reason, more, quantity) => {
    const { line, licenceId } = lineOf(more);
    expect(line.locked).toMatchObject({ id: `halopsa.locked.${reason}` });
    expect([line.quantity, licenceId]).toEqual([quantity, null]);
  });

  it('is as it is again once its changes were invoiced', () => {
    const { line } = lineOf({ prorata_data: [{ quantity: '2', isinvoiced: true }] });
    expect([line.quantity, line.locked]).toEqual(['10', undefined]);
  });

  it('is not read where it cannot be told, or is of another document', () => {
    for (const more of [{ id: '0' }, { id: 'x' }, { _itemid: null }, { qty_order: 'ten' }, { ihid: '-95' }])
      expect(linesOf([row(more)], agreement, licences)).toMatchObject({
        ok: false,
        code: 'PsaAnswerUnreadable',
      });
  });
});

describe('records', () => {
  const header = {
    id: '-94',
    client_id: '7',
    contract_ref: ' ',
    period: '2',
    nextcreationdate: '2026-12-01T00:00:00',
  };

  it('reads a header under its negative id, with no date where Halo writes the first of all', () => {
    const dates = {
      startdate: '0001-01-01T00:00:00',
      enddate: '1900-01-01T00:00:00',
      last_modified: '2026-11-01T08:00:00.123',
    };
    expect(readRow({ ...header, ...dates, disabled: true }, agreementRecord)).toMatchObject({
      ok: true,
      value: {
        id: '-94', name: 'Recurring invoice -94', over: 'inactive', startDate: null, endDate: null,
        nextInvoiceDate: '2026-12-01', billingCycle: { months: 1 }, lastUpdated: '2026-11-01T08:00:00.123Z',
      },
    }); // prettier-ignore
  });

  it('gives a period that it does not know no length', () => {
    expect(readRow({ ...header, period: '12' }, agreementRecord)).toMatchObject({
      ok: true,
      value: { billingCycle: { name: 'Period 12', months: null, days: null, never: false } },
    });
  });

  it('names an item by its own reference, else by its name', () => {
    const items = [
      { id: '1', name: 'Duo Essentials', internalreference: 'DUO-ESS', recurringprice: '4.00' },
      { id: '2', name: 'Duo Advantage', internalreference: '', recurringprice: '7.5' },
    ];
    expect(readRows(items, itemRecord(false))).toMatchObject({
      ok: true,
      value: [{ identifier: 'DUO-ESS', price: '4' }, { identifier: 'Duo Advantage' }],
    });
  });

  it.each([
    [{ distributor: 'Pax8' }, message('halopsa.locked.distributor', { distributor: 'Pax8' })],
    [{ tenant_id: '7f' }, message('halopsa.locked.other-integration')],
    [{ azure_connection_id: '3' }, message('halopsa.locked.other-integration')],
    [{ distributor: ' ', tenant_id: '', azure_connection_id: '0' }, null],
  ])('knows who keeps a licence: %j', (more, lockedBy) => {
    expect(readRow({ id: '5', count: '12', ...more }, licenceRecord)).toMatchObject({
      ok: true,
      value: { lockedBy },
    });
  });
});
