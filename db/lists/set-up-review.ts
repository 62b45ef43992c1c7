import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../core/database.ts';
import { ownedBy } from '../core/owned-by.ts';

export interface SeveralLines {
  readonly companyId: string;
  readonly companyName: string;
  readonly lines: string;
}

/** Mapped companies whose agreements hold more than one line of the mapped products: a target may have to be named. */
export async function companiesWithSeveralLines(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly SeveralLines[]> {
  const here = (table: string) => ownedBy(key, table);
  // Sets first, then their join: see listAgreements for why.
  const { rows } = await sql<SeveralLines>`
    with agreement as materialized (
      select g.foreign_id, g.company_id from psa_agreement g
      where ${here('g')} and g.gone_at is null
        and g.company_id in (select m.company_id from account_mapping m where ${here('m')} and m.state = 'mapped')),
    line as materialized (
      select l.agreement_id from psa_line l
      where ${here('l')} and l.product_id in (select s.product_id from service_mapping s where ${here('s')})
        and (l.cancelled_date is null or l.cancelled_date > to_char(now(), 'YYYY-MM-DD'))),
    several as materialized (
      select a.company_id, count(*) as lines from line l join agreement a on a.foreign_id = l.agreement_id
      group by a.company_id having count(*) > 1)
    select v.company_id, c.name as company_name, v.lines
    from several v join psa_company c on ${here('c')} and c.foreign_id = v.company_id
    order by c.name`.execute(db);
  return rows;
}

/** Companies that accounts are mapped to. */
export async function mappedCompanyIds(db: Queryable, key: IntegrationKey): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('accountMapping')
    .select('companyId')
    .distinct()
    .where(ownedBy(key))
    .where('state', '=', 'mapped')
    .execute();
  return new Set(rows.flatMap((row) => (row.companyId === null ? [] : [row.companyId])));
}

export interface RejectedSuggestion {
  readonly vendorAccountId: string;
  readonly companyId: string;
}

/** Suggestions that a person said no to: never offered again (RULES 11). */
export async function rejectedSuggestions(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly RejectedSuggestion[]> {
  return db
    .selectFrom('suggestionRejection')
    .select(['vendorAccountId', 'companyId'])
    .where(ownedBy(key))
    .execute();
}
