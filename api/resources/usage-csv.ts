import { once } from 'node:events';
import type { Response } from 'express';
import { inOneSnapshot } from '../../db/lists/page.ts';
import {
  type ListedUsageLine,
  listUsageLines,
  type UsageLineFilter,
  type UsageLineSort,
} from '../../db/lists/usage-lines.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Answer } from '../route.ts';

const rowsPerRead = 500;

const heads = [
  'Account', 'Kind', 'Flags', 'Decision', 'Company', 'Company ID', 'Service', 'Duo seats', 'PSA quantity', 'Variance',
  'Effect per month', 'At risk per month', 'Money note', 'Reason', 'Version', 'Composed at',
] as const; // prettier-ignore

const numeric = /^-?\d+(\.\d+)?$/u;

/**
 * One cell. A text that a spreadsheet would run as a formula gets an apostrophe before it; names come from
 * vendors and are never trusted (reliability.md 3). Numbers of ours stay numbers.
 */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  const guarded = !numeric.test(text) && /^[=+\-@\t\r\n]|^\s+[=+\-@]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

const csvRow = (cells: readonly (string | number | null)[]): string => `${cells.map(csvCell).join(',')}\r\n`;

const cellsOf = (line: ListedUsageLine) => [
  line.label,
  line.kind,
  line.flags.map((flag) => (flag.flag === 'held' ? `held: ${flag.guard}` : flag.flag)).join('; '),
  line.decision,
  line.company_name,
  line.company_id,
  line.service_name,
  line.vendor_quantity,
  line.psa_quantity,
  line.variance,
  line.composed.money.effectPerMonth,
  line.composed.money.atRiskPerMonth,
  line.composed.money.note,
  line.composed.reason,
  line.version,
  line.composed_at.toISOString(),
];

/** All lines of one snapshot, in pieces: the file may be large, the memory for it is not. */
export function usageCsv(
  deps: ApiDependencies,
  tenantId: string,
  filter: UsageLineFilter,
  sort: { readonly by: UsageLineSort; readonly descending: boolean },
): Answer {
  return {
    kind: 'stream',
    write: async (response) => {
      await inOneSnapshot(deps.db, async (db) => {
        let offset = 0;
        let total = 1;
        while (offset < total && !response.destroyed) {
          const page = await listUsageLines(db, tenantId, filter, sort, { offset, limit: rowsPerRead });
          // Only now: an error before the first row is still a problem body.
          if (offset === 0) begin(response);
          total = page.total;
          offset += rowsPerRead;
          await put(response, page.items.map((line) => csvRow(cellsOf(line))).join(''));
        }
      });
      response.end();
    },
  };
}

function begin(response: Response): void {
  response.status(200);
  response.setHeader('Content-Type', 'text/csv; charset=utf-8');
  response.setHeader('Content-Disposition', 'attachment; filename="usage-lines.csv"');
  // The mark makes spreadsheets read UTF-8.
  response.write(`\uFEFF${csvRow(heads)}`);
}

/** Waits while the client reads slower than we write; a client that went away ends the wait. */
async function put(response: Response, text: string): Promise<void> {
  if (text === '' || response.write(text)) return;
  const waited = new AbortController();
  const { signal } = waited;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  waited.abort();
}
