import { canceledDateOf, endDates } from '../../domain/canceled-day.ts';
import type { Day } from '../../domain/quantity.ts';
import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { compositionSettings } from '../settings/composition-settings.ts';
import { basisFacts } from '../usage/basis-facts.ts';

export interface LookAlike {
  readonly id: string;
  readonly productId: string;
  /** That were not ended, on agreements of mapped companies. */
  readonly lines: number;
}

/**
 * Products that are not mapped, look like the vendor's or like a mapped one (RULES 8), and have lines at mapped companies;
 * those with the most lines first.
 */
export async function lookAlikes(
  db: Queryable,
  key: IntegrationKey,
  today: Day,
): Promise<readonly LookAlike[]> {
  const ids = (await basisFacts(db, key))?.relatedProductIds ?? [];
  if (ids.length === 0) return [];
  const here = (table: string) => ownedBy(key, table);
  const { canceledDay } = await compositionSettings(db, key);
  // Sets first, then their join: see listAgreements for why.
  const { rows } = await sql<LookAlike>`
    with agreement as materialized (
      select g.foreign_id from psa_agreement g
      where ${here('g')} and g.gone_at is null
        and g.company_id in (select m.company_id from account_mapping m where ${here('m')} and m.state = 'mapped')),
    line as materialized (
      select l.product_id, l.agreement_id from psa_line l
      where ${here('l')} and l.product_id = any(${[...ids]}::text[])
        and (l.cancelled_date is null or l.cancelled_date >= ${canceledDateOf(endDates(today, canceledDay))})),
    counted as materialized (
      select l.product_id, count(*)::int as lines from line l join agreement a on a.foreign_id = l.agreement_id
      group by l.product_id)
    select p.foreign_id as id, p.identifier as product_id, c.lines
    from counted c join psa_product p on ${here('p')} and p.foreign_id = c.product_id
    order by c.lines desc, p.identifier, p.foreign_id`.execute(db);
  return rows;
}
