import { sql } from 'kysely';
import type { IntegrationKey } from '../credentials.ts';
import type { Queryable } from '../database.ts';

export interface SeveralLines {
  readonly company_id: string;
  readonly company_name: string;
  readonly lines: string;
}

/** Mapped companies whose agreements hold more than one line of the mapped products: a target may have to be named. */
export async function companiesWithSeveralLines(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly SeveralLines[]> {
  const { rows } = await sql<SeveralLines>`
    select g.company_id, c.name as company_name, count(*) as lines
    from psa_line l
    join psa_agreement g on g.tenant_id = l.tenant_id and g.integration_id = l.integration_id and g.foreign_id = l.agreement_id
      and g.gone_at is null
    join psa_company c on c.tenant_id = g.tenant_id and c.integration_id = g.integration_id and c.foreign_id = g.company_id
    join service_mapping s on s.tenant_id = l.tenant_id and s.integration_id = l.integration_id and s.product_id = l.product_id
    where l.tenant_id = ${key.tenantId} and l.integration_id = ${key.integrationId}
      and (l.cancelled_date is null or l.cancelled_date > to_char(now(), 'YYYY-MM-DD'))
      and exists (select 1 from account_mapping m where m.tenant_id = g.tenant_id and m.integration_id = g.integration_id
        and m.company_id = g.company_id)
    group by g.company_id, c.name having count(*) > 1 order by c.name`.execute(db);
  return rows;
}

/** Companies that accounts are mapped to. */
export async function mappedCompanyIds(db: Queryable, key: IntegrationKey): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('account_mapping')
    .select('company_id')
    .distinct()
    .where('tenant_id', '=', key.tenantId)
    .where('integration_id', '=', key.integrationId)
    .where('state', '=', 'mapped')
    .execute();
  return new Set(rows.flatMap((row) => (row.company_id === null ? [] : [row.company_id])));
}

export interface RejectedSuggestion {
  readonly vendor_account_id: string;
  readonly company_id: string;
}

/** Suggestions that a person said no to: never offered again (RULES 11). */
export async function rejectedSuggestions(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly RejectedSuggestion[]> {
  return db
    .selectFrom('suggestion_rejection')
    .select(['vendor_account_id', 'company_id'])
    .where('tenant_id', '=', key.tenantId)
    .where('integration_id', '=', key.integrationId)
    .execute();
}
