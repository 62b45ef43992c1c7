import { z } from 'zod';
import { autotaskEditSchema } from './autotask-edit.ts';
import { haloChanges } from './halopsa-edits.ts';
import {
  agreementChangesSchema,
  companyChangesSchema,
  lineChangesSchema,
  productChangesSchema,
  rightsSchema,
} from './psa-edits.ts';

const id = z.number().int();

export const makeInvoiceSchema = z.strictObject({ agreementIds: z.array(id).optional() });
export const undoInvoiceSchema = z.strictObject({ agreementIds: z.array(id).min(1) });

/** One thing a person does in the PSA, as data: what a moment carries until its call comes. */
export const personEditSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('change-line'), lineId: id, changes: lineChangesSchema }),
  z.strictObject({ kind: z.literal('add-line'), copyOf: id, changes: lineChangesSchema }),
  z.strictObject({ kind: z.literal('change-agreement'), agreementId: id, changes: agreementChangesSchema }),
  z.strictObject({ kind: z.literal('change-company'), companyId: id, changes: companyChangesSchema }),
  z.strictObject({ kind: z.literal('change-product'), productId: id, changes: productChangesSchema }),
  makeInvoiceSchema.extend({ kind: z.literal('make-invoice') }),
  undoInvoiceSchema.extend({ kind: z.literal('undo-invoice') }),
  z.strictObject({ kind: z.literal('change-halo-client'), id, changes: haloChanges.clients }),
  z.strictObject({ kind: z.literal('change-halo-item'), id, changes: haloChanges.items }),
  z.strictObject({ kind: z.literal('change-halo-invoice'), id, changes: haloChanges.invoices }),
  z.strictObject({ kind: z.literal('change-halo-line'), id, changes: haloChanges.lines }),
  z.strictObject({ kind: z.literal('change-halo-licence'), id, changes: haloChanges.licences }),
  z.strictObject({ kind: z.literal('change-rights'), publicKey: z.string(), rights: rightsSchema }),
  z.strictObject({ kind: z.literal('autotask'), edit: autotaskEditSchema }),
]);

export type PersonEdit = z.output<typeof personEditSchema>;
