import { zipSync } from 'fflate';
import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { findReviewMonth } from '../../../db/usage/review-months.ts';
import { fileOf, nameOfFile, type ReportFormat, reportFormats } from '../../../reports/files.ts';
import type { RenderedDocument } from '../../../reports/document.ts';
import { closedMonthDocument } from '../../../use-cases/reports/month-documents.ts';
import { verifiableFile } from '../../document-files.ts';
import { Problem } from '../../problems.ts';
import { localeOf } from '../../rendering.ts';
import { type Route, route } from '../../route.ts';
import { type Asked, controlListOf } from './control-list.ts';
import { keptFile } from './archived-file.ts';

const MonthParams = z.object({ monthId: Id });

/** A PDF of the control list would repeat that of the report. */
const formatsOfControlList: readonly ReportFormat[] = ['xlsx'];

/** All files of a month in one download: its report in every format, and the control list as a workbook. */
export const monthArchiveRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/review-months/{monthId}/files.zip',
    tag: 'Months',
    summary:
      'The files of a closed month in one archive: its report as PDF, workbook, and CSV, and the control list',
    needs: 'read',
    params: MonthParams,
    answers: { 200: { mediaType: 'application/zip' } },
    problems: ['NotFound'],
    handle: async (call) => {
      const report = await reportOf(call);
      const { document: list, paper } = await controlListOf(call);
      const files: Record<string, Uint8Array> = {};
      for (const format of reportFormats)
        files[nameOfFile(report, format)] =
          (await keptFile(call, { format }))?.bytes ?? (await fileOf(report, format, paper));
      for (const format of formatsOfControlList)
        files[nameOfFile(list, format)] = await fileOf(list, format, paper);
      return verifiableFile({
        name: `${report.fileName}-files.zip`,
        mediaType: 'application/zip',
        // Not compressed again: every file already is.
        bytes: zipSync(files, { level: 0 }),
      });
    },
  }),
];

async function reportOf({ deps, caller, params, request }: Asked): Promise<RenderedDocument> {
  return inOneSnapshot(deps.db, async (db) => {
    const closed = await findReviewMonth(db, caller.tenantId, params.monthId);
    if (closed === null) throw new Problem('NotFound');
    return closedMonthDocument(db, deps.kinds, caller.tenantId, closed, localeOf(request));
  });
}
