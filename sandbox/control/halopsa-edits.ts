import { z } from 'zod';
import { logChanges, names } from '../halopsa/change-log.ts';
import { laterThan } from '../halopsa/documents.ts';
import { noteCount } from '../halopsa/licences.ts';
import { keepLineIds } from '../line-ids.ts';
import { recountLines } from '../halopsa/quantities.ts';
import type {
  HaloApplication,
  HaloCreatedInvoice,
  HaloInvoice,
  HaloLine,
  HaloPsaScenario,
} from '../halopsa/scenario.ts';
import { assignFields } from './assign-fields.ts';
import { byId } from './psa-edits.ts';
import { found } from './control-error.ts';

const text = z.string();
const number = z.number();
const flag = z.boolean();
const day = z.iso.date().nullable();
const remove = z.literal(true).optional();

/** What a person can change in HaloPSA's own screens; `remove` deletes it, as no application may. */
export const haloChanges = {
  clients: z.strictObject({
    name: text.optional(),
    inactive: flag.optional(),
    clientToInvoiceRecurring: number.int().optional(),
    remove,
  }),
  items: z.strictObject({
    name: text.optional(),
    internalReference: text.optional(),
    inactive: flag.optional(),
    recurringPrice: number.optional(),
    remove,
  }),
  invoices: z.strictObject({
    clientId: number.int().optional(),
    contractRef: text.optional(),
    comment: text.optional(),
    disabled: flag.optional(),
    period: number.int().optional(),
    startDate: day.optional(),
    endDate: day.optional(),
    nextCreationDate: day.optional(),
    restricted: flag.optional(),
    currency: text.optional(),
    remove,
  }),
  /** Of an invoice that was created. */
  created: z.strictObject({
    date: z.iso.date().optional(),
    voided: flag.optional(),
    credits: number.int().optional(),
    currency: text.optional(),
    /** Of every line; negative on a credit note. */
    quantity: number.optional(),
    remove,
  }),
  lines: z.strictObject({
    /** Moves it to another document. */
    invoiceId: number.int().optional(),
    itemId: number.int().optional(),
    qtyOrder: number.optional(),
    unitPrice: number.optional(),
    comment1: text.optional(),
    isInactive: flag.optional(),
    startDate: day.optional(),
    endDate: day.optional(),
    quantityType: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).optional(),
    /** Takes its quantity from this licence, with free and least units; null: from none. */
    follows: z
      .strictObject({
        licenceId: number.int(),
        qtyFree: number.int().min(0).default(0),
        minimumQty: number.int().min(0).default(0),
      })
      .nullable()
      .optional(),
    /** Enters a change within the period, which waits for the next invoice. */
    proRata: z.strictObject({ date: z.iso.date(), quantity: number }).optional(),
    /** Halo computes it to this although no field says so: what is set is shown once. */
    computes: number.nullable().optional(),
    remove,
  }),
  licences: z.strictObject({
    count: number.int().min(0).optional(),
    isActive: flag.optional(),
    distributor: text.optional(),
    notes: text.optional(),
    remove,
  }),
} as const;

export const haloApplicationChanges = z.strictObject({
  enabled: flag.optional(),
  scopes: z.array(text).optional(),
  rights: z
    .strictObject({
      customers: flag.optional(),
      items: flag.optional(),
      invoices: flag.optional(),
      invoicesModify: flag.optional(),
      licensing: flag.optional(),
      licensingModify: flag.optional(),
    })
    .optional(),
});

type Changes<S extends z.ZodType> = z.output<S>;

export function changeHaloClient(
  halopsa: HaloPsaScenario,
  id: number,
  { remove: isGone, ...changes }: Changes<typeof haloChanges.clients>,
) {
  const client = byId(halopsa.clients, id, 'Client');
  assignFields(client, changes);
  if (isGone === true) halopsa.clients = halopsa.clients.filter((one) => one !== client);
  return client;
}

export function changeHaloCreated(
  halopsa: HaloPsaScenario,
  invoice: HaloCreatedInvoice,
  { remove: isGone, quantity, ...changes }: Changes<typeof haloChanges.created>,
) {
  assignFields(invoice, changes);
  if (quantity !== undefined) for (const line of invoice.lines) line.quantity = quantity;
  if (isGone === true) halopsa.created = halopsa.created?.filter((one) => one !== invoice) ?? [];
  return invoice;
}

export function changeHaloItem(
  halopsa: HaloPsaScenario,
  id: number,
  { remove: isGone, ...changes }: Changes<typeof haloChanges.items>,
) {
  const item = byId(halopsa.items, id, 'Item');
  assignFields(item, changes);
  if (isGone === true) halopsa.items = halopsa.items.filter((one) => one !== item);
  return item;
}

