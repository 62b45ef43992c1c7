import {
  type ListedWriteBack,
  type WriteBackFilter,
  writeBackIds,
  type WriteBackOrder,
  writeBacksById,
} from '../../db/lists/write-backs.ts';
import { inOneSnapshot } from '../../db/lists/page.ts';
import { beginCsv, type CsvCell, csvRow, putCsv } from '../csv.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isoOrNull } from '../list-answer.ts';
import { causeOf } from '../problems.ts';
import type { Answer } from '../route.ts';
import { landsOnOf, waitsForOf } from './write-back-wire.ts';

const rowsPerRead = 500;

const heads = [
  'Account', 'Company ID', 'Agreement ID', 'Line ID', 'Product', 'Decision', 'Before', 'After', 'Count', 'Lands on',
  'Invoice date', 'Effect per invoice', 'Effect per month', 'Reason', 'Approved by', 'Approved at', 'State', 'Waits for', 'Cause',
  'Detail', 'Times sent', 'Sent at', 'Finished at', 'PSA shows', 'Resolved by', 'Resolution', 'Approval', 'Line',
] as const; // prettier-ignore

const cellsOf = (row: ListedWriteBack): readonly CsvCell[] => {
  const cause = causeOf(row.code, row.detail);
  return [
    row.label,
    row.company_id,
    row.agreement_id,
    row.psa_line_id,
    row.product_identifier,
    row.decision,
    row.before,
    row.after,
    row.count_on,
    landsOnOf(row),
    row.invoice_date,
    row.effect_per_invoice,
    row.effect_per_month,
    row.reason,
    row.actor_name ?? row.actor.id,
    row.approved_at.toISOString(),
    row.state,
    waitsForOf(row),
    cause?.title ?? null,
    cause?.detail ?? null,
    row.send_count,
    isoOrNull(row.sent_at),
    isoOrNull(row.finished_at),
    row.psa_quantity,
    row.resolved_by_name ?? row.resolved_by?.id ?? null,
    row.resolution,
    row.approval_id,
    row.id,
  ];
};

/** All lines of one snapshot, sorted once and read by their ids in pieces, so that a line costs the same wherever it stands. */
export function writeBackCsv(
  deps: ApiDependencies,
  tenantId: string,
  filter: WriteBackFilter,
  sort: WriteBackOrder,
): Answer {
  return {
    kind: 'stream',
    write: async (response) => {
      await inOneSnapshot(deps.db, async (db) => {
        const all = await writeBackIds(db, tenantId, filter, sort);
        beginCsv(response, 'write-backs.csv');
        await putCsv(response, csvRow(heads));
        for (let start = 0; start < all.length && !response.destroyed; start += rowsPerRead) {
          const rows = await writeBacksById(db, tenantId, all.slice(start, start + rowsPerRead));
          await putCsv(response, rows.map((row) => csvRow(cellsOf(row))).join(''));
        }
      });
      response.end();
    },
  };
}
