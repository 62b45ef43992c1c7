import { z } from 'zod';
import { accessLevels } from '../autotask/scenario.ts';

const id = z.number().int();
const day = z.iso.date();
const text = z.string();
const level = z.enum(accessLevels).optional();

/** What a person may change of each kind of object; `copyOf` makes a new one of another, `remove` deletes it. */
const edit = <K extends string, S extends z.ZodRawShape>(kind: K, changes: S) =>
  z.strictObject({
    kind: z.literal(kind),
    id: id.optional(),
    copyOf: id.optional(),
    remove: z.literal(true).optional(),
    changes: z.strictObject(changes).partial().optional(),
  });

/** One thing a person does in Autotask, as data. */
export const autotaskEditSchema = z.discriminatedUnion('kind', [
  edit('company', {
    companyName: text,
    companyType: id,
    isActive: z.boolean(),
    parentCompanyID: id.nullable(),
    currency: text,
  }),
  edit('contract', {
    companyID: id,
    contractName: text,
    contractType: id,
    contractPeriodType: z.enum(['m', 'q', 's', 'y']).nullable(),
    status: id,
    startDate: day,
    endDate: day,
    renewedContractID: id.nullable(),
    postedThrough: day.nullable(),
  }),
  edit('contract-service', {
    contractID: id,
    serviceID: id,
    unitPrice: z.number().nullable(),
    internalDescription: text.nullable(),
    steps: z.array(z.strictObject({ day, units: id })),
  }),
  edit('service', { name: text, description: text, isActive: z.boolean(), unitPrice: z.number().nullable() }),
  /** A contract service is sold in a bundle from now on, or charged by a billing rule; it has no line any more. */
  z.strictObject({ kind: z.literal('bundle'), id }),
  z.strictObject({ kind: z.literal('bill-by-rule'), id, contractType: id.optional() }),
  /** A person's own adjustment. */
  z.strictObject({ kind: z.literal('adjust'), id, unitChange: id, effectiveDate: day }),
  /** Approve and post the next period; absent ids: of every contract that is due first. */
  z.strictObject({ kind: z.literal('post'), contractIds: z.array(id).optional() }),
  /** How posted units are billed: other units of a row, a voided invoice, nothing invoiced yet, a credit. */
  z.strictObject({
    kind: z.literal('billing'),
    units: z.record(text, id).optional(),
    voided: z.array(id).optional(),
    notInvoiced: z.array(id).optional(),
    credits: z
      .array(z.strictObject({ id, contractID: id, contractServiceID: id, day, units: id.negative() }))
      .optional(),
  }),
  z.strictObject({
    kind: z.literal('user'),
    userName: text,
    isActive: z.boolean().optional(),
    secret: text.optional(),
    adjusts: z.boolean().optional(),
    addsServices: z.boolean().optional(),
    query: z
      .strictObject({
        Companies: level,
        Contracts: level,
        ContractServices: level,
        ContractServiceUnits: level,
        ContractServiceBundles: level,
        ContractServiceBundleUnits: level,
        ContractBillingRules: level,
        Products: level,
        Services: level,
        BillingItems: level,
        Invoices: level,
      })
      .optional(),
  }),
  z.strictObject({ kind: z.literal('move-zone'), zoneHost: text }),
]);

export type AutotaskEdit = z.output<typeof autotaskEditSchema>;
/** As a caller writes it, before defaults are filled in. */
export type AutotaskEditOrder = z.input<typeof autotaskEditSchema>;

export const autotaskSwitchesSchema = z.strictObject({
  currencies: z.enum(['given', 'absent']).optional(),
  largestPage: id.positive().nullable().optional(),
  nextLinks: z.enum(['given', 'absent', 'elsewhere']).optional(),
  rowOrder: z.enum(['by-id', 'shuffled']).optional(),
  postedRowEnds: z.enum(['given', 'empty']).optional(),
  splitRowEnds: z.enum(['on-the-day', 'on-the-eve']).optional(),
  repeatOnPeriodStart: z.enum(['accepted', 'rejected']).optional(),
  postedPeriods: z.enum(['rejected', 'accepted']).optional(),
  belowZero: z.enum(['rejected', 'accepted']).optional(),
  missingItem: z.enum(['null', 'not-found']).optional(),
  threadLimitStatus: z.literal([429, 500]).optional(),
  callsPerHour: id.positive().optional(),
  callsOfOthers: id.min(0).optional(),
  newServiceUnits: z.literal([0, 1]).optional(),
  newServiceBegins: z.enum(['contract-start', 'today']).optional(),
  repeatedService: z.enum(['accepted', 'rejected']).optional(),
});
