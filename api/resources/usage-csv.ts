import { inOneSnapshot } from '../../db/lists/page.ts';
import {
  type ListedUsageLine,
  listUsageLines,
  type UsageLineFilter,
  type UsageLineSort,
} from '../../db/lists/usage-lines.ts';
import { beginCsv, csvRow, putCsv } from '../csv.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Answer } from '../route.ts';

const rowsPerRead = 500;

const heads = [
  'Account', 'Kind', 'Flags', 'Decision', 'Company', 'Company ID', 'Service', 'Duo seats', 'PSA quantity', 'Variance',
  'Effect per month', 'At risk per month', 'Money note', 'Reason', 'Version', 'Composed at',
] as const; // prettier-ignore

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
          if (offset === 0) {
            beginCsv(response, 'usage-lines.csv');
            await putCsv(response, csvRow(heads));
          }
          total = page.total;
          offset += rowsPerRead;
          await putCsv(response, page.items.map((line) => csvRow(cellsOf(line))).join(''));
        }
      });
      response.end();
    },
  };
}
