import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { accountGroupKey, groupKeysOfCompany } from '../../domain/comparison/billing-groups.ts';
import { familyOf } from '../readings/company-family.ts';
import type { Queryable } from '../model/database.ts';

/** Groups whose lines an event can change, and the accounts whose part in the totals it can. */
export interface AffectedGroups {
  readonly groupKeys: readonly string[];
  readonly accountIds: readonly string[];
}

/**
 * Which event touches which groups, in one place:
 *
 * | event | touches |
 * |---|---|
 * | decision, approval, outcome, release, wait of a group | `onlyGroups`: the group itself |
 * | mapping or mark of an account | the groups before and after, their families, its own line as an unmapped account |
 * | role of a PSA line, answer about its included units | as if the line had been read; the company it is given to |
 * | a line or an agreement read or written | the group of its company, of those its agreement's parent and children belong to, of whoever was given a line of it, holds one or misses one; and their families |
 * | day, settings, mapped products, catalog, how agreement types are billed, version of the rules | all: they are the basis of every line (`CompositionBasis`), so that no event need name them |
 *
 * A family is whoever can get a line from the other (`familyOf`). What an event changes is looked up before and after it
 * (`touching`), since a line or an account may leave a group by it.
 */
export interface TouchingEvent {
  /** Of a role that is given: a former target of the company's may lose its own by it. */
  readonly companyIds?: readonly string[];
  readonly accountIds?: readonly string[];
  readonly agreementIds?: readonly string[];
  readonly psaLineIds?: readonly string[];
}

export const onlyGroups = (groupKeys: Iterable<string>): AffectedGroups => ({
  groupKeys: [...new Set(groupKeys)],
  accountIds: [],
});

/** Runs what changes facts, and returns the groups that it can have changed. An event that names nothing touches none. */
export async function touching(
  db: Queryable,
  key: IntegrationKey,
  event: TouchingEvent,
  change: () => Promise<void>,
): Promise<AffectedGroups> {
  if (Object.values(event).every((ids: readonly string[]) => ids.length === 0)) {
    await change();
    return onlyGroups([]);
  }
  const before = await affectedGroups(db, key, event);
  await change();
  return both(before, await affectedGroups(db, key, event));
}

export const both = (a: AffectedGroups, b: AffectedGroups): AffectedGroups => ({
  groupKeys: [...new Set([...a.groupKeys, ...b.groupKeys])],
  accountIds: [...new Set([...a.accountIds, ...b.accountIds])],
});

/** Companies and lines as they stand now, looked up in one statement, since it is asked under the integration's lock. */
export async function affectedGroups(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  { accountIds = [], agreementIds = [], psaLineIds = [], companyIds = [] }: TouchingEvent,
): Promise<AffectedGroups> {
  const own = (table: string) =>
    sql`${sql.ref(table)}.tenant_id = ${tenantId} and ${sql.ref(table)}.integration_id = ${integrationId}`;
  const { rows } = await sql<{
    vendorServiceId: string;
    companyId: string | null;
    groupKey: string | null;
  }>`
    with agreements as (
      select unnest(${[...agreementIds]}::text[]) as id
      union select l.agreement_id from psa_line l where ${own('l')} and l.foreign_id = any(${[...psaLineIds]}::text[])),
    lines as (
      select unnest(${[...psaLineIds]}::text[]) as id
      union select l.foreign_id from agreements a join psa_line l on ${own('l')} and l.agreement_id = a.id),
    around as (
      select id from agreements
      union select p.parent_agreement_id from agreements a join psa_agreement p on ${own('p')} and p.foreign_id = a.id
        where p.parent_agreement_id is not null
      union select c.foreign_id from agreements a join psa_agreement c on ${own('c')} and c.parent_agreement_id = a.id),
    mapped as (
      select m.company_id from account_mapping m where m.tenant_id = ${tenantId} and m.company_id is not null
        and m.vendor_account_id = any(${[...accountIds]}::uuid[])),
    held as (
      select s.usage_line_id from usage_line_source s where ${own('s')} and s.kind = 'psa-line'
        and s.source_id = any(array(select id from lines))
      union select s.usage_line_id from usage_line_source s where ${own('s')} and s.kind = 'vendor-account'
        and s.source_id = any(${[...accountIds]}::text[])),
    status as (
      select u.company_id, u.group_key from held h join usage_line u on u.tenant_id = ${tenantId} and u.id = h.usage_line_id),
    named as (
      select company_id from mapped
      union select unnest(${[...companyIds]}::text[])
      union select company_id from status where company_id is not null
      union select g.company_id from around a join psa_agreement g on ${own('g')} and g.foreign_id = a.id
      union select c.company_id from lines l join line_choice c on ${own('c')} and c.psa_line_id = l.id),
    affected as (
      select company_id as id from named
      union select g.company_id from named n join line_choice c on ${own('c')} and c.company_id = n.company_id
        join psa_line l on ${own('l')} and l.foreign_id = c.psa_line_id
        join psa_agreement g on ${own('g')} and g.foreign_id = l.agreement_id)
    select v.id as vendor_service_id, x.company_id, x.group_key
    from vendor_service v cross join (
      select f.id as company_id, null as group_key from ${familyOf({ tenantId, integrationId }, sql`select id from affected`)} f
      union select null, group_key from status
      union select null, w.group_key from vanished_line w where ${own('w')}
        and (w.psa_line_id in (select id from lines) or w.was->>'agreementId' in (select id from agreements))) x
    where ${own('v')}`.execute(db);
  const groupKeys = rows.flatMap(({ vendorServiceId, companyId, groupKey }) =>
    groupKey !== null ? [groupKey] : companyId !== null ? groupKeysOfCompany(companyId, vendorServiceId) : [],
  );
  return { groupKeys: [...new Set([...groupKeys, ...accountIds.map(accountGroupKey)])], accountIds };
}
