import { z } from 'zod';
import type { ConnectWiseWorld, PsaCompany, PsaProduct } from '../world.ts';
import {
  addCopy,
  agreementChangesSchema,
  byId,
  changeAgreement,
  changeLine,
  changeRights,
  companyReference,
  lineChangesSchema,
  reference,
  rightsSchema,
} from './psa-edits.ts';
import { assignGiven, parameter, post, type ControlCall, type ControlRoute } from './route.ts';

const text = z.string();
const number = z.number();

export const companyChangesSchema = z.strictObject({
  identifier: text.optional(),
  name: text.optional(),
  status: reference.optional(),
  deletedFlag: z.boolean().optional(),
  parentCompanyId: number.int().nullable().optional(),
  billToCompanyId: number.int().nullable().optional(),
  remove: z.literal(true).optional(),
});

export const productChangesSchema = z.strictObject({
  identifier: text.optional(),
  description: text.optional(),
  productClass: z.enum(['Agreement', 'Bundle', 'Inventory', 'NonInventory', 'Service']).optional(),
  inactiveFlag: z.boolean().optional(),
  price: number.nullable().optional(),
  cost: number.nullable().optional(),
  remove: z.literal(true).optional(),
});

export const psaServerChangesSchema = z.strictObject({
  codebase: text.optional(),
  clientIds: z.array(text).optional(),
  serverTimeZone: text.optional(),
});

/** What ConnectWise's public documents leave open (connectwise.md). */
export const psaSwitchesSchema = z.strictObject({
  cancelledLines: z.enum(['refused', 'written']).optional(),
  endedAgreements: z.enum(['refused', 'written']).optional(),
  lineStamps: z.enum(['given', 'absent']).optional(),
});

/** A new object as a copy of an existing one, with differences: `{copyOf: 17, changes: {…}}`. */
const copy = <S extends z.ZodType>(changes: S) => z.strictObject({ copyOf: number.int(), changes });

type Changes<S extends z.ZodType> = z.output<S>;

/** Calls that change the PSA side as a person would in its own client. */
export const psaRoutes: readonly ControlRoute[] = [
  post('/psa/lines', copy(lineChangesSchema), ({ store }, { copyOf, changes }) =>
    store.changeByPerson(({ connectwise }) => {
      const line = addCopy(connectwise.additions, copyOf, 'Line');
      return changeLine(connectwise, line, changes, store.now());
    }),
  ),
  post('/psa/lines/:id', lineChangesSchema, ({ store }, changes, call) =>
    store.changeByPerson(({ connectwise }) =>
      changeLine(connectwise, byId(connectwise.additions, idIn(call), 'Line'), changes, store.now()),
    ),
  ),
  post('/psa/agreements', copy(agreementChangesSchema), ({ store }, { copyOf, changes }) =>
    store.changeByPerson(({ connectwise }) =>
      changeAgreement(connectwise, addCopy(connectwise.agreements, copyOf, 'Agreement'), changes),
    ),
  ),
  post('/psa/agreements/:id', agreementChangesSchema, ({ store }, changes, call) =>
    store.changeByPerson(({ connectwise }) =>
      changeAgreement(connectwise, byId(connectwise.agreements, idIn(call), 'Agreement'), changes),
    ),
  ),
  post('/psa/companies', copy(companyChangesSchema), ({ store }, { copyOf, changes }) =>
    store.changeByPerson(({ connectwise }) =>
      changeCompany(connectwise, addCopy(connectwise.companies, copyOf, 'Company'), changes),
    ),
  ),
  post('/psa/companies/:id', companyChangesSchema, ({ store }, changes, call) =>
    store.changeByPerson(({ connectwise }) =>
      changeCompany(connectwise, byId(connectwise.companies, idIn(call), 'Company'), changes),
    ),
  ),
  post('/psa/products/:id', productChangesSchema, ({ store }, changes, call) =>
    store.changeByPerson(({ connectwise }) =>
      changeProduct(connectwise, byId(connectwise.products, idIn(call), 'Product'), changes),
    ),
  ),
  post('/psa/members/:publicKey', rightsSchema, ({ store }, rights, call) =>
    store.changeByPerson(({ connectwise }) =>
      changeRights(connectwise, parameter(call, 'publicKey'), rights),
    ),
  ),
  post('/psa/switches', psaSwitchesSchema, ({ store }, changes) =>
    store.changeByPerson(({ connectwise }) => {
      assignGiven(connectwise.switches, changes);
      return connectwise.switches;
    }),
  ),
  post('/psa/server', psaServerChangesSchema, ({ store }, changes) =>
    store.changeByPerson(({ connectwise }) => {
      assignGiven(connectwise, changes);
      const { codebase, clientIds, serverTimeZone } = connectwise;
      return { codebase, clientIds, serverTimeZone };
    }),
  ),
];

function idIn(call: ControlCall): number {
  return Number(parameter(call, 'id'));
}

function changeCompany(
  connectwise: ConnectWiseWorld,
  company: PsaCompany,
  { parentCompanyId, billToCompanyId, remove, ...changes }: Changes<typeof companyChangesSchema>,
): PsaCompany {
  assignGiven(company, changes);
  const referenceTo = (id: number | null): PsaCompany['parentCompany'] =>
    id === null ? null : companyReference(connectwise, id);
  if (parentCompanyId !== undefined) company.parentCompany = referenceTo(parentCompanyId);
  if (billToCompanyId !== undefined) company.billToCompany = referenceTo(billToCompanyId);
  for (const { company: named } of connectwise.agreements) {
    if (named.id === company.id) Object.assign(named, companyReference(connectwise, company.id));
  }
  if (remove === true) connectwise.companies = connectwise.companies.filter((one) => one !== company);
  return company;
}

function changeProduct(
  connectwise: ConnectWiseWorld,
  product: PsaProduct,
  { remove, ...changes }: Changes<typeof productChangesSchema>,
): PsaProduct {
  assignGiven(product, changes);
  if (remove === true) connectwise.products = connectwise.products.filter((one) => one !== product);
  return product;
}
