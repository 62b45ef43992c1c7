import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import { MonthList } from '../../../contracts/api/months.ts';
import {
  CloseMonth, linesShown, MonthToClose, MonthToCloseQuery, ReopenMonth, ReportFileList, ReviewMonth, ReviewMonthList, ReviewMonthQuery, ReviewMonthReport, RunningMonthQuery, RunningMonthReport,
} from '../../../contracts/api/review-months.ts'; // prettier-ignore
import { closedMonthReport, runningMonthReport } from '../../../db/lists/month-report.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { monthToClose } from '../../../db/lists/month-to-close.ts';
import { findReportFile, reportFilesOf } from '../../../db/usage/report-files.ts';
import { compositionSettings } from '../../../db/settings/composition-settings.ts';
import {
  findReviewMonth,
  type ListedReviewMonth,
  listReviewMonths,
  type StoredReviewMonth,
} from '../../../db/usage/review-months.ts';
import { unsettledWrites } from '../../../db/write-back/unsettled-writes.ts';
import type { IntegrationKey } from '../../../domain/keys.ts';
import { monthsThatCount, type MonthThatCounts } from '../../../db/runs/run-compositions.ts';
import { dayIn } from '../../../domain/billing-day.ts';
import { type KindNames, termsOfKinds } from '../../../domain/kinds.ts';
import type { MonthReport } from '../../../domain/months/month-report.ts';
import { type Month, monthOfDay } from '../../../domain/months/review-month.ts';
import { closedMonthDocument, runningMonthDocument } from '../../../use-cases/reports/month-documents.ts';
import { formatFacts, reportFormats } from '../../../reports/files.ts';
import { closeMonth, reopenMonth } from '../../../use-cases/decisions/review-months.ts';
import { askedBy, carryOut } from '../../carry-out.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { answerList, iso, sortOf, versionOfTenant } from '../../list-answer.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { Problem } from '../../problems.ts';
import { catalogFor, localeOf } from '../../rendering.ts';
import { created, ok, type Route, route } from '../../route.ts';
import type { Caller } from '../../sign-in/caller.ts';
import { documentRoutes, verifiableFile, requestedFile } from '../../document-files.ts';
import { keptFile } from './archived-file.ts';
import { IdParams, integrationOf, keyOf } from '../lifecycle/integration-lookup.ts';
import { reportRenderer } from './report-texts.ts';
import { reportWire } from './month-report.ts';
import { type RunRequest, startRun } from '../runs/start-run.ts';

const tag = 'Months';
const MonthParams = z.object({ monthId: Id });
const FileParams = MonthParams.extend({ name: z.string().max(200) });

const wire = (row: ListedReviewMonth) => ({
  id: row.id,
  integrationId: row.integrationId,
  month: row.month,
  version: row.version,
  composedAt: iso(row.composedAt),
  currency: row.currency,
  closes: row.closes,
  openLines: row.openLines,
  closedBy: { ...row.closedBy, name: row.closedByName },
  closedAt: iso(row.closedAt),
  reopened:
    row.reopenedAt === null || row.reopenedBy === null || row.reopenReason === null
      ? null
      : {
          by: { ...row.reopenedBy, name: row.reopenedByName },
          at: iso(row.reopenedAt),
          reason: row.reopenReason,
        },
});

const monthWire = (row: MonthThatCounts, running: Month) => ({
  month: row.month,
  state: row.version === null ? 'open' : row.reopenedAt === null ? 'closed' : 'reopened',
  running: row.month === running,
  composedAt: iso(row.composedAt),
  reviewMonthId: row.reviewMonthId,
  version: row.version,
});

