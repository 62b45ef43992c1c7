import { sql } from 'kysely';
import type { Span } from '../../domain/billing-day.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type EffectTotals, noMoney } from '../../domain/usage/measure-totals.ts';
import { liveStates } from '../../domain/write-back/approval.ts';
import type { Queryable } from '../core/database.ts';
import { among } from '../core/one-of.ts';

/**
 * What became of approved changes: confirmed from one moment on until another, by the rules of `monthResults` without
 * reading each; and, of all times, what is not done.
 */
export interface MonthDone {
  readonly recovered: EffectTotals;
  readonly prevented: EffectTotals;
  /** Approved, and not written or not known to be. */
  readonly waiting: { readonly up: EffectTotals; readonly down: EffectTotals };
  /** Nobody resolved them. */
  readonly conflicts: number;
}

export async function monthDone(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  { from, until }: Span,
): Promise<MonthDone> {
  const { rows: confirmed } = await sql<EffectTotals & { upward: boolean }>`
    select ${isUpward} as upward, count(*)::int as lines, coalesce(sum(l.effect_per_month), 0)::text as per_month,
      count(*) filter (where l.effect_per_month is null)::int as unknown
    from approval_line l
    where l.tenant_id = ${tenantId} and l.integration_id = ${integrationId} and l.state = 'confirmed'
      and l.decision <> 'prove' and l.finished_at >= ${from} and l.finished_at < ${until}
    group by 1`.execute(db);
  const { rows: live } = await sql<EffectTotals & { conflict: boolean; upward: boolean }>`
    select l.state = 'conflict' as conflict, ${isUpward} as upward, count(*)::int as lines,
      coalesce(sum(l.effect_per_month), 0)::text as per_month,
      count(*) filter (where l.effect_per_month is null)::int as unknown
    from approval_line l
    where l.tenant_id = ${tenantId} and l.integration_id = ${integrationId} and l.decision <> 'prove'
      and ${among('l.state', [...liveStates, 'conflict'])} and (l.state <> 'conflict' or l.resolved_at is null)
    group by 1, 2`.execute(db);
  const waiting = live.filter(({ conflict }) => !conflict);
  return {
    recovered: confirmed.find(({ upward }) => upward) ?? noMoney,
    prevented: confirmed.find(({ upward }) => !upward) ?? noMoney,
    waiting: {
      up: waiting.find(({ upward }) => upward) ?? noMoney,
      down: waiting.find(({ upward }) => !upward) ?? noMoney,
    },
    conflicts: live.reduce((sum, { conflict, lines }) => (conflict ? sum + lines : sum), 0),
  };
}

/** What is taken back counts against what it had brought (`monthResults`). */
const isUpward = sql`(l.after > l.before) <> (l.decision = 'revert')`;
