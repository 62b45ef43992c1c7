import { allOf } from '../failures.ts';
import { z } from 'zod';
import { currencyCode } from '../../domain/currency.ts';
import { markerIn } from '../../domain/write-back/line-marker.ts';
import { type Message, message } from '../../messages/message.ts';
import type { PsaCompany, PsaProduct } from '../../domain/psa-facts.ts';
import { decimal as exact, decimalText } from '../../domain/quantity.ts';
import { day, decimal, flag, id, matchedName, required, requiredText, text } from '../answer-fields.ts';
import type { PsaResult } from '../port.ts';
import { psaFailure } from './failures.ts';
import type { UnitRow } from './units.ts';
import type { FieldFault } from '../field-fault.ts';
import { fieldFault, unreadableRow } from '../unreadable-row.ts';

/** One entity as Seatwise reads it: its name, what it is called, which rows, and how a row becomes a fact. */
export interface Entity<T> {
  /** As in addresses: `Companies`. */
  readonly name: string;
  readonly noun: Message;
  readonly schema: z.ZodType<T>;
}

/** The empty date of .NET means "none" (autotask.md 3.5). */
export const dayOrNone = day.transform((value) => (value === '0001-01-01' ? null : value));
export const requiredDay = required(dayOrNone);
/** An id that may be absent; 0 is how "none" is written in places. */
export const optionalId = z
  .string()
  .regex(/^\d{1,19}$/, 'not-an-id' satisfies FieldFault)
  .nullish()
  .transform((value) => (value === null || value === undefined || /^0+$/.test(value) ? null : value));
/** A value of a picklist, a number or a text. */
const picked = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

/** An account before the code of its currency is known. */
export type Account = PsaCompany & { readonly currencyId: string | null };

export const companies: Entity<Account> = {
  name: 'Companies',
  noun: message('autotask.record.account'),
  schema: z
    .object({
      id,
      companyName: matchedName,
      companyNumber: text,
      isActive: flag,
      parentCompanyID: optionalId,
      currencyID: optionalId,
    })
    .transform((row) => ({
      id: row.id,
      name: row.companyName.text,
      ...(row.companyName.cleaned ? { nameCleaned: true } : {}),
      identifier: row.companyNumber,
      status: row.isActive === false ? 'Inactive' : 'Active',
      // Autotask has no recycle bin: an inactive account may still be billed.
      deleted: false,
      parentCompanyId: row.parentCompanyID,
      billToCompanyId: null,
      currencyId: row.currencyID,
    })),
};

/** A currency of the database by its three letters (autotask.md 3.1). */
export const currencies: Entity<{ readonly id: string; readonly code: string | null }> = {
  name: 'Currencies',
  noun: message('autotask.record.currency'),
  schema: z.object({ id, name: text }).transform((row) => ({ id: row.id, code: currencyCode(row.name) })),
};

export const services: Entity<PsaProduct> = {
  name: 'Services',
  noun: message('autotask.record.service'),
  schema: z
    .object({
      id,
      name: requiredText,
      description: text,
      isActive: flag,
      unitPrice: decimal,
      manufacturerServiceProviderProductNumber: text,
    })
    .transform((row): PsaProduct => ({
      id: row.id,
      identifier: row.name,
      description: row.description,
      productClass: null,
      holdsOthers: false,
      inactive: row.isActive === false,
      price: row.unitPrice,
      ...(row.manufacturerServiceProviderProductNumber === null
        ? {}
        : { partNumber: row.manufacturerServiceProviderProductNumber }),
    })),
};

/** As a picklist value of `contractType` (autotask.md 3.3). */
export const recurringService = '7';

/** A contract before its picklists and periods are known. */
export interface Contract {
  readonly id: string;
  readonly companyId: string;
  readonly name: string;
  /** Recurring Service: only such contracts have services (autotask.md 3.3). */
  readonly recurring: boolean;
  readonly status: string | null;
  readonly periodType: string | null;
  readonly startDate: string | null;
  readonly endDate: string | null;
}

