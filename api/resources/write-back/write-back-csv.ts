import type { Request } from 'express';
import { commonNames, namesOf } from '../../names-of.ts';
import {
  type ListedWriteBack,
  type WriteBackFilter,
  writeBackIds,
  type WriteBackOrder,
  writeBacksById,
} from '../../../db/lists/write-backs.ts';
import { equation, ruleSentence } from '../../../domain/billing-rules/rule-text.ts';
import { message } from '../../../messages/message.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { inOneSnapshot } from '../../../db/driver/page.ts';
import { csvRow } from '../../../reports/csv/row.ts';
import { beginCsv, putCsv } from '../../csv.ts';
import type { ApiDependencies } from '../../dependencies.ts';
import { isoOrNull } from '../../list-answer.ts';
import { causesIn } from '../../problems.ts';
import { namingRenderersOf, rendererOf } from '../../rendering.ts';
import type { Answer } from '../../route.ts';
import { headOf, shownRow, type TableCell } from '../../table-files.ts';
import { currencyCell } from '../usage/currency-cell.ts';
import { messagesOf, targetInvoiceOf, waitingText, waitOf } from './write-back-wire.ts';
import { currencyOf } from '../../../db/people/people.ts';

const rowsPerRead = 250;

const heads = ([
  'account', 'company-id', 'agreement-id', 'line-id', 'product-id', 'decision', 'before', 'after', 'count', 'billable-units',
  'billing-rule', 'equation', 'takes-effect', 'invoice-date', 'effect-per-invoice', 'effect', 'currency', 'reason', 'approved-by', 'approved-at', 'state',
  'waiting', 'cause', 'detail', 'times-sent', 'sent-at', 'finished-at', 'psa-shows', 'resolved-by', 'resolution',
  'approval', 'approval-line',
] as const).map(headOf); // prettier-ignore

const cellsOf = (row: ListedWriteBack, render: Renderer, own: string): readonly TableCell[] => {
  const cause = causesIn(render)(row.code, row.detail);
  const wait = waitOf(row);
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
    ...ruleCells(row),
    targetInvoiceOf(row),
    row.invoiceDate,
    row.effectPerInvoice,
    row.effectPerMonth,
    currencyCell(row.currency, own, [row.effectPerInvoice, row.effectPerMonth]),
    row.reason,
    row.actorName ?? row.actor.id,
    row.approvedAt.toISOString(),
    message(`tables.state.${row.state}`),
    wait === null ? null : waitingText(wait),
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

/** As a row of usage lines has them. */
const ruleCells = ({ rule, countOn }: ListedWriteBack): readonly TableCell[] =>
  rule === null
    ? [countOn, null, null]
    : [
        rule.units,
        message('tables.rule', { terms: ruleSentence(rule.terms), source: rule.source }),
        equation(rule, countOn),
      ];

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
        const called = commonNames(deps, tenantId, filter.integrationId);
        await putCsv(response, csvRow(shownRow(rendererOf(request, called), heads)));
        for (let start = 0; start < all.length && !response.destroyed; start += rowsPerRead) {
          const rows = await writeBacksById(db, tenantId, all.slice(start, start + rowsPerRead));
          const renderer = await namingRenderersOf(request, names, { db, tenantId }, rows, messagesOf);
          const line = (row: ListedWriteBack): string => {
            const render = renderer(row);
            return csvRow(shownRow(render, cellsOf(row, render, own)));
          };
          await putCsv(response, rows.map(line).join(''));
        }
      });
      response.end();
    },
  };
}
