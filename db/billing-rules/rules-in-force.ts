import type { BillingRule, RuleScope, RuleScopeKind } from '../../domain/billing-rules/billing-rule.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Day } from '../../domain/quantity.ts';
import { oneOf } from '../driver/one-of.ts';
import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';

/** What the rules of some groups can be for, by IDs of the PSA. */
export type ScopeIds = Readonly<Record<Exclude<RuleScopeKind, 'everything'>, readonly string[]>>;

/**
 * The version in force of each rule, in the order of their ids.
 * @param of.ids null or absent: of all scopes; else of these, and of everything
 * @param of.since without rules that ended before this day; absent: with all of them
 */
export async function rulesInForce(
  db: Queryable,
  key: IntegrationKey,
  { ids = null, since }: { readonly ids?: ScopeIds | null; readonly since?: Day } = {},
): Promise<readonly BillingRule[]> {
  const rows = await db
    .selectFrom('billingRule')
    .select([
      'id',
      'version',
      'scopeKind',
      'scopeId',
      'terms',
      'source',
      'validFrom',
      'validTo',
      'withPsaTerms',
    ])
    .where(ownedBy(key))
    .where('replacedAt', 'is', null)
    .$if(since !== undefined, (query) =>
      query.where((where) => where.or([where('validTo', 'is', null), where('validTo', '>=', since ?? '')])),
    )
    .$if(ids !== null, (query) =>
      query.where((where) =>
        where.or([
          where('scopeKind', '=', 'everything'),
          ...Object.entries(ids ?? {}).map(([kind, of]) =>
            where.and([where('scopeKind', '=', kind as RuleScopeKind), oneOf('scopeId', of)]),
          ),
        ]),
      ),
    )
    .orderBy('id')
    .execute();
  return rows.map(ruleOf);
}

/** A version as a row has it. */
export interface RuleRow {
  readonly id: string;
  readonly version: number;
  readonly scopeKind: RuleScopeKind;
  readonly scopeId: string | null;
  readonly terms: BillingRule['terms'];
  readonly source: string;
  readonly validFrom: Day;
  readonly validTo: Day | null;
  readonly withPsaTerms: boolean;
}

export const ruleOf = (row: RuleRow): BillingRule => ({
  id: row.id,
  version: row.version,
  scope: scopeOf(row),
  terms: row.terms,
  source: row.source,
  from: row.validFrom,
  to: row.validTo,
  ...(row.withPsaTerms ? { withPsaTerms: true } : {}),
});

/** As a row has it. */
export function scopeOf({ scopeKind: kind, scopeId: id }: Pick<RuleRow, 'scopeKind' | 'scopeId'>): RuleScope {
  if (kind === 'everything') return { kind };
  if (id === null) throw new Error(`a billing rule for a ${kind} names none`);
  return { kind, id };
}
