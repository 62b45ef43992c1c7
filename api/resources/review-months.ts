import { z } from 'zod';
import type { IntegrationKey } from '../../domain/keys.ts';
import { Id } from '../../contracts/api/common.ts';
import {
  CloseMonth, MonthList, ReopenMonth, ReviewMonth, ReviewMonthList, ReviewMonthQuery, ReviewMonthReport,
} from '../../contracts/api/review-months.ts'; // prettier-ignore
import { recordAudit } from '../../db/audit/audit.ts';
import { compositionSettings } from '../../db/usage/composition-settings.ts';
import { inTransaction, type Tx } from '../../db/core/database.ts';
import { frozenMonth } from '../../db/usage/frozen-month.ts';
import { lockIntegration, touchIntegration } from '../../db/core/integrations.ts';
import { composeEverything } from '../../use-cases/composition/recompose-usage.ts';
import {
  findReviewMonth,
  insertReviewMonth,
  type ListedReviewMonth,
  listReviewMonths,
  markReopened,
  newestVersion,
  type StoredReviewMonth,
} from '../../db/usage/review-months.ts';
import { monthsThatCount, type MonthThatCounts } from '../../db/runs/run-compositions.ts';
import { dayIn } from '../../domain/billing-day.ts';
import { type Month, monthOfDay, refusesClosing } from '../../domain/review-month.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { answerList, iso, sortOf, versionOfTenant } from '../list-answer.ts';
import { Problem } from '../problems.ts';
import { created, ok, type Route, route } from '../route.ts';
import type { Caller } from '../sign-in/caller.ts';
import { IdParams, integrationOf, keyOf, requireFinished } from './integration-of.ts';
import { reviewMonthCsv } from './review-month-csv.ts';

const tag = 'Months';
const MonthParams = z.object({ monthId: Id });

const wire = (row: ListedReviewMonth) => ({
  id: row.id,
  integrationId: row.integration_id,
  month: row.month,
  version: row.version,
  composedAt: iso(row.composed_at),
  currency: row.currency,
  closes: row.closes,
  openLines: row.open_lines,
  closedBy: { ...row.closed_by, name: row.closed_by_name },
  closedAt: iso(row.closed_at),
  reopened:
    row.reopened_at === null || row.reopened_by === null || row.reopen_reason === null
      ? null
      : {
          by: { ...row.reopened_by, name: row.reopened_by_name },
          at: iso(row.reopened_at),
          reason: row.reopen_reason,
        },
});

const monthWire = (row: MonthThatCounts, running: Month) => ({
  month: row.month,
  state: row.version === null ? 'open' : row.reopened_at === null ? 'closed' : 'reopened',
  running: row.month === running,
  composedAt: iso(row.composed_at),
  reviewMonthId: row.review_month_id,
  version: row.version,
});

/** Closed months: their control totals, lines and changes stay as they were (RULES 12). */
export const reviewMonthRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/review-months',
    tag,
    summary: 'Closed months with every version, newest first',
    role: 'viewer',
    query: ReviewMonthQuery,
    answers: { 200: ReviewMonthList },
    handle: async ({ deps, caller, query }) =>
      answerList(
        deps,
        query,
        versionOfTenant(caller.tenantId),
        (db, page) =>
          listReviewMonths(
            db,
            caller.tenantId,
            { integrationId: query.integration, q: query.q },
            sortOf(query.sort).descending,
            page,
          ),
        wire,
      ),
  }),
  route({
    method: 'post',
    path: '/review-months',
    tag,
    summary: 'Close a month: its last complete composition is frozen as its report',
    role: 'approver',
    body: {
      schema: CloseMonth,
      example: { integrationId: '5f0c1a52-3d6e-4c0b-9a57-8f6f2a4f1c10', month: '2026-11' },
    },
    answers: { 201: ReviewMonth },
    problems: [
      'NotFound',
      'MonthNotBegun',
      'MonthNotRead',
      'MonthRunning',
      'MonthClosed',
      'TimeZoneUnknown',
      'PhaseRefused',
    ],
    idempotency: 'stored',
    handle: async ({ deps, caller, body, requestId }) => {
      const key = { tenantId: caller.tenantId, integrationId: body.integrationId };
      const id = await inTransaction(deps.db, (tx) =>
        closeMonth(tx, key, body, caller, requestId, new Date()),
      );
      return created(wire(await monthOf(deps, caller.tenantId, id)));
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/months',
    tag,
    summary: 'Months of which a sync ended well, oldest first: those that can be closed, and those that are',
    role: 'viewer',
    params: IdParams,
    answers: { 200: MonthList },
    handle: async (call) => {
      const key = keyOf(call);
      await integrationOf(call.deps.db, key);
      const { timeZone } = await compositionSettings(call.deps.db, key);
      const running = monthOfDay(dayIn(timeZone, new Date()));
      return ok({ items: (await monthsThatCount(call.deps.db, key)).map((row) => monthWire(row, running)) });
    },
  }),
  route({
    method: 'post',
    path: '/review-months/{monthId}/reopen',
    tag,
    summary: 'Reopen a closed month, to close it again as its next version',
    role: 'admin',
    params: MonthParams,
    body: { schema: ReopenMonth, example: { reason: 'a customer was mapped after the close' } },
    answers: { 200: ReviewMonth },
    problems: ['NotFound', 'MonthNotClosed', 'PhaseRefused'],
    idempotency: 'stored',
    handle: async ({ deps, caller, params, body, requestId }) => {
      const month = await monthOf(deps, caller.tenantId, params.monthId);
      await inTransaction(deps.db, (tx) =>
        reopenMonth(tx, month, caller, body.reason, requestId, new Date()),
      );
      return ok(wire(await monthOf(deps, caller.tenantId, params.monthId)));
    },
  }),
  // Before the route that follows, whose id would take ".csv" along.
  route({
    method: 'get',
    path: '/review-months/{monthId}.csv',
    tag,
    summary: 'The report of a closed month as a table file',
    role: 'viewer',
    params: MonthParams,
    answers: { 200: { mediaType: 'text/csv' } },
    handle: async ({ deps, caller, params }) =>
      reviewMonthCsv(await monthOf(deps, caller.tenantId, params.monthId)),
  }),
  route({
    method: 'get',
    path: '/review-months/{monthId}',
    tag,
    summary: 'The report of a closed month, open lines first',
    role: 'viewer',
    params: MonthParams,
    answers: { 200: ReviewMonthReport },
    handle: async ({ deps, caller, params }) => {
      const month = await monthOf(deps, caller.tenantId, params.monthId);
      return ok({ ...wire(month), totals: month.totals, lines: month.lines, writeBacks: month.write_backs });
    },
  }),
];

