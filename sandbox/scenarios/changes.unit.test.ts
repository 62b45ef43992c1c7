import { Journal } from '../journal.ts';
import type { PsaAgreement, World } from '../world.ts';
import { editLine, makeInvoice } from './acts.ts';
import { buildWorld } from './index.ts';

const now = new Date('2025-11-24T15:00:00Z');

function agreementOf(world: World, companyName: string): PsaAgreement {
  const agreement = world.connectwise.agreements.find((one) => one.company.name === companyName);
  if (agreement === undefined) throw new Error(`no agreement of ${companyName}`);
  return agreement;
}

describe('making invoices', () => {
  it('moves what is due on the next billing run one cycle on, and leaves what is due later', () => {
    const world = buildWorld('typical', { now });
    const journal = new Journal();
    const made = makeInvoice(world, undefined, journal, now);

    expect(agreementOf(world, 'Bluewater Dental').nextInvoiceDate).toBe('2026-01-01');
    expect(agreementOf(world, 'Delta Farms').nextInvoiceDate).toBe('2026-03-01');
    expect(agreementOf(world, 'Alder & Sons').nextInvoiceDate).toBe('2026-01-01');
    expect(agreementOf(world, 'Tidewater Marine').nextInvoiceDate).toBeNull();
    expect(made.every((invoice) => invoice.invoiceDate === '2025-12-01')).toBe(true);
    expect(journal.last).toBe(made.length);
  });

  it('moves exactly the agreements that are named, again with every call', () => {
    const world = buildWorld('typical', { now });
    const journal = new Journal();
    const { id } = agreementOf(world, 'Alder & Sons');
    expect(makeInvoice(world, [id], journal, now)).toEqual([
      { agreementId: id, invoiceDate: '2026-01-01', nextInvoiceDate: '2026-02-01' },
    ]);
    makeInvoice(world, [id], journal, now);
    expect(agreementOf(world, 'Alder & Sons').nextInvoiceDate).toBe('2026-03-01');
    expect(agreementOf(world, 'Bluewater Dental').nextInvoiceDate).toBe('2025-12-01');
    expect(journal.after(1)).toMatchObject([
      {
        kind: 'change',
        by: 'person',
        object: 'connectwise.agreement',
        before: '2026-02-01',
        after: '2026-03-01',
      },
    ]);
  });

  it('makes none for a cancelled agreement', () => {
    const world = buildWorld('typical', { now });
    const journal = new Journal();
    expect(makeInvoice(world, [agreementOf(world, 'Tidewater Marine').id], journal, now)).toEqual([]);
    expect(journal.last).toBe(0);
  });
});

describe('editing a line by hand', () => {
  it('journals each field that changes with before and after, and stamps the line', () => {
    const world = buildWorld('typical', { now });
    const journal = new Journal();
    const line = world.connectwise.additions[0]!;
    const before = line.quantity;
    const edit = editLine(world, line.id, { quantity: 99, unitPrice: line.unitPrice }, journal, now);
    expect(edit).toMatchObject({ ok: true, changed: true });
    expect(line).toMatchObject({ quantity: 99, lastUpdated: now.toISOString(), updatedBy: 'person' });
    expect(journal.after(0)).toMatchObject([
      { kind: 'change', by: 'person', id: String(line.id), field: 'quantity', before, after: 99 },
    ]);
  });

  it('leaves no trace when nothing changes, and refuses a line that is not there', () => {
    const world = buildWorld('typical', { now });
    const journal = new Journal();
    const line = world.connectwise.additions[0]!;
    const stamp = line.lastUpdated;
    expect(editLine(world, line.id, { quantity: line.quantity }, journal, now)).toMatchObject({
      changed: false,
    });
    expect(line.lastUpdated).toBe(stamp);
    expect(editLine(world, 1, { quantity: 5 }, journal, now)).toEqual({ ok: false, code: 'UnknownLine' });
    expect(journal.last).toBe(0);
  });
});
