import { canceledDateOf, endDates } from '../../domain/canceled-day.ts';
import { sql } from 'kysely';
import type { AccountKind } from '../../domain/usage/composition.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { AccountName } from '../../domain/mapping/exact-match.ts';
import type { PsaAgreement } from '../../domain/psa-facts.ts';
import type { Day } from '../../domain/quantity.ts';
import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { agreementTimes } from '../model/agreement-times.ts';
import { agreementJson } from '../readings/agreement-row.ts';
import { compositionSettings } from '../settings/composition-settings.ts';

export interface SeveralLines {
  readonly companyId: string;
  readonly companyName: string;
  readonly lines: string;
}

/** Mapped companies whose agreements hold more than one line of the mapped products: a target may have to be named. */
export async function companiesWithSeveralLines(
  db: Queryable,
  key: IntegrationKey,
  today: Day,
): Promise<readonly SeveralLines[]> {
  const here = (table: string) => ownedBy(key, table);
  const { canceledDay } = await compositionSettings(db, key);
  // Sets first, then their join: see listAgreements for why.
  const { rows } = await sql<SeveralLines>`
    with agreement as materialized (
      select g.foreign_id, g.company_id from psa_agreement g
      where ${here('g')} and g.gone_at is null
        and g.company_id in (select m.company_id from account_mapping m where ${here('m')} and m.state = 'mapped')),
    line as materialized (
      select l.agreement_id from psa_line l
      where ${here('l')} and l.product_id in (select s.product_id from service_mapping s where ${here('s')})
        and (l.cancelled_date is null or l.cancelled_date >= ${canceledDateOf(endDates(today, canceledDay))})),
    several as materialized (
      select a.company_id, count(*) as lines from line l join agreement a on a.foreign_id = l.agreement_id
      group by a.company_id having count(*) > 1)
    select v.company_id, c.name as company_name, v.lines
    from several v join psa_company c on ${here('c')} and c.foreign_id = v.company_id
    order by c.name`.execute(db);
  return rows;
}

export interface DecidedByPerson {
  readonly accountId: string;
  readonly kind: AccountKind;
  readonly name: string;
  readonly reason: string | null;
  /** Null: it is excluded. */
  readonly companyId: string | null;
  readonly companyName: string | null;
  readonly companyIdentifier: string | null;
}

/** Listed accounts that are excluded, or mapped by a person. */
export async function decidedByPeople(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly DecidedByPerson[]> {
  const { rows } = await sql<DecidedByPerson>`
    select a.id as account_id, a.kind, a.name, m.reason, m.company_id, c.name as company_name,
      c.identifier as company_identifier
    from vendor_account a
    join account_mapping m on m.tenant_id = a.tenant_id and m.vendor_account_id = a.id
    left join psa_company c on c.tenant_id = a.tenant_id and c.integration_id = a.integration_id and c.foreign_id = m.company_id
    where ${ownedBy(key, 'a')} and a.gone_at is null
      and (m.state = 'excluded' or (m.state = 'mapped' and m.origin = 'person'))
    order by lower(a.name), a.id`.execute(db);
  return rows;
}

/** Accounts for which a company may be suggested: the vendor's children that nobody mapped, excluded or marked. */
export async function accountsToMap(db: Queryable, key: IntegrationKey): Promise<readonly AccountName[]> {
  const { rows } = await sql<AccountName>`
    select a.id, a.name, a.kind from vendor_account a
    where ${ownedBy(key, 'a')} and a.gone_at is null and a.mark is null and a.kind = 'child'
      and not exists (select from account_mapping m where m.tenant_id = a.tenant_id and m.vendor_account_id = a.id)
    order by a.foreign_id`.execute(db);
  return rows;
}

/** An agreement that bills nothing unless its cycle says otherwise, with what decides that. */
export interface DoubtfulAgreement {
  readonly agreement: PsaAgreement;
  readonly parent: PsaAgreement | null;
  readonly companyName: string | null;
}

/**
 * Agreements of mapped companies that the PSA lists: those of which not all says that they bill on that day (RULES 3), by
 * company, and how many have lines that were not read.
 */
export async function agreementsToDoubt(
  db: Queryable,
  key: IntegrationKey,
  today: Day,
): Promise<{ readonly doubtful: readonly DoubtfulAgreement[]; readonly unread: number }> {
  const here = (table: string) => ownedBy(key, table);
  const ofMapped = sql`psa_agreement g where ${here('g')} and g.gone_at is null
    and g.company_id in (select m.company_id from account_mapping m where ${here('m')} and m.state = 'mapped')`;
  // An invoice to come, and a cycle: `agreementUsability` says yes, whatever the cycle is.
  const { rows } = await sql<DoubtfulAgreement>`
    select ${agreementJson('g')} as agreement, case when p.foreign_id is null then null else ${agreementJson('p')} end as parent,
      c.name as company_name
    from (select * from ${ofMapped}) g
    left join psa_agreement p on ${here('p')} and p.foreign_id = g.parent_agreement_id
    left join psa_company c on ${here('c')} and c.foreign_id = g.company_id
    where (g.over is null and (g.end_date is null or g.end_date >= ${today})
        and coalesce(g.next_invoice_date, p.next_invoice_date) >= ${today}
        and coalesce(g.billing_cycle, p.billing_cycle) ->> 'never' = 'false') is not true
    order by lower(c.name) nulls last, length(g.foreign_id), g.foreign_id`.execute(db);
  const unread = await sql<{ agreements: number }>`
    select count(*)::int as agreements from ${ofMapped} and g.foreign_id in (
      select agreement_id from ${agreementTimes(key, null)} t where lines_outcome is distinct from 'read')`.execute(
    db,
  );
  return { doubtful: rows, unread: unread.rows[0]?.agreements ?? 0 };
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
