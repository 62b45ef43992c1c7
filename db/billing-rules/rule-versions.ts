import { type RawBuilder, sql } from 'kysely';
import type { BillingRule, RuleChangeKind, RuleScopeKind } from '../../domain/billing-rules/billing-rule.ts';
import type { RuleStatus } from '../../domain/billing-rules/rule-endings.ts';
import type { ChangedRule } from '../../domain/billing-rules/rule-change.ts';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { Day } from '../../domain/quantity.ts';
import { allOf, type Condition, contains, countRows, type Page, type PageRequest } from '../driver/page.ts';
import { batchesOf } from '../driver/batches.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import { actorName } from '../people/actor-names.ts';
import { ruleOf, type RuleRow } from './rules-in-force.ts';

/** A version with who made it, when, and why. */
export interface RuleVersion extends BillingRule {
  readonly change: RuleChangeKind;
  readonly reason: string;
  readonly actor: Actor;
  /** Null: it has none any more. */
  readonly actorName: string | null;
  readonly madeAt: Date;
}

/** A version in force, as a list shows it. */
export interface ListedRule extends RuleVersion {
  /** Null: of everything, or no row has it any more. */
  readonly scopeName: string | null;
  /** Usage lines under it. */
  readonly lines: number;
}

export interface RuleFilter {
  /** Text of its source or of the name of its scope. */
  readonly q?: string | undefined;
  readonly scopes?: readonly RuleScopeKind[] | undefined;
  readonly statuses?: readonly RuleStatus[] | undefined;
  readonly id?: string | undefined;
}

interface Row extends RuleRow {
  readonly change: RuleChangeKind;
  readonly reason: string;
  readonly actor: Actor;
  readonly actorName: string | null;
  readonly madeAt: Date;
}

const versionOf = (row: Row): RuleVersion => ({
  ...ruleOf(row),
  change: row.change,
  reason: row.reason,
  actor: row.actor,
  actorName: row.actorName,
  madeAt: row.madeAt,
});

/** Versions in force, the most specific scope first, then by the name of the scope. @param today decides their status */
export async function listRules(
  db: Queryable,
  key: IntegrationKey,
  { q, scopes, statuses, id }: RuleFilter,
  today: Day,
  page: PageRequest,
): Promise<Page<ListedRule>> {
  const conditions: Condition[] = [ownedBy(key, 'r'), sql`r.replaced_at is null`];
  if (id !== undefined) conditions.push(sql`r.id = ${id}`);
  if (scopes !== undefined) conditions.push(sql`r.scope_kind = any(${[...scopes]}::text[])`);
  if (statuses !== undefined) conditions.push(sql`${statusOn(today)} = any(${[...statuses]}::text[])`);
  if (q !== undefined) conditions.push(contains(q, sql`r.source`, sql`n.name`));
  const from = sql`from billing_rule r left join lateral (${nameOfScope}) n on true where ${allOf(conditions)}`;
  const { rows } = await sql<Row & { readonly scopeName: string | null; readonly lines: number }>`
    with page as materialized (
      select r.*, n.name as scope_name, row_number() over (order by ${order}) as position ${from}
      order by ${order} offset ${page.offset} limit ${page.limit}),
    under as (
      select u.composed #>> '{rule,applied,id}' as rule_id, count(*)::integer as lines from usage_line u
      where ${ownedBy(key, 'u')} and u.composed #>> '{rule,applied,id}' in (select p.id::text from page p) group by 1)
    select p.id, p.version, p.scope_kind, p.scope_id, p.terms, p.source, p.valid_from, p.valid_to, p.with_psa_terms,
      p.change, p.reason, p.actor, ${actorName(sql`p.tenant_id`, sql`p.actor`)} as actor_name, p.made_at, p.scope_name, coalesce(under.lines, 0) as lines
    from page p left join under on under.rule_id = p.id::text
    order by p.position`.execute(db);
  const items = rows.map((row) => ({ ...versionOf(row), scopeName: row.scopeName, lines: row.lines }));
  return { items, total: await countRows(db, from) };
}

const statusOn = (today: Day): RawBuilder<string> => sql<string>`case
  when r.valid_to < r.valid_from or r.valid_to < ${today} then 'ended' when r.valid_from > ${today} then 'upcoming'
  else 'in-force' end`;

const order = sql`array_position(array['line', 'customer', 'agreement-type', 'product', 'everything'], r.scope_kind),
  lower(n.name) nulls last, r.scope_id, r.valid_from desc, r.id`;

/** A line has no name: that of its customer, agreement, and product. */
const nameOfScope = sql`
  select concat_ws(' › ', c.name, a.name, l.product_identifier) as name from psa_line l
    left join psa_agreement a on a.tenant_id = l.tenant_id and a.integration_id = l.integration_id and a.foreign_id = l.agreement_id
    left join psa_company c on c.tenant_id = a.tenant_id and c.integration_id = a.integration_id and c.foreign_id = a.company_id
    where r.scope_kind = 'line' and l.tenant_id = r.tenant_id and l.integration_id = r.integration_id and l.foreign_id = r.scope_id
  union all select c.name from psa_company c
    where r.scope_kind = 'customer' and c.tenant_id = r.tenant_id and c.integration_id = r.integration_id and c.foreign_id = r.scope_id
  union all (select a.type_name from psa_agreement a
    where r.scope_kind = 'agreement-type' and a.tenant_id = r.tenant_id and a.integration_id = r.integration_id
      and a.type_id = r.scope_id order by a.gone_at nulls first, a.foreign_id limit 1)
  union all select p.identifier from psa_product p
    where r.scope_kind = 'product' and p.tenant_id = r.tenant_id and p.integration_id = r.integration_id and p.foreign_id = r.scope_id`;

/** Every version of one rule, the newest first; none: there is no such rule. */
export async function versionsOfRule(
  db: Queryable,
  key: IntegrationKey,
  id: string,
): Promise<readonly RuleVersion[]> {
  const rows = await db
    .selectFrom('billingRule as r')
    .selectAll()
    .select(sql<string | null>`${actorName(sql`r.tenant_id`, sql`r.actor`)}`.as('actorName'))
    .where(ownedBy(key, 'r'))
    .where('id', '=', id)
    .orderBy('version', 'desc')
    .execute();
  return rows.map(versionOf);
}

/** Stores versions that take the place of those before. The caller holds the integration's row lock. */
export async function storeRuleVersions(
  tx: Tx,
  key: IntegrationKey,
  changed: readonly ChangedRule[],
  { reason, actor, at }: { readonly reason: string; readonly actor: Actor; readonly at: Date },
): Promise<void> {
  const former = changed.flatMap(({ before }) => before?.id ?? []);
  if (former.length > 0)
    await tx
      .updateTable('billingRule')
      .set({ replacedAt: at })
      .where(ownedBy(key))
      .where('id', 'in', former)
      .where('replacedAt', 'is', null)
      .execute();
  for (const slice of batchesOf(changed))
    await tx
      .insertInto('billingRule')
      .values(
        slice.map(({ change, after }) => ({
          ...key,
          id: after.id,
          version: after.version,
          scopeKind: after.scope.kind,
          scopeId: after.scope.kind === 'everything' ? null : after.scope.id,
          terms: JSON.stringify(after.terms),
          source: after.source,
          validFrom: after.from,
          validTo: after.to,
          withPsaTerms: after.withPsaTerms === true,
          change,
          reason,
          actor: JSON.stringify(actor),
          madeAt: at,
        })),
      )
      .execute();
}