export const contracts: Entity<Contract> = {
  name: 'Contracts',
  noun: message('autotask.record.contract'),
  schema: z
    .object({
      id,
      companyID: id,
      contractName: requiredText,
      contractType: picked,
      status: picked,
      contractPeriodType: picked,
      startDate: dayOrNone,
      endDate: dayOrNone,
    })
    .transform((row) => ({
      id: row.id,
      companyId: row.companyID,
      name: row.contractName,
      recurring: row.contractType === recurringService,
      status: row.status,
      periodType: row.contractPeriodType,
      startDate: row.startDate,
      endDate: row.endDate,
    })),
};

/** A service on a contract; its quantity is in rows of units. */
export interface ContractService {
  readonly id: string;
  readonly contractId: string;
  readonly serviceId: string;
  readonly description: string | null;
  readonly unitPrice: string | null;
  readonly unitCost: string | null;
  /** In its internal description, of one that Seatwise created; absent: it has none. */
  readonly marker?: string;
}

/**
 * The adjusted price in the account's currency where only that in the database's own is given: the unit price is given in
 * both, and tells by how much they differ (autotask.md 3.4).
 */
function adjustedPrice(row: {
  readonly unitPrice: string | null;
  readonly internalCurrencyAdjustedPrice: string | null;
  readonly internalCurrencyUnitPrice: string | null;
}): string | null {
  const { unitPrice, internalCurrencyAdjustedPrice: own, internalCurrencyUnitPrice: ownUnit } = row;
  if (own === null || unitPrice === null || ownUnit === null || exact(ownUnit).isZero()) return own;
  return exact(unitPrice).equals(ownUnit) ? own : decimalText(exact(own).times(unitPrice).dividedBy(ownUnit));
}

export const contractServices: Entity<ContractService> = {
  name: 'ContractServices',
  noun: message('autotask.record.contract-service'),
  schema: z
    .object({
      id,
      contractID: id,
      serviceID: id,
      invoiceDescription: text,
      internalDescription: text,
      unitPrice: decimal,
      unitCost: decimal,
      // Tenants have one of them, or none (autotask.md 3.4).
      adjustedPrice: decimal,
      internalCurrencyAdjustedPrice: decimal,
      internalCurrencyUnitPrice: decimal,
    })
    .transform((row) => {
      const marker = markerIn(row.internalDescription);
      return {
        id: row.id,
        contractId: row.contractID,
        serviceId: row.serviceID,
        description: row.invoiceDescription,
        unitPrice: row.adjustedPrice ?? adjustedPrice(row) ?? row.unitPrice,
        unitCost: row.unitCost,
        ...(marker === undefined ? {} : { marker }),
      };
    }),
};

export const unitRows: Entity<UnitRow> = {
  name: 'ContractServiceUnits',
  noun: message('autotask.record.units'),
  schema: z
    .object({
      id,
      contractID: id,
      contractServiceID: id,
      startDate: requiredDay,
      endDate: dayOrNone,
      units: z.string().regex(/^-?\d{1,10}$/, 'not-whole' satisfies FieldFault),
      approveAndPostDate: dayOrNone,
    })
    .transform((row) => ({
      id: row.id,
      contractId: row.contractID,
      lineId: row.contractServiceID,
      startDate: row.startDate,
      endDate: row.endDate,
      units: row.units,
      posted: row.approveAndPostDate !== null,
    })),
};

/** Can this be the id of an Autotask record? */
export const isRecordId = (written: string): boolean => id.safeParse(written).success;

/** Every row or none: one row that cannot be read makes the list unusable, since what it was is not known. */
export const readRows = <T>(rows: readonly unknown[], entity: Entity<T>): PsaResult<readonly T[]> =>
  allOf(
    rows.map((row) => {
      const parsed = entity.schema.safeParse(row, { error: fieldFault });
      return parsed.success ? { ok: true, value: parsed.data } : unreadable(row, entity, parsed.error);
    }),
  );

const unreadable = (row: unknown, { noun }: { readonly noun: Message }, error: z.ZodError) =>
  psaFailure('PsaAnswerUnreadable', unreadableRow(row, noun, id, error));
