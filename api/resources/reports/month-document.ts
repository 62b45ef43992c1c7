import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import { ReportDocument } from '../../../contracts/api/report-document.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { findReviewMonth } from '../../../db/usage/review-months.ts';
import { closedMonthDocument, runningMonthDocument } from '../../../use-cases/reports/month-documents.ts';
import { Problem } from '../../problems.ts';
import { localeOf } from '../../rendering.ts';
import { reportWire } from '../../report-wire.ts';
import { ok, type Route, route } from '../../route.ts';
import { IdParams, integrationOf, keyOf } from '../lifecycle/integration-lookup.ts';

const tag = 'Months';

/** The report of a month as data: the header, sections, and totals that its files have. */
export const monthDocumentRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/review-months/{monthId}/document',
    tag,
    summary: 'The report of a closed month with the sections of its files',
    needs: 'read',
    params: z.object({ monthId: Id }),
    answers: { 200: ReportDocument },
    handle: async ({ deps, caller, params, request }) => {
      const { tenantId } = caller;
      const document = await inOneSnapshot(deps.db, async (db) => {
        const closed = await findReviewMonth(db, tenantId, params.monthId);
        if (closed === null) throw new Problem('NotFound');
        return closedMonthDocument(db, deps.kinds, tenantId, closed, localeOf(request));
      });
      return ok(reportWire(document));
    },
  }),
  route({
    method: 'get',
    path: '/integrations/{id}/running-month/document',
    tag,
    summary: 'The report of the current month with the sections of its files',
    needs: 'read',
    params: IdParams,
    answers: { 200: ReportDocument },
    problems: ['MonthNotRead'],
    handle: async (call) => {
      const { deps, request } = call;
      const key = keyOf(call);
      const document = await inOneSnapshot(deps.db, async (db) => {
        await integrationOf(db, key);
        return runningMonthDocument(db, deps.kinds, key, new Date(), localeOf(request));
      });
      if (document === null) throw new Problem('MonthNotRead');
      return ok(reportWire(document));
    },
  }),
];
