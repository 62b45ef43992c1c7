import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { PsaAgreement, PsaCompany, PsaLine, PsaProduct } from '../../domain/psa-facts.ts';
import type { AgreementReading } from '../../domain/usage/composition.ts';
import type { Queryable } from '../model/database.ts';
import { oneOf } from '../driver/one-of.ts';
import { ownedBy } from '../model/owned-by.ts';
import { agreementTimes } from '../model/agreement-times.ts';
import { agreementColumns } from '../readings/agreement-row.ts';
import { psaLineColumns, psaLineOf } from '../readings/psa-line-row.ts';
import type { CompositionScope } from './composition-scope.ts';

const companyColumns = [
  'foreignId as id', 'name', 'nameCleaned', 'identifier', 'status', 'deleted', 'parentCompanyId', 'billToCompanyId', 'currency',
  'goneAt',
] as const; // prettier-ignore

/** Companies the PSA still lists, and those that a mapping names. */
export async function companies(
  db: Queryable,
  key: IntegrationKey,
  ids: readonly string[] | null = null,
): Promise<readonly PsaCompany[]> {
  const rows = await db
    .selectFrom('psaCompany')
    .select(companyColumns)
    .where(ownedBy(key))
    .$if(ids !== null, (query) => query.where(oneOf('foreignId', ids ?? [])))
    .orderBy('foreignId')
    .execute();
  return rows.map(({ nameCleaned, goneAt, ...company }) => ({
    ...company,
    ...(nameCleaned ? { nameCleaned } : {}),
    deleted: company.deleted || goneAt !== null,
  }));
}

/** Agreements the PSA still lists, each with what came of the newest reading of its lines. */
export async function agreementRows(
  db: Queryable,
  key: IntegrationKey,
  scope: CompositionScope | null,
): Promise<readonly { readonly agreement: PsaAgreement; readonly reading: AgreementReading | null }[]> {
  const ids = scope === null ? null : sql<readonly string[]>`${[...scope.agreementIds]}::text[]`;
  const rows = await db
    .selectFrom('psaAgreement')
    .innerJoin(agreementTimes(key, ids).as('times'), 'times.agreementId', 'psaAgreement.foreignId')
    .select([
      ...agreementColumns,
      'times.linesOutcome',
      'times.linesCode',
      'times.linesAttemptedAt',
      'times.linesReadAt',
    ])
    .where(ownedBy(key))
    .where('goneAt', 'is', null)
    .$if(scope !== null, (query) => query.where(oneOf('foreignId', scope?.agreementIds ?? [])))
    .orderBy('foreignId')
    .execute();
  return rows.map(({ linesOutcome, linesCode, linesAttemptedAt, linesReadAt, ...agreement }) => ({
    agreement,
    reading:
      linesOutcome === null || linesAttemptedAt === null
        ? null
        : {
            agreementId: agreement.id,
            newest: { outcome: linesOutcome, code: linesCode, at: linesAttemptedAt.toISOString() },
            lastCompleteAt: linesReadAt?.toISOString() ?? null,
          },
  }));
}

/** Lines of these products, on agreements the PSA still lists; what a line does not name itself, the catalog names. */
export async function linesOfProducts(
  db: Queryable,
  key: IntegrationKey,
  productIds: readonly string[],
  scope: CompositionScope | null,
): Promise<readonly PsaLine[]> {
  if (productIds.length === 0) return [];
  const rows = await db
    .selectFrom('psaLine')
    .innerJoin('psaAgreement', (join) =>
      join
        .onRef('psaAgreement.tenantId', '=', 'psaLine.tenantId')
        .onRef('psaAgreement.integrationId', '=', 'psaLine.integrationId')
        .onRef('psaAgreement.foreignId', '=', 'psaLine.agreementId'),
    )
    .leftJoin('psaProduct', (join) =>
      join
        .onRef('psaProduct.tenantId', '=', 'psaLine.tenantId')
        .onRef('psaProduct.integrationId', '=', 'psaLine.integrationId')
        .onRef('psaProduct.foreignId', '=', 'psaLine.productId'),
    )
    .select([...psaLineColumns, 'psaProduct.identifier as catalogIdentifier'])
    .where(ownedBy(key, 'psaLine'))
    .where('psaAgreement.goneAt', 'is', null)
    .where(oneOf('psaLine.productId', productIds))
    .$if(scope !== null, (query) => query.where(oneOf('psaLine.agreementId', scope?.agreementIds ?? [])))
    .orderBy('psaLine.foreignId')
    .execute();
  return rows.map(({ catalogIdentifier, ...line }) =>
    psaLineOf({ ...line, productIdentifier: line.productIdentifier ?? catalogIdentifier }),
  );
}

/** The catalog as last read; products that left it count as inactive. */
export async function products(db: Queryable, key: IntegrationKey): Promise<readonly PsaProduct[]> {
  const rows = await db
    .selectFrom('psaProduct')
    .select([
      'foreignId as id',
      'identifier',
      'description',
      'productClass',
      'holdsOthers',
      'inactive',
      'price',
      'goneAt',
    ])
    .where(ownedBy(key))
    .orderBy('foreignId')
    .execute();
  return rows.map(({ goneAt, ...product }) => ({
    ...product,
    inactive: product.inactive || goneAt !== null,
  }));
}
