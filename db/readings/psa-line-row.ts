import type { Selectable } from 'kysely';
import type { PsaLine } from '../../domain/psa-facts.ts';
import type { PsaLineTable } from '../core/tables.ts';

/** A stored line in the words of the domain. */
export const psaLineOf = (row: Selectable<PsaLineTable>): PsaLine => ({
  id: row.foreign_id,
  agreementId: row.agreement_id,
  productId: row.product_id,
  productIdentifier: row.product_identifier,
  description: row.description,
  quantity: row.quantity,
  lessIncluded: row.less_included,
  unitPrice: row.unit_price,
  billCustomer: row.bill_customer,
  effectiveDate: row.effective_date,
  cancelledDate: row.cancelled_date,
  status: row.status,
  lastUpdated: row.last_updated?.toISOString() ?? null,
});
