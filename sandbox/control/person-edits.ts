import { z } from 'zod';
import { makeInvoice, undoInvoice } from '../scenarios/acts.ts';
import type { WorldStore } from '../world-store.ts';
import {
  addCopy,
  agreementChangesSchema,
  byId,
  changeAgreement,
  changeCompany,
  changeLine,
  changeProduct,
  changeRights,
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
  z.strictObject({ kind: z.literal('change-rights'), publicKey: z.string(), rights: rightsSchema }),
]);

export type PersonEdit = z.output<typeof personEditSchema>;

/** Makes the edit now, journalled as a person's. Throws ControlError when the world lacks what it names. */
export function makePersonEdit(store: WorldStore, edit: PersonEdit): void {
  switch (edit.kind) {
    case 'change-line':
      store.changeByPerson(({ connectwise }) =>
        changeLine(connectwise, byId(connectwise.additions, edit.lineId, 'Line'), edit.changes, store.now()),
      );
      return;
    case 'add-line':
      store.changeByPerson(({ connectwise }) => {
        const line = addCopy(connectwise.additions, edit.copyOf, 'Line');
        return changeLine(connectwise, line, edit.changes, store.now());
      });
      return;
    case 'change-agreement':
      store.changeByPerson(({ connectwise }) =>
        changeAgreement(
          connectwise,
          byId(connectwise.agreements, edit.agreementId, 'Agreement'),
          edit.changes,
          store.now(),
        ),
      );
      return;
    case 'change-company':
      store.changeByPerson(({ connectwise }) =>
        changeCompany(connectwise, byId(connectwise.companies, edit.companyId, 'Company'), edit.changes),
      );
      return;
    case 'change-product':
      store.changeByPerson(({ connectwise }) =>
        changeProduct(connectwise, byId(connectwise.products, edit.productId, 'Product'), edit.changes),
      );
      return;
    case 'make-invoice':
      makeInvoice(store.world, edit.agreementIds, store.journal, store.now());
      store.save();
      return;
    case 'undo-invoice':
      undoInvoice(store.world, edit.agreementIds, store.journal, store.now());
      store.save();
      return;
    case 'change-rights':
      store.changeByPerson(({ connectwise }) => changeRights(connectwise, edit.publicKey, edit.rights));
  }
}
