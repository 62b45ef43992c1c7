import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import { ReportDocument } from '../../../contracts/api/report-document.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { findReviewMonth } from '../../../db/usage/review-months.ts';
import type { RenderedDocument } from '../../../reports/document.ts';
import { closedMarginDocument, runningMarginDocument } from '../../../use-cases/reports/margin-documents.ts';
import { documentRoutes, requestedFile } from '../../document-files.ts';
import { Problem } from '../../problems.ts';
import { localeOf } from '../../rendering.ts';
import { reportWire } from '../../report-wire.ts';
import { type Call, ok, type Route, route } from '../../route.ts';
import { IdParams, integrationOf, keyOf } from '../lifecycle/integration-lookup.ts';

const tag = 'Months';
const MonthParams = z.object({ monthId: Id });

type Asked<P> = Pick<Call<P, unknown, unknown>, 'deps' | 'caller' | 'params' | 'request'>;

const ofClosedMonth = ({
  deps,
  caller,
  params,
  request,
}: Asked<z.output<typeof MonthParams>>): Promise<RenderedDocument> =>
  inOneSnapshot(deps.db, async (db) => {
    const stored = await findReviewMonth(db, caller.tenantId, params.monthId);
    if (stored === null) throw new Problem('NotFound');
    return closedMarginDocument(db, deps.kinds, caller.tenantId, stored, localeOf(request));
  });

const ofRunningMonth = (call: Asked<z.output<typeof IdParams>>): Promise<RenderedDocument> =>
  inOneSnapshot(call.deps.db, async (db) => {
    const key = keyOf(call);
    await integrationOf(db, key);
    const document = await runningMarginDocument(
      db,
      call.deps.kinds,
      key,
      new Date(),
      localeOf(call.request),
    );
    if (document === null) throw new Problem('MonthNotRead');
    return document;
  });

/** What a month earns, as a document of its own (RULES 15): reports and stored files, which everybody reads, have none. */
export const monthMarginRoutes: readonly Route[] = [
  ...documentRoutes({
    path: '/margin-reports/closed/{monthId}',
    tag,
    summary: 'What the lines of a closed month earned',
    needs: 'see-margin',
    params: MonthParams,
    of: async (call, asked) => requestedFile(call, asked, await ofClosedMonth(call)),
  }),
  route({
    method: 'get',
    path: '/margin-reports/closed/{monthId}',
    tag,
    summary: 'What the lines of a closed month earned, as of its closing',
    needs: 'see-margin',
    params: MonthParams,
    answers: { 200: ReportDocument },
    handle: async (call) => ok(reportWire(await ofClosedMonth(call))),
  }),
  ...documentRoutes({
    path: '/margin-reports/running/{id}',
    tag,
    summary: 'What the lines of the current month earn',
    needs: 'see-margin',
    params: IdParams,
    problems: ['MonthNotRead'],
    of: async (call, asked) => requestedFile(call, asked, await ofRunningMonth(call)),
  }),
  route({
    method: 'get',
    path: '/margin-reports/running/{id}',
    tag,
    summary: 'What the lines of the current month earn, as of now',
    needs: 'see-margin',
    params: IdParams,
    answers: { 200: ReportDocument },
    problems: ['MonthNotRead'],
    handle: async (call) => ok(reportWire(await ofRunningMonth(call))),
  }),
];
