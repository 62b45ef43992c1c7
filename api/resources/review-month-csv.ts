import type { StoredReviewMonth } from '../../db/usage/review-months.ts';
import type { MonthLine, MonthWriteBack } from '../../domain/review-month.ts';
import { beginCsv, type CsvCell, csvRow, putCsv } from '../csv.ts';
import type { Answer } from '../route.ts';

const lineHeads = [
  'Account', 'Company ID', 'Open', 'Kind', 'Flags', 'Decision', 'Vendor seats', 'PSA quantity', 'Variance', 'Effect per month',
  'At risk per month', 'Vendor read at', 'PSA read at', 'Not read because', 'Version', 'Usage line',
] as const; // prettier-ignore

const lineCells = (line: MonthLine): readonly CsvCell[] => [
  line.label,
  line.companyId,
  line.open ? 'open' : '',
  line.kind,
  line.flags.join('; '),
  line.decision,
  line.vendorQuantity,
  line.psaQuantity,
  line.variance,
  line.effectPerMonth,
  line.atRiskPerMonth,
  line.vendorReadAt,
  line.psaReadAt,
  line.notRead,
  line.version,
  line.usageLineId,
];

const changeHeads = [
  'Account', 'Line ID', 'Before', 'After', 'State', 'Lands', 'Invoice date', 'Effect per month', 'Approved at', 'Finished at',
  'Approval line',
] as const; // prettier-ignore

const changeCells = (change: MonthWriteBack): readonly CsvCell[] => [
  change.label,
  change.psaLineId,
  change.before,
  change.after,
  change.state,
  change.landing,
  change.invoiceDate,
  change.effectPerMonth,
  change.approvedAt,
  change.finishedAt,
  change.approvalLineId,
];

/** The frozen report as one table file: totals, lines with the open ones first, changes (RULES 12). */
export function reviewMonthCsv(month: StoredReviewMonth): Answer {
  const rows: readonly (readonly CsvCell[])[] = [
    ['Month', month.month],
    ['Version', month.version],
    ['As read by', month.composedAt.toISOString()],
    ['Currency', month.currency],
    ['Closed at', month.closedAt.toISOString()],
    ['Closed by', month.closedByName ?? month.closedBy.id],
    ...(month.reopenedAt === null
      ? []
      : [
          ['Reopened at', month.reopenedAt.toISOString()],
          ['Reopened by', month.reopenedByName ?? month.reopenedBy?.id ?? null],
          ['Reopened because', month.reopenReason],
        ]),
    ['Open lines', month.openLines],
    [],
    ['Totals'],
    ...totalRows('', month.totals),
    [],
    ['Lines: open ones first'],
    lineHeads,
    ...month.lines.map(lineCells),
    [],
    ['Changes approved in the month'],
    changeHeads,
    ...month.writeBacks.map(changeCells),
  ];
  return {
    kind: 'stream',
    write: async (response) => {
      beginCsv(response, `review-month-${month.month}.csv`);
      await putCsv(response, rows.map(csvRow).join(''));
      response.end();
    },
  };
}

/** Every figure with its path, "seats.mapped"; lists one row for each entry. */
function totalRows(path: string, value: unknown): readonly (readonly CsvCell[])[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) =>
      totalRows(path === '' ? name : `${path}.${name}`, inner),
    );
  }
  return [[path, isCell(value) ? value : null]];
}

const isCell = (value: unknown): value is CsvCell =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);
