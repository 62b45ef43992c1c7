import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import {
  asDecidedNow,
  type Month,
  type MonthLine,
  type MonthWriteBack,
  openFirst,
} from '../../domain/months/review-month.ts';
import { composeUsage } from '../../domain/usage/compose.ts';
import type { ComposedLine, CompositionInput, WaitingChange } from '../../domain/usage/composition.ts';
import { type ControlTotals, controlTotals } from '../../domain/usage/control-totals.ts';
import { doneStates } from '../../domain/write-back/approval.ts';
import { groupsUnderWay } from '../write-back/approval-lines.ts';
import type { Queryable } from '../model/database.ts';
import { among } from '../driver/one-of.ts';
import { compositionInput } from './composition-input.ts';
import { decisionsOn, labelling } from './line-standing.ts';
import { compositionOfMonth } from '../runs/run-compositions.ts';
import { asFrozen, changesOfMonth } from './month-changes.ts';

/** What a closed month keeps (RULES 12). */
export interface FrozenMonth {
  readonly currency: string;
  /** The run whose composition it is, and when that was. */
  readonly syncRunId: string;
  readonly composedAt: Date;
  readonly totals: ControlTotals;
  readonly lines: readonly MonthLine[];
  readonly writeBacks: readonly MonthWriteBack[];
}

/**
 * The last complete composition of the month under the decisions of now (RULES 12); null: no run of the month ended
 * well. Who freezes it holds the integration's row lock and has just composed, so that decisions stand as of now; who
 * only looks reads in one snapshot.
 */
export async function frozenMonth(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  timeZone: string,
  now: Date,
): Promise<FrozenMonth | null> {
  const composition = await compositionOfMonth(db, key, month);
  const facts = await compositionInput(db, key, now, null);
  if (composition === null || facts === null) return null;
  const { syncRunId, composedAt, readings } = composition;
  const made = await madeSince(db, key, composedAt);
  const input = asDecidedNow(readings, facts, made);
  const lines = composeUsage(input);
  return {
    currency: await currencyOf(db, key),
    syncRunId,
    composedAt,
    totals: controlTotals(input, lines),
    lines: openFirst(await monthLines(db, key, input, lines, composedAt, made)),
    writeBacks: (await changesOfMonth(db, key, month, timeZone)).map(asFrozen),
  };
}

async function currencyOf(db: Queryable, key: IntegrationKey): Promise<string> {
  const { currency } = await db
    .selectFrom('tenant')
    .select('currency')
    .where('id', '=', key.tenantId)
    .executeTakeFirstOrThrow();
  return currency;
}

/** Changes that reached the PSA since then, the newest of each group. */
async function madeSince(db: Queryable, key: IntegrationKey, since: Date): Promise<readonly WaitingChange[]> {
  const { rows } = await sql<{ groupKey: string; psaLineId: string; before: string; after: string }>`
    select distinct on (group_key) group_key, psa_line_id, before, after from approval_line
    where tenant_id = ${key.tenantId} and integration_id = ${key.integrationId} and decision <> 'prove'
      and ${among('state', doneStates)} and finished_at > ${since}
    order by group_key, finished_at desc, id`.execute(db);
  return rows.map(({ groupKey, psaLineId, before, after }) => ({
    groupKey,
    psaLineId,
    before,
    after,
    waitsFor: 'made since',
  }));
}

async function monthLines(
  db: Queryable,
  key: IntegrationKey,
  input: CompositionInput,
  lines: readonly ComposedLine[],
  at: Date,
  made: readonly WaitingChange[],
): Promise<readonly MonthLine[]> {
  const stored = await linesOfGroups(db, key, at);
  const labels = labelling(input);
  const groupKeys = lines.map(({ groupKey }) => groupKey);
  const underWay = await groupsUnderWay(db, key, groupKeys);
  const decided = await decisionsOn(db, key, groupKeys, underWay, input.today);
  const changed = new Set(made.map(({ groupKey }) => groupKey));
  return lines.map((line) => {
    const known = stored.get(line.groupKey);
    const standing = decided(line, known?.newest ?? 1);
    // A change that was made leaves the line undecided again; as of the composition it was the decision.
    const decision =
      standing.decision === 'open' && changed.has(line.groupKey) ? 'approved' : standing.decision;
    const flags = [...line.flags, ...standing.flags].map(({ flag }) => flag);
    return {
      usageLineId: known?.id ?? null,
      label: labels(line),
      companyId: line.companyId,
      kind: line.kind,
      flags,
      decision,
      version: known?.then ?? 1,
      vendorQuantity: line.vendorQuantity,
      psaQuantity: line.psaQuantity,
      variance: line.variance,
      currency: line.money.currency,
      effectPerMonth: line.money.effectPerMonth,
      atRiskPerMonth: line.money.atRiskPerMonth,
      vendorReadAt: line.vendorReadAt,
      psaReadAt: line.psaReadAt,
      notRead: line.notRead?.reason ?? null,
      open: decision !== 'approved' && standing.need !== null,
    };
  });
}

/** Of each group its line, the version it had by then, and the one it has now, on which decisions are made. */
async function linesOfGroups(
  db: Queryable,
  key: IntegrationKey,
  at: Date,
): Promise<ReadonlyMap<string, { readonly id: string; readonly then: number; readonly newest: number }>> {
  const { rows } = await sql<{ groupKey: string; id: string; was: number | null; newest: number }>`
    select distinct on (h.group_key) h.group_key, h.usage_line_id as id, h.version as newest, (
      select v.version from usage_line_history v
      where v.tenant_id = h.tenant_id and v.integration_id = h.integration_id and v.group_key = h.group_key and v.at <= ${at}
      order by v.at desc limit 1) as was
    from usage_line_history h
    where h.tenant_id = ${key.tenantId} and h.integration_id = ${key.integrationId}
    order by h.group_key, h.at desc`.execute(db);
  return new Map(
    rows.map(({ groupKey: group, id, was, newest }) => [group, { id, then: was ?? newest, newest }]),
  );
}
