import type { PsaAgreement } from '../../domain/psa-facts.ts';
import type { PsaAgreementTable } from '../core/tables.ts';
import type { Selectable } from 'kysely';

/** The columns of `psa_agreement` that say what the PSA said. */
type AgreementRow = Pick<
  Selectable<PsaAgreementTable>,
  | 'foreign_id'
  | 'name'
  | 'company_id'
  | 'type_id'
  | 'type_name'
  | 'parent_agreement_id'
  | 'status'
  | 'cancelled'
  | 'start_date'
  | 'end_date'
  | 'billing_cycle'
  | 'next_invoice_date'
  | 'prorates'
  | 'period_type'
>;

/** A stored agreement in the words of the domain. */
export const agreementOf = (row: AgreementRow): PsaAgreement => ({
  id: row.foreign_id,
  name: row.name,
  companyId: row.company_id,
  typeId: row.type_id,
  typeName: row.type_name,
  parentAgreementId: row.parent_agreement_id,
  status: row.status,
  cancelled: row.cancelled,
  startDate: row.start_date,
  endDate: row.end_date,
  billingCycle: row.billing_cycle,
  nextInvoiceDate: row.next_invoice_date,
  prorates: row.prorates,
  periodType: row.period_type,
});
