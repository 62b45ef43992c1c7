import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import { type PendingAgreement, withKnown } from './agreement-reads.ts';
import { agreementTimes } from '../model/agreement-times.ts';

/** How far the loading of a PSA is, by kind. */
export interface CatalogLoaded extends Record<string, number> {
  readonly companies: number;
  readonly agreements: number;
  /** Of the agreements, those whose lines were asked for since the loading began. */
  readonly agreementsRead: number;
  readonly lines: number;
  readonly products: number;
}

/** @param since the beginning of the loading */
export async function catalogLoaded(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  since: Date,
): Promise<CatalogLoaded> {
  const { rows } = await sql<CatalogLoaded>`
    select
      (select count(*)::int from psa_company where tenant_id = ${tenantId} and integration_id = ${integrationId}
        and gone_at is null) as companies,
      (select count(*)::int from psa_product where tenant_id = ${tenantId} and integration_id = ${integrationId}
        and gone_at is null) as products,
      count(*)::int as agreements,
      count(*) filter (where t.lines_attempted_at >= ${since})::int as agreements_read,
      coalesce(sum((select count(*) from psa_line l where l.tenant_id = a.tenant_id
        and l.integration_id = a.integration_id and l.agreement_id = a.foreign_id))
        filter (where t.lines_outcome = 'read' and t.lines_read_at >= ${since}), 0)::int as lines
    from psa_agreement a join ${agreementTimes({ tenantId, integrationId }, null)} t on t.agreement_id = a.foreign_id
    where a.tenant_id = ${tenantId} and a.integration_id = ${integrationId} and a.gone_at is null`.execute(
    db,
  );
  const [loaded] = rows;
  if (loaded === undefined) throw new Error('an aggregate gave no row');
  return loaded;
}

/** Agreements whose lines were not asked for since the loading began. */
export async function unreadAgreements(
  db: Queryable,
  key: IntegrationKey,
  since: Date,
): Promise<readonly PendingAgreement[]> {
  const { rows } = await sql<{ id: string }>`
    select a.foreign_id as id
    from psa_agreement a join ${agreementTimes(key, null)} t on t.agreement_id = a.foreign_id
    where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId} and a.gone_at is null
      and (t.lines_attempted_at is null or t.lines_attempted_at < ${since})`.execute(db);
  return withKnown(
    db,
    key,
    rows.map(({ id }) => id),
  );
}

/** When the lines of an agreement were asked for last; null: never. */
export async function lastAsked(db: Queryable, key: IntegrationKey): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(lines_attempted_at) as at from ${agreementTimes(key, null)} t`.execute(db);
  return rows[0]?.at ?? null;
}
