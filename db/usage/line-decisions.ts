import { sql } from 'kysely';
import { NewLineWish } from '../../contracts/stored/new-line.ts';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { Day, DecimalText } from '../../domain/quantity.ts';
import type { BillingTarget } from '../../domain/usage/billing-target.ts';
import type { DecisionState } from '../../domain/states.ts';
import type { NewLineWish as Wish } from '../../domain/decisions/decision.ts';
import type { StoredDecision, StoredState } from '../../domain/decisions/decision-status.ts';
import { decisionCodes } from '../../domain/decisions/decision-status.ts';
import type { FallenApproval } from '../../domain/decisions/decision-status.ts';
import { ruleVersion } from '../../domain/rule-version.ts';
import { storedMessage } from '../../messages/stored.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { allowedFrom, requireTransition } from '../model/transitions.ts';
import { ownedBy } from '../model/owned-by.ts';
import { oneOf } from '../driver/one-of.ts';

/** Decisions that are no approval: proposed, dismissed, held. By group; at most one each. */
export async function lineDecisions(
  db: Queryable,
  key: IntegrationKey,
  groupKeys: readonly string[],
): Promise<ReadonlyMap<string, StoredDecision>> {
  const rows = await db
    .selectFrom('lineDecision')
    .select([
      'groupKey',
      'state',
      'lineVersion',
      'variance',
      'untilDay',
      'reason',
      'decidedAt',
      'adjusts',
      'quantity',
      'billingTarget',
      'targetPsaLineId',
      'newLine',
    ])
    .where(ownedBy(key))
    .where(oneOf('groupKey', groupKeys))
    .execute();
  return new Map(
    rows.map(({ groupKey, decidedAt, adjusts, quantity, billingTarget, targetPsaLineId, ...row }) => {
      const { newLine: wish, ...decision } = row;
      const newLine = NewLineWish.nullable().parse(wish);
      const { reason } = decision;
      const proposal =
        quantity === null ? null : { adjusts, quantity, billingTarget, targetPsaLineId, newLine, reason };
      return [groupKey, { ...decision, at: decidedAt.toISOString(), proposal }];
    }),
  );
}

export interface NewLineDecision {
  readonly state: StoredState;
  readonly lineVersion: number;
  readonly variance: DecimalText | null;
  readonly reason: string | null;
  readonly untilDay?: string | null;
  readonly proposal?: {
    readonly adjusts: boolean;
    readonly quantity: DecimalText;
    readonly billingTarget: BillingTarget | null;
    readonly targetPsaLineId: string | null;
    readonly newLine: Wish | null;
  };
}

/** Takes the place of the group's decision before. */
export async function putLineDecision(
  tx: Tx,
  key: IntegrationKey,
  groupKey: string,
  decision: NewLineDecision,
  actor: Actor,
  at: Date,
): Promise<void> {
  const values = {
    state: decision.state,
    lineVersion: decision.lineVersion,
    variance: decision.variance,
    adjusts: decision.proposal?.adjusts ?? false,
    quantity: decision.proposal?.quantity ?? null,
    billingTarget: decision.proposal?.billingTarget ?? null,
    targetPsaLineId: decision.proposal?.targetPsaLineId ?? null,
    newLine: decision.proposal?.newLine == null ? null : JSON.stringify(decision.proposal.newLine),
    reason: decision.reason,
    untilDay: decision.untilDay ?? null,
    decidedBy: JSON.stringify(actor),
    decidedAt: at,
  };
  const moved = await tx
    .insertInto('lineDecision')
    .values({ tenantId: key.tenantId, integrationId: key.integrationId, groupKey, ...values })
    .onConflict((conflict) =>
      conflict
        .columns(['tenantId', 'integrationId', 'groupKey'])
        .doUpdateSet(values)
        .where('lineDecision.state', 'in', stored(allowedFrom('decision', decision.state))),
    )
    .executeTakeFirstOrThrow();
  requireTransition('decision', decision.state, moved);
}

/** An open line and an approved one have no row. */
const stored = (states: readonly DecisionState[]): StoredState[] =>
  states.filter((state) => state !== 'open' && state !== 'approved');

export async function removeLineDecisions(
  tx: Tx,
  key: IntegrationKey,
  groupKeys: readonly string[],
): Promise<void> {
  if (groupKeys.length === 0) return;
  await tx
    .deleteFrom('lineDecision')
    .where(ownedBy(key))
    .where('groupKey', 'in', [...groupKeys])
    .execute();
}

/** Whether time, or a new version of the rules, has ended a decision: a dismissal's month, or a queued approval (RULES 6, 8). */
export async function hasEndedDecisions(
  db: Queryable,
  key: IntegrationKey,
  today: Day,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from line_decision d
    join usage_line u on u.tenant_id = d.tenant_id and u.integration_id = d.integration_id and u.group_key = d.group_key
    where d.tenant_id = ${key.tenantId} and d.integration_id = ${key.integrationId} and d.until_day <= ${today}
      and u.decision = 'dismissed'
    union all
    select 1 from approval_line l
    where l.tenant_id = ${key.tenantId} and l.integration_id = ${key.integrationId} and l.state = 'queued'
      and (l.expires_at <= ${now} or l.rule_version <> ${ruleVersion})
    limit 1`.execute(db);
  return rows.length > 0;
}

/** Of each of these groups whose newest approval came back to review: why, and when. Looked up by index, group by group. */
export async function fallenApprovals(
  db: Queryable,
  key: IntegrationKey,
  groupKeys: readonly string[],
): Promise<ReadonlyMap<string, FallenApproval>> {
  const { rows } = await sql<{
    groupKey: string;
    state: FallenApproval['state'];
    code: string | null;
    detail: unknown;
    before: string;
    after: string;
    finishedAt: Date;
  }>`
    select newest.group_key, state, code, detail, newest.before, newest.after, finished_at
    from unnest(${[...groupKeys]}::text[]) as g (group_key) cross join lateral (
      select l.group_key, l.state, l.code, l.detail, l.before, l.after, l.finished_at, l.resolved_at
      from approval_line l
      where l.tenant_id = ${key.tenantId} and l.integration_id = ${key.integrationId} and l.group_key = g.group_key
        and l.decision <> 'prove'
      order by l.approved_at desc, l.id limit 1) newest
    where state in ('stale', 'rejected') or (state = 'conflict' and resolved_at is null)
      or (state = 'canceled' and code in (${sql.join([...decisionCodes])}))`.execute(db);
  return new Map(
    rows.map(({ groupKey, finishedAt, detail, ...fallen }) => [
      groupKey,
      { ...fallen, detail: storedMessage(detail), at: finishedAt.toISOString() },
    ]),
  );
}
