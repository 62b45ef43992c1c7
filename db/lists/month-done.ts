import { sql } from 'kysely';
import type { Span } from '../../domain/billing-day.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type EffectTotals, partsTotal, type PlainLines } from '../../domain/usage/measure-totals.ts';
import { liveStates } from '../../domain/decisions/approval.ts';
import type { Queryable } from '../model/database.ts';
import { among } from '../driver/one-of.ts';

/**
 * What became of approved changes: confirmed from one moment on until another, by the rules of `monthResults` without
 * reading each; and, of all times, what is not done.
 */
export interface MonthDone {
  readonly recovered: EffectTotals;
  /** What of it is of lines that were created. */
  readonly created: EffectTotals;
  readonly credited: EffectTotals;
  /** What of it is of lines that were ended. */
  readonly ended: EffectTotals;
  /** Approved, and not written or not known to be. */
  readonly waiting: { readonly up: EffectTotals; readonly down: EffectTotals };
  /** Nobody resolved them. */
  readonly conflicts: number;
}

export async function monthDone(db: Queryable, key: IntegrationKey, span: Span): Promise<MonthDone> {
  const { tenantId, integrationId } = key;
  const { rows: live } = await sql<Part & { conflict: boolean }>`
    select l.state = 'conflict' as conflict, ${isUpward} as upward, ${foreign}, count(*)::int as lines,
      sum(l.effect_per_month)::text as per_month,
      count(*) filter (where l.effect_per_month is null)::int as unknown
    from approval_line l join tenant t on t.id = l.tenant_id
    where l.tenant_id = ${tenantId} and l.integration_id = ${integrationId} and l.decision <> 'prove'
      and ${among('l.state', [...liveStates, 'conflict'])} and (l.state <> 'conflict' or l.resolved_at is null)
    group by 1, 2, 3`.execute(db);
  const waiting = live.filter(({ conflict }) => !conflict);
  return {
    ...(await confirmedChanges(db, key, span)),
    waiting: {
      up: partsTotal(waiting.filter(({ upward }) => upward)),
      down: partsTotal(waiting.filter(({ upward }) => !upward)),
    },
    conflicts: live.reduce((sum, { conflict, lines }) => (conflict ? sum + lines : sum), 0),
  };
}

/** Confirmed from one moment on until another. */
export async function confirmedChanges(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  { from, until }: Span,
): Promise<Pick<MonthDone, 'recovered' | 'created' | 'credited' | 'ended'>> {
  const { rows } = await sql<Part & { readonly ofLine: boolean }>`
    select ${isUpward} as upward, l.change <> 'set-quantity' as of_line, ${foreign}, count(*)::int as lines, sum(l.effect_per_month)::text as per_month,
      count(*) filter (where l.effect_per_month is null)::int as unknown
    from approval_line l join tenant t on t.id = l.tenant_id
    where l.tenant_id = ${tenantId} and l.integration_id = ${integrationId} and l.state = 'confirmed'
      and l.decision <> 'prove' and l.finished_at >= ${from} and l.finished_at < ${until}
    group by 1, 2, 3`.execute(db);
  return {
    recovered: partsTotal(rows.filter(({ upward }) => upward)),
    created: partsTotal(rows.filter(({ upward, ofLine }) => upward && ofLine)),
    credited: partsTotal(rows.filter(({ upward }) => !upward)),
    ended: partsTotal(rows.filter(({ upward, ofLine }) => !upward && ofLine)),
  };
}

type Part = PlainLines & { readonly upward: boolean };

/** Null: in the tenant's own currency. */
const foreign = sql`nullif(l.currency, t.currency) as currency`;

/** What is taken back counts against what it had brought (`monthResults`). */
const isUpward = sql`(l.after > l.before) <> (l.decision = 'revert')`;