export function changeHaloInvoice(
  halopsa: HaloPsaScenario,
  id: number,
  { remove: isGone, ...changes }: Changes<typeof haloChanges.invoices>,
  now: Date,
): HaloInvoice {
  const invoice = byId(halopsa.invoices, id, 'Recurring invoice');
  const was = structuredClone(invoice);
  assignFields(invoice, changes);
  logChanges(halopsa, was, invoice, names.person, now);
  invoice.lastModified = laterThan(invoice.lastModified, now);
  if (isGone === true) halopsa.invoices = halopsa.invoices.filter((one) => one !== invoice);
  return invoice;
}

/** A recurring invoice of its own with the header of another and no lines; its id is the next below all others. */
export function addHaloInvoice(halopsa: HaloPsaScenario, copyOf: number): HaloInvoice {
  const original = byId(halopsa.invoices, copyOf, 'Recurring invoice');
  const id = Math.min(...halopsa.invoices.map((one) => one.id)) - 1;
  const made: HaloInvoice = { ...structuredClone(original), id, lines: [] };
  halopsa.invoices.push(made);
  return made;
}

/** The same line once more on its own document. */
export function addHaloLine(halopsa: HaloPsaScenario, copyOf: number): HaloLine {
  const { invoice, line } = lineIn(halopsa, copyOf);
  const lines = halopsa.invoices.flatMap((one) => one.lines);
  const made: HaloLine = { ...structuredClone(line), id: Math.max(...lines.map((one) => one.id)) + 1 };
  invoice.lines.push(made);
  return made;
}

function lineIn(
  halopsa: HaloPsaScenario,
  id: number,
): { readonly invoice: HaloInvoice; readonly line: HaloLine } {
  const invoice = halopsa.invoices.find(({ lines }) => lines.some((line) => line.id === id));
  const line = invoice?.lines.find((one) => one.id === id);
  return { invoice: found(invoice, `Line ${id}`), line: found(line, `Line ${id}`) };
}

export function changeHaloLine(
  halopsa: HaloPsaScenario,
  id: number,
  { invoiceId, follows, proRata, remove: isGone, ...changes }: Changes<typeof haloChanges.lines>,
  now: Date,
): HaloLine {
  const { invoice, line } = lineIn(halopsa, id);
  const target = invoiceId === undefined ? invoice : byId(halopsa.invoices, invoiceId, 'Recurring invoice');
  const affected = new Map([invoice, target].map((one) => [one, structuredClone(one)]));
  assignFields(line, changes);
  if (changes.itemId !== undefined) {
    const item = byId(halopsa.items, changes.itemId, 'Item');
    Object.assign(line, { itemCode: item.internalReference, itemShortDescription: item.name });
  }
  if (follows === null) line.sources = [];
  else if (follows !== undefined) line.sources = [{ id: line.id, counted: 0, ...follows }];
  if (proRata !== undefined)
    line.proRata.push({
      id: 90_000 + line.id * 10 + line.proRata.length,
      ...proRata,
      unitPrice: line.unitPrice,
      isInvoiced: false,
    });
  if (isGone === true)
    keepLineIds(
      halopsa,
      halopsa.invoices.flatMap(({ lines }) => lines),
    );
  if (isGone === true || target !== invoice) invoice.lines = invoice.lines.filter((one) => one !== line);
  if (isGone !== true && target !== invoice) target.lines.push(line);
  for (const [one, was] of affected) {
    logChanges(halopsa, was, one, names.person, now);
    one.lastModified = laterThan(one.lastModified, now);
  }
  return line;
}

export function changeHaloLicence(
  halopsa: HaloPsaScenario,
  id: number,
  { remove: isGone, ...changes }: Changes<typeof haloChanges.licences>,
  now: Date,
) {
  const licence = byId(halopsa.licences, id, 'Licence');
  const before = licence.count;
  assignFields(licence, changes);
  if (licence.count !== before) noteCount(halopsa, licence, before, now.toISOString());
  if (isGone === true) halopsa.licences = halopsa.licences.filter((one) => one !== licence);
  if (halopsa.switches.recount === 'at-once') recountLines(halopsa);
  return licence;
}

export function changeHaloApplication(
  { applications }: HaloPsaScenario,
  clientId: string,
  { rights, ...changes }: Changes<typeof haloApplicationChanges>,
): Omit<HaloApplication, 'clientSecret'> {
  const application = found(
    applications.find((one) => one.clientId === clientId),
    `Application ${clientId}`,
  );
  assignFields(application, changes);
  assignFields(application.rights, rights ?? {});
  const { enabled, scopes } = application;
  return { clientId, enabled, scopes, rights: application.rights };
}
