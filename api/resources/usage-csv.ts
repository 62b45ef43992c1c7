import { inOneSnapshot } from '../../db/lists/page.ts';
import { type LineStanding, lineStandings } from '../../db/lists/line-standing.ts';
import {
  type ListedUsageLine,
  listUsageLines,
  type UsageLineFilter,
  type UsageLineSort,
} from '../../db/lists/usage-lines.ts';
import { beginCsv, csvRow, putCsv } from '../csv.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { describeFound } from '../../domain/usage/found-lines.ts';
import { describeVanished } from '../../domain/usage/vanished-lines.ts';
import { decimal, decimalText } from '../../domain/quantity.ts';
import { landsOnText } from '../../domain/write-back/lands-on.ts';
import type { Answer } from '../route.ts';
import { decisionWire, landingOf, waitingWire } from './usage-line-wire.ts';
import { today } from '../today.ts';

const rowsPerRead = 500;

const heads = [
  'Account', 'Kind', 'Flags', 'Decision', 'Company', 'Company ID', 'Service', 'Duo seats', 'PSA quantity', 'Variance',
  'Effect per month', 'At risk per month', 'Money note', 'Reason', 'Lands on', 'Waiting', 'Further variance',
  'Decided by', 'Decision reason', 'Free units', 'Vanished in the PSA', 'Found in the PSA', 'Warnings', 'Version', 'Duo read at',
  'PSA read at', 'Failure code', 'Failed at',
] as const; // prettier-ignore

const cellsOf = (line: ListedUsageLine, standing: LineStanding | undefined) => [
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
  ...decisionCells(line, standing),
  freeUnits(line).join('; '),
  (line.composed.vanished ?? []).map(describeVanished).join('; '),
  (line.composed.found ?? []).map(describeFound).join('; '),
  line.composed.warnings.join(' '),
  line.version,
  line.composed.vendorReadAt,
  line.composed.psaReadAt,
  line.composed.notRead?.code ?? null,
  line.composed.notRead?.at ?? null,
];

/** "5 part of the seats", of each line of which somebody said it. */
const freeUnits = ({ composed }: ListedUsageLine): readonly string[] =>
  composed.lines.flatMap(({ lessIncluded, included }) =>
    included === null || lessIncluded === null
      ? []
      : [
          `${decimalText(decimal(lessIncluded))} ${included.answer === 'part' ? 'part of' : 'beside'} the seats`,
        ],
  );

function decisionCells(line: ListedUsageLine, standing: LineStanding | undefined) {
  const waiting = standing === undefined ? null : waitingWire(line, standing);
  const decided = standing === undefined ? null : decisionWire(line, standing);
  return [
    waiting?.landsOn ?? (line.kind === 'match' ? null : landsOnText(landingOf(line), today())),
    waiting === null ? null : `${waiting.before} → ${waiting.after}`,
    waiting?.furtherVariance ?? null,
    decided === null ? null : (decided.by.name ?? decided.by.id),
    decided === null ? null : decided.reason,
  ];
}

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
          const ids = page.items.map(({ id }) => id);
          const standings = await lineStandings(db, tenantId, ids);
          const rows = page.items.map((line) => csvRow(cellsOf(line, standings.get(line.id))));
          await putCsv(response, rows.join(''));
        }
      });
      response.end();
    },
  };
}
