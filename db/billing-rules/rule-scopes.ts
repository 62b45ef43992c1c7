import { sql } from 'kysely';
import type { RuleScope } from '../../domain/billing-rules/billing-rule.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { ownedBy } from '../model/owned-by.ts';
import type { Queryable } from '../model/database.ts';

export type NamedScope = Exclude<RuleScope, { readonly kind: 'everything' }>;

/** Of these scopes those that name something which the PSA, as last read, does not have. */
export async function unknownScopes(
  db: Queryable,
  key: IntegrationKey,
  scopes: readonly RuleScope[],
): Promise<readonly NamedScope[]> {
  const named = scopes.filter((scope) => scope.kind !== 'everything');
  if (named.length === 0) return [];
  const { rows } = await sql<NamedScope>`
    select s.kind, s.id from unnest(${named.map(({ kind }) => kind)}::text[], ${named.map(({ id }) => id)}::text[]) as s (kind, id)
    where not case s.kind
      when 'line' then exists (select 1 from psa_line x where ${ownedBy(key, 'x')} and x.foreign_id = s.id)
      when 'customer' then exists (select 1 from psa_company x where ${ownedBy(key, 'x')} and x.foreign_id = s.id)
      when 'product' then exists (select 1 from psa_product x where ${ownedBy(key, 'x')} and x.foreign_id = s.id)
      else exists (select 1 from psa_agreement x where ${ownedBy(key, 'x')} and coalesce(x.type_id, 'none') = s.id) end`.execute(
    db,
  );
  return rows;
}

/** What rules of these scopes can apply to, by IDs of the PSA. */
export interface ScopeReach {
  readonly companyIds: readonly string[];
  readonly agreementIds: readonly string[];
  readonly psaLineIds: readonly string[];
}

/** @param scopes without `everything`, which reaches whatever there is */
export async function scopeReach(
  db: Queryable,
  key: IntegrationKey,
  scopes: readonly NamedScope[],
): Promise<ScopeReach> {
  const idsOf = (kind: NamedScope['kind']) =>
    scopes.filter((scope) => scope.kind === kind).map(({ id }) => id);
  const { rows } = await sql<{ readonly kind: 'agreement' | 'line'; readonly id: string }>`
    select 'agreement' as kind, a.foreign_id as id from psa_agreement a
      where ${ownedBy(key, 'a')} and coalesce(a.type_id, 'none') = any(${idsOf('agreement-type')}::text[])
    union all select 'line', l.foreign_id from psa_line l
      where ${ownedBy(key, 'l')} and l.product_id = any(${idsOf('product')}::text[])`.execute(db);
  const found = (kind: 'agreement' | 'line') => rows.filter((row) => row.kind === kind).map(({ id }) => id);
  return {
    companyIds: idsOf('customer'),
    agreementIds: found('agreement'),
    psaLineIds: [...idsOf('line'), ...found('line')],
  };
}
