import { z } from 'zod';
import { Id } from '../../contracts/api/common.ts';
import {
  CloseMonth, ReviewMonth, ReviewMonthList, ReviewMonthQuery, ReviewMonthReport,
} from '../../contracts/api/review-months.ts'; // prettier-ignore
import { recordAudit } from '../../db/audit.ts';
import { compositionSettings } from '../../db/composition-settings.ts';
import type { IntegrationKey } from '../../db/credentials.ts';
import type { Tx } from '../../db/database.ts';
import { lockIntegration } from '../../db/integrations.ts';
import { recomposeUsage } from '../../db/recompose-usage.ts';
import {
  findReviewMonth,
  insertReviewMonth,
  type ListedReviewMonth,
  listReviewMonths,
  monthAsItStands,
  type StoredReviewMonth,
} from '../../db/review-months.ts';
import { dayIn } from '../../domain/billing-day.ts';
import type { Month } from '../../domain/review-month.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { answerList, iso, sortOf, versionOfTenant } from '../list-answer.ts';
import { Problem } from '../problems.ts';
import { created, ok, type Route, route } from '../route.ts';
import type { Caller } from '../sign-in/caller.ts';
import { requireFinished } from './integration-of.ts';
import { reviewMonthCsv } from './review-month-csv.ts';

const tag = 'Months';
const MonthParams = z.object({ monthId: Id });

const wire = (row: ListedReviewMonth) => ({
  id: row.id,
  integrationId: row.integration_id,
  month: row.month,
  currency: row.currency,
  closes: row.closes,
  openLines: row.open_lines,
  closedBy: { ...row.closed_by, name: row.closed_by_name },
  closedAt: iso(row.closed_at),
});

/** Closed months: their control totals, lines and changes stay as they were (RULES 12). */
export const reviewMonthRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/review-months',
    tag,
    summary: 'Closed months, newest first',
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
    summary: 'Close a month: totals, lines and changes are frozen as its report',
    role: 'approver',
    body: CloseMonth,
    answers: { 201: ReviewMonth },
    problems: ['NotFound', 'MonthNotBegun', 'MonthClosed', 'PhaseRefused'],
    idempotency: 'stored',
    handle: async ({ deps, caller, body, requestId }) => {
      const key = { tenantId: caller.tenantId, integrationId: body.integrationId };
      const id = await deps.db
        .transaction()
        .execute((tx) => closeMonth(tx, key, body.month, caller, requestId, new Date()));
      return created(wire(await monthOf(deps, caller.tenantId, id)));
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

/** Composes once more, then freezes what stands. Totals that do not close are frozen so: the report says it. */
async function closeMonth(
  tx: Tx,
  key: IntegrationKey,
  month: Month,
  caller: Caller,
  requestId: string,
  now: Date,
): Promise<string> {
  const integration = await lockIntegration(tx, key);
  if (integration === null) throw new Problem('NotFound');
  requireFinished(integration.phase);
  const { timeZone } = await compositionSettings(tx, key);
  if (month > dayIn(timeZone, now).slice(0, 'YYYY-MM'.length)) throw new Problem('MonthNotBegun');
  await recomposeUsage(tx, key, null, now);
  const frozen = await monthAsItStands(tx, key, month, timeZone);
  if (frozen === null) throw new Problem('PhaseRefused', { detail: 'Nothing was composed yet.' });
  const id = await insertReviewMonth(tx, key, month, frozen, { by: caller.actor, at: now });
  if (id === null) throw new Problem('MonthClosed');
  await recordAudit(tx, {
    tenantId: key.tenantId,
    actor: caller.actor,
    action: 'month.closed',
    objectKind: 'review-month',
    objectId: id,
    integrationId: key.integrationId,
    detail: {
      month,
      closes: frozen.totals.closes,
      lines: frozen.lines.length,
      open: frozen.lines.filter(({ open }) => open).length,
      changes: frozen.writeBacks.length,
    },
    requestId,
  });
  return id;
}