async function monthOf(deps: ApiDependencies, tenantId: string, id: string): Promise<StoredReviewMonth> {
  const month = await findReviewMonth(deps.db, tenantId, id);
  if (month === null) throw new Problem('NotFound');
  return month;
}

/**
 * Ends what time has ended by composing once more, then freezes the month's last complete composition (RULES 12).
 * Totals that do not close are frozen so: the report says it.
 */
async function closeMonth(
  tx: Tx,
  key: IntegrationKey,
  wish: { readonly month: Month; readonly whileRunning?: boolean | undefined },
  caller: Caller,
  requestId: string,
  now: Date,
): Promise<string> {
  const integration = await lockIntegration(tx, key);
  if (integration === null) throw new Problem('NotFound');
  requireFinished(integration.phase);
  const { month, whileRunning = false } = wish;
  const { timeZone, timeZoneKnown } = await compositionSettings(tx, key);
  if (!timeZoneKnown) throw new Problem('TimeZoneUnknown');
  const before = await newestVersion(tx, key, month);
  await composeEverything(tx, key, null, now);
  const frozen = await frozenMonth(tx, key, month, timeZone, now);
  const refusal = refusesClosing(month, monthOfDay(dayIn(timeZone, now)), {
    read: frozen !== null,
    closed: before !== null && !before.reopened,
    whileRunning,
  });
  if (refusal !== null) throw new Problem(refusal);
  if (frozen === null) throw new Problem('MonthNotRead');
  const version = before === null ? 1 : before.version + 1;
  const id = await insertReviewMonth(tx, key, month, frozen, { by: caller.actor, at: now, version });
  await recordAudit(tx, {
    tenantId: key.tenantId,
    actor: caller.actor,
    action: 'month.closed',
    objectKind: 'review-month',
    objectId: id,
    integrationId: key.integrationId,
    detail: {
      month,
      version,
      composedAt: iso(frozen.composedAt),
      closes: frozen.totals.closes,
      lines: frozen.lines.length,
      open: frozen.lines.filter(({ open }) => open).length,
      changes: frozen.writeBacks.length,
    },
    requestId,
  });
  return id;
}

/** Only the version that stands is reopened; its report stays as it was. */
async function reopenMonth(
  tx: Tx,
  { id, integration_id: integrationId, month, version }: StoredReviewMonth,
  caller: Caller,
  reason: string,
  requestId: string,
  now: Date,
): Promise<void> {
  const key = { tenantId: caller.tenantId, integrationId };
  const integration = await lockIntegration(tx, key);
  if (integration === null) throw new Problem('NotFound');
  requireFinished(integration.phase);
  const newest = await newestVersion(tx, key, month);
  if (newest?.id !== id || newest.reopened) throw new Problem('MonthNotClosed');
  await markReopened(tx, key.tenantId, id, { by: caller.actor, at: now, reason });
  await touchIntegration(tx, key);
  await recordAudit(tx, {
    tenantId: key.tenantId,
    actor: caller.actor,
    action: 'month.reopened',
    objectKind: 'review-month',
    objectId: id,
    integrationId,
    detail: { month, version, reason },
    requestId,
  });
}
