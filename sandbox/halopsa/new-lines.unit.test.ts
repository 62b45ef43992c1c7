import { makeHaloInvoices } from '../scenarios/halopsa-invoices.ts';
import { halo, now } from './testing/halo-client.ts';

const posted = { _itemid: 0, qty_order: 15, startdate: '2025-12-01T00:00:00', comment_1: 'SW-0123456789' };

/** A recurring invoice, and what a post adds to it. */
function withNewLine(switches: Partial<ReturnType<typeof halo>['halopsa']['switches']> = {}) {
  const sandbox = halo();
  const { halopsa, document, billedTo } = sandbox;
  Object.assign(halopsa.switches, switches);
  const { invoice, line } = billedTo('Bluewater Dental');
  const added = { ...posted, _itemid: line.itemId };
  return { ...sandbox, invoice, line, added, lines: document(invoice.id).lines };
}

describe.each(['document', 'lines'] as const)('a new line posted by %s', (way) => {
  const post = ({ api, invoice, lines, added }: ReturnType<typeof withNewLine>) =>
    way === 'document'
      ? api('/RecurringInvoice', { body: [{ id: invoice.id, lines: [...lines, added] }] })
      : api('/RecurringInvoice/Lines', { body: [{ ...added, ihid: invoice.id }] });

  it('is added with what the item has, logged, and leaves all else as it was', () => {
    const stage = withNewLine();
    const { invoice, halopsa, requestLog, line, document } = stage;
    const before = structuredClone(invoice.lines);
    const item = halopsa.items.find(({ id }) => id === line.itemId)!;
    expect(post(stage).status).toBe(201);
    expect(invoice.lines.slice(0, -1)).toEqual(before);
    expect(invoice.lines.at(-1)).toMatchObject({
      itemCode: item.internalReference,
      itemShortDescription: item.name,
      unitPrice: item.recurringPrice,
      qtyOrder: 15,
      startDate: '2025-12-01',
      endDate: null,
      comment1: 'SW-0123456789',
    });
    expect(document(invoice.id).lines.at(-1)).toMatchObject({ comment_1: 'SW-0123456789' });
    expect(requestLog.after(0)).toMatchObject([
      { by: 'api', object: 'halopsa.line', field: '*', before: null, after: { invoiceId: invoice.id } },
    ]);
    expect(halopsa.changes.at(-1)).toMatchObject({ invoiceId: invoice.id, field: 'line', before: '' });
  });

  it.each([
    ['added-without-comment', 1, ''],
    ['added-unanswered', 1, 'SW-0123456789'],
    ['ignored', 0, undefined],
  ] as const)('is %s where it is so set', (newLines, more, comment) => {
    const stage = withNewLine({ newLines });
    const { invoice } = stage;
    const count = invoice.lines.length;
    const answer = post(stage);
    expect(answer.status).toBe(201);
    expect(invoice.lines).toHaveLength(count + more);
    if (more === 1) expect(invoice.lines.at(-1)!.comment1).toBe(comment);
    if (newLines === 'added-unanswered')
      expect(JSON.stringify(answer.body)).not.toContain(`"id":${invoice.lines.at(-1)!.id},`);
  });

  it('is rejected where the instance takes none, or for an item that it does not have', () => {
    const refusing = withNewLine({ newLines: 'rejected' });
    expect(post(refusing).status).toBe(way === 'document' ? 400 : 404);
    const stage = withNewLine();
    const unknown = { ...stage, added: { ...posted, _itemid: 5 } };
    expect(post(unknown).status).toBe(400);
    expect(stage.requestLog.after(0)).toEqual([]);
  });
});

it('bills lines from their first day to their last, which an instance may not bill any more', () => {
  for (const [endDay, billed] of [
    ['billed', true],
    ['not-billed', false],
  ] as const) {
    const { halopsa, invoice, line } = withNewLine({ endDay });
    line.endDate = '2025-12-01';
    invoice.lines.push(
      { ...structuredClone(line), id: 99_001, endDate: '2025-11-30' },
      { ...structuredClone(line), id: 99_002, startDate: '2025-12-02', endDate: null },
      { ...structuredClone(line), id: 99_003, startDate: '2025-12-01', endDate: null },
    );
    makeHaloInvoices(halopsa, [invoice.id], now);
    const ids = halopsa.created!.at(-1)!.lines.map(({ recurringInvoiceLineId: id }) => id);
    expect([line.id, 99_001, 99_002, 99_003].map((id) => ids.includes(id))).toEqual([
      billed,
      false,
      false,
      true,
    ]);
  }
});
