import { z } from 'zod';
import { Id } from '../../../contracts/api/common.ts';
import { ReportDocument } from '../../../contracts/api/report-document.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import type { Queryable } from '../../../db/model/database.ts';
import { mspIdentity } from '../../../db/settings/msp-identity.ts';
import { controlListColumns } from '../../../db/settings/settings.ts';
import { findReviewMonth } from '../../../db/usage/review-months.ts';
import { termsOfKinds } from '../../../domain/kinds.ts';
import type { PaperSize } from '../../../domain/msp.ts';
import { createRenderer } from '../../../messages/rendering/renderer.ts';
import { controlList, type ControlListFacts } from '../../../reports/control-list/document.ts';
import { csvOf } from '../../../reports/csv/write.ts';
import type { RenderedDocument } from '../../../reports/document.ts';
import { formatFacts } from '../../../reports/files.ts';
import { pdfOf } from '../../../reports/pdf/write.ts';
import { rendered } from '../../../reports/render.ts';
import { workbookOf } from '../../../reports/workbook/write.ts';
import { csvType } from '../../csv.ts';
import { fileAnswer } from '../../file-answer.ts';
import { Problem } from '../../problems.ts';
import { catalogFor, localeOf } from '../../rendering.ts';
import { reportWire } from '../../report-wire.ts';
import { type Call, ok, type Route, route } from '../../route.ts';
import { integrationOf } from '../lifecycle/integration-lookup.ts';

const tag = 'Months';
const MonthParams = z.object({ monthId: Id });

/** Of a request for a closed month. */
export type Asked = Pick<
  Call<z.output<typeof MonthParams>, unknown, unknown>,
  'deps' | 'caller' | 'params' | 'request'
>;
type Write = (document: RenderedDocument, paper: PaperSize) => Promise<Uint8Array>;

const formats: readonly {
  readonly ending: string;
  readonly mediaType: string;
  readonly words: string;
  readonly write: Write;
}[] = [
  { ending: 'xlsx', mediaType: formatFacts.xlsx.mediaType, words: 'a workbook', write: workbookOf },
  { ending: 'csv', mediaType: 'text/csv', words: 'a CSV', write: csvOf },
  { ending: 'pdf', mediaType: formatFacts.pdf.mediaType, words: 'a PDF', write: pdfOf },
];

/** The stored changes of a closed month by invoice, for the accountant, with the columns of the current settings. */
export const controlListRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/review-months/{monthId}/control-list',
    tag,
    summary: 'The control list of a closed month, for the accountant',
    needs: 'read',
    params: MonthParams,
    answers: { 200: ReportDocument },
    handle: async (call) => ok(reportWire((await controlListOf(call)).document)),
  }),
  ...formats.map(fileRoute),
];

function fileRoute({ ending, mediaType, words, write }: (typeof formats)[number]): Route {
  return route({
    method: 'get',
    path: `/review-months/{monthId}/control-list.${ending}`,
    tag,
    summary: `The control list of a closed month as ${words}`,
    needs: 'read',
    params: MonthParams,
    answers: { 200: { mediaType } },
    handle: async (call) => {
      const { document, paper } = await controlListOf(call);
      return fileAnswer({
        name: `${document.fileName}.${ending}`,
        mediaType: ending === 'csv' ? csvType : mediaType,
        bytes: await write(document, paper),
      });
    },
  });
}

/** Returns the list of a closed month, and the paper size of the settings. */
export async function controlListOf({ deps, caller, params, request }: Asked) {
  const { facts, paper, integration } = await inOneSnapshot(deps.db, (db) =>
    factsOf(db, caller.tenantId, params.monthId),
  );
  const render = createRenderer(catalogFor(request), {
    timeZone: facts.timeZone,
    terms: termsOfKinds(deps.kinds, integration),
  });
  return { document: rendered(controlList(facts), render, localeOf(request)), paper };
}

async function factsOf(db: Queryable, tenantId: string, id: string) {
  const closed = await findReviewMonth(db, tenantId, id);
  if (closed === null) throw new Problem('NotFound');
  const { month, version, currency, changes, closedAt, closedBy, facts: kept, logo, checksum } = closed;
  const key = { tenantId, integrationId: closed.integrationId };
  const { paper } = await mspIdentity(db, tenantId);
  const facts: ControlListFacts = {
    month,
    version,
    closedAt: closedAt.toISOString(),
    closedBy: kept.closedByName ?? closedBy.id,
    checksum,
    msp: { name: kept.mspName, logo },
    currency,
    timeZone: kept.timeZone,
    changes,
    columns: await controlListColumns(db, tenantId),
  };
  return { facts, paper, integration: await integrationOf(db, key) };
}
