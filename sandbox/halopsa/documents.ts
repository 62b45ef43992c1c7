import type { VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';
import { isDeepStrictEqual } from 'node:util';
import { invalid, notFound } from './answers.ts';
import { logChanges, names } from './change-log.ts';
import { lineNames } from './line-names.ts';
import { newLine } from './new-lines.ts';
import { assign, each, isPosted, type Posted } from './posted-body.ts';
import { recountLines } from './quantities.ts';
import { writeDocument, writeLine } from './wire.ts';
import type { HaloInvoice, HaloLine } from './scenario.ts';

/** `POST /RecurringInvoice`: whole documents, lines and all (halopsa.md 7.1). */
export function postDocuments(request: VendorRequest, context: VendorContext): VendorAnswer {
  const { halopsa } = context.scenario;
  return each(request, (document) => {
    const invoice = halopsa.invoices.find(({ id }) => id === document['id']);
    // Without an id it would make another one, which nobody here may.
    if (invoice === undefined) return notFound();
    const next = structuredClone(invoice);
    const lines = document['lines'];
    if (lines !== undefined) {
      const rejection = takeLines(next, lines, context);
      if (rejection !== null) return invalid(rejection);
    }
    const known = new Set(invoice.lines.map(({ id }) => id));
    store(context, invoice, next);
    const written = writeDocument(invoice, halopsa);
    if (halopsa.switches.newLines !== 'added-unanswered') return written;
    const isKnown = (one: unknown): boolean => isPosted(one) && known.has(Number(one['id']));
    return { ...written, lines: [written['lines']].flat().filter(isKnown) };
  });
}

/** `POST /RecurringInvoice/updatelines`: some lines, each with its own id and its document's (halopsa.md 7.2). */
export function postLines(request: VendorRequest, context: VendorContext): VendorAnswer {
  const { halopsa } = context.scenario;
  const { narrowLine } = halopsa.switches;
  return each(request, (posted) => {
    const invoice = halopsa.invoices.find(({ id }) => id === posted['ihid']);
    const next = structuredClone(invoice);
    const line = next?.lines.find(({ id }) => id === posted['id']);
    if (invoice === undefined || next === undefined || line === undefined) return notFound();
    if (narrowLine === 'ignored') return writeLine(line, invoice, halopsa);
    const rejection = takeLine(line, posted, context);
    if (rejection !== null) return invalid(rejection);
    if (narrowLine === 'reprices-neighbors') {
      for (const other of next.lines.filter((one) => one !== line)) {
        const item = halopsa.items.find(({ id }) => id === other.itemId);
        if (item !== undefined) other.unitPrice = item.recurringPrice;
      }
    }
    store(context, invoice, next);
    return writeLine(line, invoice, halopsa);
  });
}

/** `POST /RecurringInvoice/Lines`: lines without an ID, each with its document's (halopsa.md 7.4). */
export function postNewLines(request: VendorRequest, context: VendorContext): VendorAnswer {
  const { halopsa } = context.scenario;
  const { newLines } = halopsa.switches;
  if (newLines === 'rejected') return notFound();
  return each(request, (posted) => {
    const invoice = halopsa.invoices.find(({ id }) => id === posted['ihid']);
    if (invoice === undefined) return notFound();
    const line = newLine(posted, halopsa);
    if (typeof line === 'string') return invalid(line);
    if (newLines === 'ignored') return { ...posted };
    const next = structuredClone(invoice);
    next.lines.push(line);
    store(context, invoice, next);
    return newLines === 'added-unanswered' ? { ...posted } : writeLine(line, invoice, halopsa);
  });
}

/** Lines that the document leaves out are lost where that is how documents are posted. Returns a rejection, or null. */
function takeLines(invoice: HaloInvoice, sent: unknown, context: VendorContext): string | null {
  if (!Array.isArray(sent) || !sent.every(isPosted)) return 'lines must be an array.';
  const { newLines } = context.scenario.halopsa.switches;
  const added: HaloLine[] = [];
  for (const posted of sent) {
    if (posted['id'] === undefined && newLines !== 'rejected') {
      const made = newLine(posted, context.scenario.halopsa, added.length);
      if (typeof made === 'string') return made;
      added.push(made);
      continue;
    }
    const line = invoice.lines.find(({ id }) => id === posted['id']);
    if (line === undefined) return 'A line of the document has no id that it knows.';
    const rejection = takeLine(line, posted, context);
    if (rejection !== null) return rejection;
  }
  if (context.scenario.halopsa.switches.documentPost === 'loses') {
    const named = sent.map(({ id }) => id);
    invoice.lines = invoice.lines.filter(({ id }) => named.includes(id));
  }
  if (newLines !== 'ignored') invoice.lines.push(...added);
  return null;
}

const sourceNames = ['quantity_licences', 'quantity_users', 'quantity_assets', 'quantity_subscriptions'];

function takeLine(line: HaloLine, posted: Posted, { scenario }: VendorContext): string | null {
  const before = line.qtyOrder;
  const loses = scenario.halopsa.switches.documentPost === 'loses';
  const rejection = assign(line, posted, lineNames, loses);
  if (rejection !== null) return rejection;
  const idsIn = (name: string): readonly unknown[] => {
    const rows = posted[name];
    return Array.isArray(rows) ? rows.filter(isPosted).map(({ id }) => id) : [];
  };
  if (loses) {
    const sources = sourceNames.flatMap(idsIn);
    line.sources = line.sources.filter(({ id }) => sources.includes(id));
    const rows = idsIn('prorata_data');
    line.proRata = line.proRata.filter(({ id }) => rows.includes(id));
  }
  // What Halo works out itself nobody sets (halopsa.md 5.2).
  if (line.quantityType !== 0) line.qtyOrder = before;
  return null;
}

/** Makes the next state of a document the present one, with a later snapshot where anything differs; logged. */
export function store(
  { scenario, requestLog, now }: VendorContext,
  invoice: HaloInvoice,
  next: HaloInvoice,
): void {
  const at = now().toISOString();
  const record = (id: number, field: string, before: unknown, after: unknown): void => {
    requestLog.change({ at, by: 'api', object: 'halopsa.line', id: String(id), field, before, after });
  };
  const was = structuredClone(invoice);
  for (const line of was.lines) {
    const after = next.lines.find(({ id }) => id === line.id);
    if (after === undefined) {
      record(line.id, '*', line, null);
      continue;
    }
    for (const [field, before] of Object.entries(line) as [keyof HaloLine, unknown][])
      if (!isDeepStrictEqual(before, after[field])) record(line.id, field, before, after[field]);
  }
  for (const line of next.lines.filter(({ id }) => !was.lines.some((one) => one.id === id)))
    record(line.id, '*', null, { ...line, invoiceId: invoice.id });
  Object.assign(invoice, next);
  if (scenario.halopsa.switches.changeLog === 'whole')
    logChanges(scenario.halopsa, was, invoice, names.api, now());
  if (!isDeepStrictEqual(was.lines, invoice.lines)) invoice.lastModified = laterThan(was.lastModified, now());
  if (scenario.halopsa.switches.recount === 'at-once') recount({ scenario, requestLog, now });
}

/** A line that Halo computes without saying so has shown what was set, and shows what is computed from now on. */
export function giveWay({ scenario, requestLog, now }: VendorContext, invoiceId: number): void {
  const lines = scenario.halopsa.invoices.find(({ id }) => id === invoiceId)?.lines ?? [];
  for (const line of lines) {
    const { computes = null, qtyOrder: before } = line;
    if (computes === null || before === computes) continue;
    line.qtyOrder = computes;
    const at = now().toISOString();
    requestLog.change({
      at,
      by: 'psa',
      object: 'halopsa.line',
      id: String(line.id),
      field: 'qtyOrder',
      before,
      after: computes,
    });
  }
}

/** Counted lines follow what they count, in the wake of a call. */
export function recount({ scenario, requestLog, now }: VendorContext): void {
  for (const { line, before } of recountLines(scenario.halopsa)) {
    const [at, id] = [now().toISOString(), String(line.id)];
    requestLog.change({
      at,
      by: 'api',
      object: 'halopsa.line',
      id,
      field: 'qtyOrder',
      before,
      after: line.qtyOrder,
    });
  }
}

export const laterThan = (before: string, now: Date): string =>
  new Date(Math.max(now.getTime(), Date.parse(before) + 1)).toISOString();