/** Closed months: their control totals, lines and changes stay as they were (RULES 12). */
export const reviewMonthRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/review-months',
    tag,
    summary: 'Closed months with every version, newest first',
    needs: 'read',
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
    summary: 'Close a month: its last complete reconciliation is frozen as its report',
    needs: 'close-month',
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
      'MonthUnsettled',
      'MonthClosed',
      'TimeZoneUnknown',
      'PhaseRejected',
    ],
    idempotency: 'stored',
    handle: async (call) => {
      const { integrationId, month, whileRunning = false } = call.body;
      const { tenantId } = call.caller;
      const key = { tenantId, integrationId };
      const id = await carryOut(call.deps.db, (tx) =>
        closeMonth(tx, key, { month, whileRunning }, askedBy(call)),
      ).catch(async (error: unknown) => {
        if (error instanceof Problem && error.code === 'MonthUnsettled') await readUnread(call, key);
        throw error;
      });
      return created(wire(await monthOf(call.deps, tenantId, id)));
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/months',
    tag,
    summary: 'Months with a successful sync, oldest first: those that can be closed, and those that are',
    needs: 'read',
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
    method: 'get',
    path: '/integrations/{id}/month-to-close',
    tag,
    summary: 'What closing a month would freeze now: open lines by kind, and what they cost',
    needs: 'read',
    params: IdParams,
    query: MonthToCloseQuery,
    answers: { 200: MonthToClose },
    problems: ['MonthNotRead'],
    handle: async (call) => {
      const key = keyOf(call);
      const { month } = call.query;
      await integrationOf(call.deps.db, key);
      const told = await inOneSnapshot(call.deps.db, (db) => monthToClose(db, key, month, new Date()));
      if (told === null) throw new Problem('MonthNotRead');
      return ok({ month, ...told, composedAt: iso(told.composedAt) });
    },
  }),
  route({
    method: 'post',
    path: '/review-months/{monthId}/reopen',
    tag,
    summary: 'Reopen a closed month, to close it again as its next version',
    needs: 'reopen-month',
    params: MonthParams,
    body: { schema: ReopenMonth, example: { reason: 'a customer was mapped after the close' } },
    answers: { 200: ReviewMonth },
    problems: ['NotFound', 'MonthNotClosed', 'PhaseRejected'],
    idempotency: 'stored',
    handle: async (call) => {
      const { deps, params, body } = call;
      const { tenantId } = call.caller;
      const month = await monthOf(deps, tenantId, params.monthId);
      await carryOut(deps.db, (tx) => reopenMonth(tx, month, body.reason, askedBy(call)));
      return ok(wire(await monthOf(deps, tenantId, params.monthId)));
    },
  }),
  ...documentRoutes({
    path: '/review-months/{monthId}',
    tag,
    summary: 'The report of a closed month',
    needs: 'read',
    params: MonthParams,
    of: async (call, asked) => {
      const { deps, caller, params, request } = call;
      const closed = await monthOf(deps, caller.tenantId, params.monthId);
      const kept = await keptFile(call, asked);
      if (kept !== null) return kept;
      const document = await inOneSnapshot(deps.db, (db) =>
        closedMonthDocument(db, deps.kinds, caller.tenantId, closed, localeOf(request)),
      );
      return requestedFile(call, asked, document);
    },
  }),
  route({
    method: 'get',
    path: '/review-months/{monthId}/files',
    tag,
    summary: 'The stored files of a closed month',
    needs: 'read',
    params: MonthParams,
    answers: { 200: ReportFileList },
    handle: async ({ deps, caller, params }) => {
      const { id } = await monthOf(deps, caller.tenantId, params.monthId);
      const files = await reportFilesOf(deps.db, caller.tenantId, id);
      return ok({ items: files.map((file) => ({ ...file, madeAt: iso(file.madeAt) })) });
    },
  }),
  route({
    method: 'get',
    path: '/review-months/{monthId}/files/{name}',
    tag,
    summary: 'A stored file of a closed month, as it was written',
    needs: 'read',
    params: FileParams,
    answers: { 200: { mediaType: reportFormats.map((format) => formatFacts[format].mediaType) } },
    handle: async ({ deps, caller, params: { monthId, name } }) => {
      const file = await findReportFile(deps.db, caller.tenantId, monthId, { name });
      if (file === null) throw new Problem('NotFound');
      return verifiableFile(file);
    },
  }),
  route({
    method: 'get',
    path: '/review-months/{monthId}',
    tag,
    summary: 'The report of a closed month: figures, customers, reviewers, lines with the open ones first',
    needs: 'read',
    params: MonthParams,
    answers: { 200: ReviewMonthReport },
    handle: async (call) => {
      const { closed, report, integration } = await closedReport(call);
      const render = await rendererOfReport(call, report, integration);
      const { checksum, facts } = closed;
      const { mspName, timeZone, ruleVersion } = facts;
      return ok({
        ...wire(closed),
        ...reportWire(report, render),
        mspName,
        timeZone,
        ruleVersion,
        checksum,
      });
    },
  }),
  ...documentRoutes({
    path: '/integrations/{id}/running-month',
    tag,
    summary: 'The report of the current month',
    needs: 'read',
    params: IdParams,
    problems: ['MonthNotRead'],
    of: async (call, asked) => {
      const { deps, request } = call;
      const key = keyOf(call);
      await integrationOf(deps.db, key);
      const document = await inOneSnapshot(deps.db, (db) =>
        runningMonthDocument(db, deps.kinds, key, new Date(), localeOf(request)),
      );
      if (document === null) throw new Problem('MonthNotRead');
      return requestedFile(call, asked, document);
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/running-month',
    tag,
    summary: 'The report of the current month, as of now',
    needs: 'read',
    params: IdParams,
    query: RunningMonthQuery,
    answers: { 200: RunningMonthReport },
    problems: ['MonthNotRead'],
    handle: async (call) => {
      const most = call.query.lines === 'all' ? undefined : linesShown;
      const { report, integration } = await runningReport(call, most);
      const render = await rendererOfReport(call, report, integration);
      const { month, composedAt, currency, totals, figures } = report;
      return ok({
        integrationId: call.params.id,
        month,
        composedAt,
        currency,
        closes: totals.closes,
        openLines: figures.open.lines,
        ...reportWire(report, render),
      });
    },
  }),
];

