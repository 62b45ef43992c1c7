import { z } from 'zod';
import {
  addCopy,
  agreementChangesSchema,
  byId,
  changeAgreement,
  changeCompany,
  changeInvoice,
  changeLine,
  changeProduct,
  changeRights,
  companyChangesSchema,
  invoiceChangesSchema,
  lineChangesSchema,
  productChangesSchema,
  rightsSchema,
} from './psa-edits.ts';
import { assignFields } from './assign-fields.ts';
import { autotaskEditSchema, autotaskSwitchesSchema } from './autotask-edit.ts';
import { makeAutotaskEdit } from './autotask-edits.ts';
import { parameter, post, type ControlCall, type ControlRoute } from './route.ts';

const text = z.string();
const number = z.number();

export const psaServerChangesSchema = z.strictObject({
  codebase: text.optional(),
  clientIds: z.array(text).optional(),
  serverTimeZone: text.optional(),
  saysTimeZone: text.nullable().optional(),
});

/** What ConnectWise's public documents leave open (connectwise.md). */
export const psaSwitchesSchema = z.strictObject({
  largestPage: number.int().positive().nullable().optional(),
  nextLinks: z.enum(['given', 'absent']).optional(),
  canceledLines: z.enum(['rejected', 'written']).optional(),
  endedAgreements: z.enum(['rejected', 'written']).optional(),
  lineTimestamps: z.enum(['given', 'absent']).optional(),
  currencies: z.enum(['given', 'absent']).optional(),
  cancelledDay: z.enum(['billed', 'not-billed']).optional(),
  canceledBeforeBegin: z.enum(['rejected', 'written']).optional(),
  serialNumbers: z.enum(['printed', 'not-printed']).optional(),
});

/** A new object as a copy of an existing one, with differences: `{copyOf: 17, changes: {…}}`. */
const copy = <S extends z.ZodType>(changes: S) => z.strictObject({ copyOf: number.int(), changes });

/** Calls that change the PSA side as a person would in its own client. */
export const psaRoutes: readonly ControlRoute[] = [
  post('/psa/lines', copy(lineChangesSchema), ({ store }, { copyOf, changes }) =>
    store.changeByPerson('connectwise', (connectwise) => {
      const line = addCopy(connectwise.additions, copyOf, 'Line');
      return changeLine(connectwise, line, changes, store.now());
    }),
  ),
  post('/psa/lines/:id', lineChangesSchema, ({ store }, changes, call) =>
    store.changeByPerson('connectwise', (connectwise) =>
      changeLine(connectwise, byId(connectwise.additions, idIn(call), 'Line'), changes, store.now()),
    ),
  ),
  post('/psa/agreements', copy(agreementChangesSchema), ({ store }, { copyOf, changes }) =>
    store.changeByPerson('connectwise', (connectwise) =>
      changeAgreement(
        connectwise,
        addCopy(connectwise.agreements, copyOf, 'Agreement'),
        changes,
        store.now(),
      ),
    ),
  ),
  post('/psa/agreements/:id', agreementChangesSchema, ({ store }, changes, call) =>
    store.changeByPerson('connectwise', (connectwise) =>
      changeAgreement(
        connectwise,
        byId(connectwise.agreements, idIn(call), 'Agreement'),
        changes,
        store.now(),
      ),
    ),
  ),
  post('/psa/companies', copy(companyChangesSchema), ({ store }, { copyOf, changes }) =>
    store.changeByPerson('connectwise', (connectwise) =>
      changeCompany(connectwise, addCopy(connectwise.companies, copyOf, 'Company'), changes),
    ),
  ),
  post('/psa/companies/:id', companyChangesSchema, ({ store }, changes, call) =>
    store.changeByPerson('connectwise', (connectwise) =>
      changeCompany(connectwise, byId(connectwise.companies, idIn(call), 'Company'), changes),
    ),
  ),
  post('/psa/invoices', copy(invoiceChangesSchema), ({ store }, { copyOf, changes }) =>
    store.changeByPerson('connectwise', (connectwise) => {
      const invoice = addCopy((connectwise.invoices ??= []), copyOf, 'Invoice');
      return changeInvoice(connectwise, invoice, changes);
    }),
  ),
  post('/psa/invoices/:id', invoiceChangesSchema, ({ store }, changes, call) =>
    store.changeByPerson('connectwise', (connectwise) =>
      changeInvoice(connectwise, byId(connectwise.invoices ?? [], idIn(call), 'Invoice'), changes),
    ),
  ),
  post('/psa/products/:id', productChangesSchema, ({ store }, changes, call) =>
    store.changeByPerson('connectwise', (connectwise) =>
      changeProduct(connectwise, byId(connectwise.products, idIn(call), 'Product'), changes),
    ),
  ),
  post('/psa/members/:publicKey', rightsSchema, ({ store }, rights, call) =>
    store.changeByPerson(
      'connectwise',
      (connectwise) => changeRights(connectwise, parameter(call, 'publicKey'), rights),
      'settings',
    ),
  ),
  post('/psa/switches', psaSwitchesSchema, ({ store }, changes) =>
    store.changeByPerson('connectwise', ({ switches }) => assignFields(switches, changes), 'settings'),
  ),
  post('/autotask/edits', autotaskEditSchema, ({ store }, edit) => makeAutotaskEdit(store, edit)),
  post('/autotask/switches', autotaskSwitchesSchema, ({ store }, changes) =>
    store.changeByPerson('autotask', ({ switches }) => assignFields(switches, changes), 'settings'),
  ),
  post('/psa/server', psaServerChangesSchema, ({ store }, changes) =>
    store.changeByPerson(
      'connectwise',
      (connectwise) => {
        assignFields(connectwise, changes);
        const { codebase, clientIds, serverTimeZone, saysTimeZone } = connectwise;
        return { codebase, clientIds, serverTimeZone, saysTimeZone };
      },
      'settings',
    ),
  ),
];

function idIn(call: ControlCall): number {
  return Number(parameter(call, 'id'));
}
