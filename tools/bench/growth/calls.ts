import { sql } from 'kysely';
import type { Database } from '../../../db/model/database.ts';
import type { RequestEntry } from '../../../sandbox/request-log.ts';

/** Requests of one daily run. */
export interface Calls {
  readonly vendor: number;
  readonly psa: number;
}

/** As the ConnectWise adapter asks for, unless the server gives fewer. */
const rowsOfPage = 1_000;
const usersOfPage = 300;
/** Agreements that cannot matter are read in turn within so many days. */
const backgroundReadDays = 7;

/**
 * Duo: one list of accounts, and for each account a request per 300 users, one at least (architecture.md 8). PSA:
 * companies, agreements and products each by pages, with one that proves the end and one count; one request for each
 * agreement of a mapped company, or above or below one, and for the day's share of the others.
 */
export async function callsByFormula(db: Database): Promise<Calls> {
  const { rows } = await sql<Record<'duo' | 'companies' | 'agreements' | 'products' | 'matter', number>>`
    with mapped as (select company_id from account_mapping where state = 'mapped'),
    matters as (
      select a.foreign_id, a.parent_agreement_id from psa_agreement a where a.gone_at is null and a.company_id in (table mapped))
    select
      (select 1 + sum(greatest(1, ceil(n.users / ${usersOfPage}::numeric)))::int from vendor_account v
        cross join lateral (
          select coalesce(sum(value::int), 0) as users from seat_count c, jsonb_each_text(c.by_status)
          where c.id = (select id from seat_count x where x.tenant_id = v.tenant_id and x.vendor_account_id = v.id
            order by x.first_read_at desc limit 1)) n
        where v.gone_at is null) as duo,
      (select count(*)::int from psa_company where gone_at is null) as companies,
      (select count(*)::int from psa_agreement where gone_at is null) as agreements,
      (select count(*)::int from psa_product where gone_at is null) as products,
      (select count(*)::int from psa_agreement a where a.gone_at is null and (
        a.foreign_id in (select foreign_id from matters)
        or a.foreign_id in (select parent_agreement_id from matters)
        or a.parent_agreement_id in (select foreign_id from matters))) as matter`.execute(db);
  const [found] = rows;
  if (found === undefined) throw new Error('no formula');
  const list = (count: number): number => Math.ceil(count / rowsOfPage) + 2;
  const others = Math.ceil((found.agreements - found.matter) / backgroundReadDays);
  return {
    vendor: found.duo,
    psa: list(found.companies) + list(found.agreements) + list(found.products) + found.matter + others,
  };
}

export const callsOf = (requests: readonly RequestEntry[]): Calls => ({
  vendor: requests.filter(({ vendor }) => vendor === 'duo').length,
  psa: requests.filter(({ vendor }) => vendor === 'connectwise').length,
});

/** PSA requests by what they ask for, most first. */
export function psaCallsByKind(requests: readonly RequestEntry[]): readonly (readonly [string, number])[] {
  const kinds = new Map<string, number>();
  for (const { vendor, path } of requests) {
    if (vendor !== 'connectwise') continue;
    const kind = path.replace(/^.*apis\/3\.0/u, '').replace(/\/\d+/gu, '/…');
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return [...kinds].sort(([, a], [, b]) => b - a);
}
