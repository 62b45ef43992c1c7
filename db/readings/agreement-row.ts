import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { PsaAgreement } from '../../domain/psa-facts.ts';
import type { PsaAgreementTable } from '../core/tables.ts';

/** The columns of `psa_agreement` that say what the PSA said, beside its id. */
const facts = [
  'name',
  'companyId',
  'typeId',
  'typeName',
  'parentAgreementId',
  'status',
  'cancelled',
  'startDate',
  'endDate',
  'billingCycle',
  'nextInvoiceDate',
  'prorates',
  'periodType',
] as const satisfies readonly (keyof PsaAgreementTable & keyof PsaAgreement)[];

type AgreementRow = Pick<Selectable<PsaAgreementTable>, 'foreignId' | (typeof facts)[number]>;

/** An agreement in the words of the domain, of a row of `psa_agreement` inside a statement. */
export const agreementJson = (alias: string): RawBuilder<PsaAgreement> =>
  sql`jsonb_build_object('id', ${sql.ref(`${alias}.foreignId`)}, ${sql.join(
    facts.flatMap((fact) => [sql.lit(fact), sql.ref(`${alias}.${fact}`)]),
  )})`;

/** A stored agreement in the words of the domain. */
export const agreementOf = (row: AgreementRow): PsaAgreement => ({
  id: row.foreignId,
  name: row.name,
  companyId: row.companyId,
  typeId: row.typeId,
  typeName: row.typeName,
  parentAgreementId: row.parentAgreementId,
  status: row.status,
  cancelled: row.cancelled,
  startDate: row.startDate,
  endDate: row.endDate,
  billingCycle: row.billingCycle,
  nextInvoiceDate: row.nextInvoiceDate,
  prorates: row.prorates,
  periodType: row.periodType,
});
