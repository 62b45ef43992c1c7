import { type RawBuilder, sql } from 'kysely';
import type { PsaAgreement } from '../../domain/psa-facts.ts';
import type { PsaAgreementTable } from '../model/tables/readings.ts';

/** The columns of `psa_agreement` that say what the PSA said, beside its id. */
const facts = [
  'name',
  'companyId',
  'typeId',
  'typeName',
  'parentAgreementId',
  'status',
  'over',
  'startDate',
  'endDate',
  'billingCycle',
  'nextInvoiceDate',
  'currency',
  'prorates',
  'periodType',
  'dated',
] as const satisfies readonly (keyof PsaAgreementTable & keyof PsaAgreement)[];

/** What a statement selects to give an agreement in the words of the domain. */
export const agreementColumns = ['foreignId as id', ...facts] as const;

/** An agreement in the words of the domain, of a row of `psa_agreement` inside a statement. */
export const agreementJson = (alias: string): RawBuilder<PsaAgreement> =>
  sql`jsonb_build_object('id', ${sql.ref(`${alias}.foreignId`)}, ${sql.join(
    facts.flatMap((fact) => [sql.lit(fact), sql.ref(`${alias}.${fact}`)]),
  )})`;
