import { message } from '../../messages/message.ts';
import { z } from 'zod';
import type { PsaProduct } from '../../domain/psa-facts.ts';
import { decimal, flag, id, requiredText, text } from '../answer-fields.ts';
import { dayOrNone, type Entity, requiredDay } from './records.ts';
import type { UnitRow } from './units.ts';
import type { FieldFault } from '../field-fault.ts';

/** A service bundle on a contract (autotask.md 3.7); its units stand in rows of their own. */
export interface ContractBundle {
  readonly id: string;
  readonly contractId: string;
  readonly bundleId: string;
  readonly description: string | null;
}

export const contractBundles: Entity<ContractBundle> = {
  name: 'ContractServiceBundles',
  noun: message('autotask.record.bundle'),
  schema: z
    .object({ id, contractID: id, serviceBundleID: id, invoiceDescription: text })
    .transform((row) => ({
      id: row.id,
      contractId: row.contractID,
      bundleId: row.serviceBundleID,
      description: row.invoiceDescription,
    })),
};

/** Units of a bundle are distinguished from those of a service by their line. */
export const bundleLineId = (contractBundleId: string): string => `bundle-${contractBundleId}`;

export const bundleUnitRows: Entity<UnitRow> = {
  name: 'ContractServiceBundleUnits',
  noun: message('autotask.record.bundle-units'),
  schema: z
    .object({
      id,
      contractID: id,
      contractServiceBundleID: id,
      startDate: requiredDay,
      endDate: dayOrNone,
      units: z.string().regex(/^-?\d{1,10}$/, 'not-whole' satisfies FieldFault),
      approveAndPostDate: dayOrNone,
    })
    .transform((row) => ({
      id: row.id,
      contractId: row.contractID,
      lineId: bundleLineId(row.contractServiceBundleID),
      startDate: row.startDate,
      endDate: row.endDate,
      units: row.units,
      posted: row.approveAndPostDate !== null,
    })),
};

/** Which services a bundle holds. */
export const bundledServices: Entity<{
  readonly id: string;
  readonly bundleId: string;
  readonly serviceId: string;
}> = {
  name: 'ServiceBundleServices',
  noun: message('autotask.record.bundle-service'),
  schema: z
    .object({ id, serviceBundleID: id, serviceID: id })
    .transform((row) => ({ id: row.id, bundleId: row.serviceBundleID, serviceId: row.serviceID })),
};

/** Charges a product for as many units as Autotask finds itself (autotask.md 3.8). */
export interface BillingRule {
  readonly id: string;
  readonly contractId: string;
  readonly productId: string;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly billable: boolean | null;
}

/** Products are no services, and their ids are others'. */
const ruleProductId = (productId: string): string => `product-${productId}`;
export const autotaskProductId = (ruleProduct: string): string => ruleProduct.slice('product-'.length);

export const billingRules: Entity<BillingRule> = {
  name: 'ContractBillingRules',
  noun: message('autotask.record.billing-rule'),
  schema: z
    .object({
      id,
      contractID: id,
      productID: id,
      startDate: dayOrNone,
      endDate: dayOrNone,
      createChargesAsBillable: flag,
    })
    .transform((row) => ({
      id: row.id,
      contractId: row.contractID,
      productId: ruleProductId(row.productID),
      startDate: row.startDate,
      endDate: row.endDate,
      billable: row.createChargesAsBillable,
    })),
};

export const ruleProducts: Entity<PsaProduct> = {
  name: 'Products',
  noun: message('autotask.record.product'),
  schema: z
    .object({ id, name: requiredText, description: text, isActive: flag, unitPrice: decimal })
    .transform((row) => ({
      id: ruleProductId(row.id),
      identifier: row.name,
      description: row.description,
      productClass: null,
      holdsOthers: false,
      inactive: row.isActive === false,
      price: row.unitPrice,
    })),
};
