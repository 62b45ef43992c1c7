import type { Selectable } from 'kysely';
import type { PsaLine } from '../../domain/psa-facts.ts';
import type { PsaLineTable } from '../core/tables.ts';

/** A stored line in the words of the domain. */
export const psaLineOf = (row: Selectable<PsaLineTable>): PsaLine => ({
  id: row.foreignId,
  agreementId: row.agreementId,
  productId: row.productId,
  productIdentifier: row.productIdentifier,
  description: row.description,
  quantity: row.quantity,
  lessIncluded: row.lessIncluded,
  unitPrice: row.unitPrice,
  billCustomer: row.billCustomer,
  effectiveDate: row.effectiveDate,
  cancelledDate: row.cancelledDate,
  status: row.status,
  lastUpdated: row.lastUpdated?.toISOString() ?? null,
});
