import type { Request } from 'express';
import { commonNames, namesOf } from '../names-of.ts';
import type { CalledIfKnown } from '../../domain/called.ts';
import {
  type ListedWriteBack,
  type WriteBackFilter,
  writeBackIds,
  type WriteBackOrder,
  writeBacksById,
} from '../../db/lists/write-backs.ts';
import { message } from '../../messages/message.ts';
import type { Renderer } from '../../messages/rendering/renderer.ts';
import { inOneSnapshot } from '../../db/driver/page.ts';
import { beginCsv, csvRow, putCsv } from '../csv.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isoOrNull } from '../list-answer.ts';
import { causeOf } from '../problems.ts';
import { catalogFor, rendererOf, renderersOf } from '../rendering.ts';
import type { Answer } from '../route.ts';
import { headOf, shownRow, type TableCell } from '../table-files.ts';
import { currencyCell } from './currency-cell.ts';
import { targetInvoiceOf, waitsForOf } from './write-back-wire.ts';
import { currencyOf } from '../../db/people/people.ts';

const rowsPerRead = 250;

const heads = ([
  'account', 'company-id', 'agreement-id', 'line-id', 'product-id', 'decision', 'before', 'after', 'count', 'takes-effect',
  'invoice-date', 'effect-per-invoice', 'effect', 'currency', 'reason', 'approved-by', 'approved-at', 'state',
  'waiting', 'cause', 'detail', 'times-sent', 'sent-at', 'finished-at', 'psa-shows', 'resolved-by', 'resolution',
  'approval', 'approval-line',
] as const).map(headOf); // prettier-ignore

const cellsOf = (
  row: ListedWriteBack,
  called: CalledIfKnown | null,
  render: Renderer,
  own: string,
): readonly TableCell[] => {
  const cause = causeOf(row.code, row.detail, called);
  return [
    row.label,
    row.companyId,
    row.agreementId,
    row.psaLineId,
    row.productIdentifier,
    message(`tables.decided.${row.decision}`),
    row.before,
    row.after,
    row.countOn,
    targetInvoiceOf(row),
    row.invoiceDate,
    row.effectPerInvoice,
    row.effectPerMonth,
    currencyCell(row.currency, own, [row.effectPerInvoice, row.effectPerMonth]),
    row.reason,
    row.actorName ?? row.actor.id,
    row.approvedAt.toISOString(),
    message(`tables.state.${row.state}`),
    waitsForOf(row, render),
    cause?.title ?? null,
    cause?.detail ?? null,
    row.sendCount,
    isoOrNull(row.sentAt),
    isoOrNull(row.finishedAt),
    row.psaQuantity,
    row.resolvedByName ?? row.resolvedBy?.id ?? null,
    row.resolution,
    row.approvalId,
    row.id,
  ];
};

/** All lines of one snapshot, sorted once and read by their ids in pieces, so that a line costs the same wherever it stands. */
export function writeBackCsv(
  deps: ApiDependencies,
  tenantId: string,
  filter: WriteBackFilter,
  sort: WriteBackOrder,
  request: Request,
): Answer {
  return {
    kind: 'stream',
    write: async (response) => {
      const names = await namesOf(deps, tenantId, filter.integrationId);
      await inOneSnapshot(deps.db, async (db) => {
        const all = await writeBackIds(db, tenantId, filter, sort);
        beginCsv(response, 'write-backs.csv');
        const own = await currencyOf(db, tenantId);
        const renderer = renderersOf(catalogFor(request), names);
        const called = commonNames(deps, tenantId, filter.integrationId);
        await putCsv(response, csvRow(shownRow(rendererOf(request, called), heads)));
        for (let start = 0; start < all.length && !response.destroyed; start += rowsPerRead) {
          const rows = await writeBacksById(db, tenantId, all.slice(start, start + rowsPerRead));
          await putCsv(
            response,
            rows
              .map((row) => {
                const render = renderer(row.integrationId);
                return csvRow(shownRow(render, cellsOf(row, names(row.integrationId), render, own)));
              })
              .join(''),
          );
        }
      });
      response.end();
    },
  };
}