/** Reads the first line again that nothing else will read before the next sync. A run under way reads it too. */
async function readUnread(call: Asked & Pick<RunRequest, 'requestId'>, key: IntegrationKey): Promise<void> {
  const unsettled = await unsettledWrites(call.deps.db, key, new Date());
  const unread = unsettled.find((write) => write.unread);
  if (unread === undefined) return;
  const { groupKey } = unread;
  await startRun({ ...call, key }, { mode: 'usage-line', groupKey }, randomUUID()).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
  });
}

const rendererOfReport = (
  { deps, caller, request }: Asked,
  report: MonthReport,
  integration: Integration,
): Promise<Renderer> =>
  reportRenderer(
    deps.db,
    { tenantId: caller.tenantId, integrationId: integration.id },
    report,
    catalogFor(request),
    termsOfKinds(deps.kinds, integration),
  );

type Integration = KindNames & { readonly id: string };

interface Asked {
  readonly request: Request;
  readonly deps: ApiDependencies;
  readonly caller: Caller;
}

async function closedReport({
  deps,
  caller,
  params,
}: Asked & { readonly params: { readonly monthId: string } }) {
  const closed = await monthOf(deps, caller.tenantId, params.monthId);
  const { tenantId } = caller;
  const report = await inOneSnapshot(deps.db, (db) => closedMonthReport(db, tenantId, closed));
  const { integrationId } = closed;
  return { closed, report, integration: await integrationOf(deps.db, { tenantId, integrationId }) };
}

/** @param most so many lines; absent: all */
async function runningReport(call: Asked & { readonly params: { readonly id: string } }, most?: number) {
  const key = keyOf(call);
  const integration = await integrationOf(call.deps.db, key);
  const report = await inOneSnapshot(call.deps.db, (db) => runningMonthReport(db, key, new Date(), most));
  if (report === null) throw new Problem('MonthNotRead');
  return { closed: null, report, integration };
}

async function monthOf(deps: ApiDependencies, tenantId: string, id: string): Promise<StoredReviewMonth> {
  const month = await findReviewMonth(deps.db, tenantId, id);
  if (month === null) throw new Problem('NotFound');
  return month;
}
