import type { StoredReviewMonth } from '../../db/usage/review-months.ts';
import type {
  MonthChange, MonthCustomer, MonthDecision, MonthFigures, MonthReport, MonthResults,
  MonthReviewer,
} from '../../domain/months/month-report.ts'; // prettier-ignore
import type { Actor } from '../../domain/keys.ts';
import type { MonthLine } from '../../domain/months/review-month.ts';
import type { EffectTotals } from '../../domain/usage/measure-totals.ts';
import type { Measure } from '../../domain/usage/measures.ts';
import type { Renderer } from '../../messages/rendering/renderer.ts';
import type { CsvCell } from '../csv.ts';
import { messageWire } from '../rendering.ts';
import { number, type Table, text } from '../table-files.ts';
import { totalsWire } from './composed-wire.ts';
import { amountIn, currenciesOf, currencyCell } from './currency-cell.ts';

/** A report with the closing that it is of; null: of the month that runs. */
export interface ReportToNotify {
  readonly closed: StoredReviewMonth | null;
  readonly report: MonthReport;
}

const named = <T extends { readonly by: Actor; readonly byName: string | null }>({
  by,
  byName,
  ...rest
}: T) => ({
  ...rest,
  by: { ...by, name: byName },
});

export const reportWire = (report: MonthReport, render: Renderer) => ({
  totals: totalsWire(report.totals, render),
  figures: report.figures,
  before: report.before,
  customers: report.customers,
  reviewers: report.reviewers.map(named),
  lines: report.lines.map((line) => ({
    ...line,
    notRead: line.notRead === null ? null : messageWire(render, line.notRead),
  })),
  lineCount: report.lineCount,
  writeBacks: report.changes.map(named),
  decisions: report.decisions.map(named),
  audit: report.audit,
});

export const reportName = ({ closed, report }: ReportToNotify): string =>
  closed === null ? `running-month-${report.month}` : `review-month-${report.month}`;

/** The whole report as tables, in the order in which people ask: one model behind CSV and workbook. */
export const reportTables = (of: ReportToNotify, render: Renderer): readonly Table[] => [
  {
    sheet: 'Month',
    columns: [text(''), text('')],
    rows: monthRows(of),
  },
  {
    sheet: 'Figures',
    title: 'Figures',
    columns: [
      text('Figure'), text('Currency'), number('Lines'), number('Per month'), number('Unknown'),
      number('Lines, month before'), number('Per month, month before'),
    ], // prettier-ignore
    rows: figureRows(of.report.currency, of.report.figures, of.report.before?.figures ?? null),
  },
  {
    sheet: 'Customers',
    title: 'Customers',
    columns: [
      text('Customer'), text('Company ID'), text('Currency'), number('Recovered per month'), number('Prevented per month'),
      number('Waiting increases per month'), number('Waiting decreases per month'), number('Conflicts'),
      number('Open lines'), ...openMeasures.map(([name]) => number(`${name} per month`)), number('Lines not read'),
    ], // prettier-ignore
    rows: of.report.customers.flatMap((customer) => customerRows(customer, of.report.currency)),
  },
  {
    sheet: 'Reviewers',
    title: 'Reviewers',
    columns: [
      text('Reviewer'), text('Decisions'), text('Currency'), number('Recovered per month'), number('Prevented per month'),
      number('Waiting increases per month'), number('Waiting decreases per month'), number('Conflicts'),
    ], // prettier-ignore
    rows: of.report.reviewers.flatMap((reviewer) => reviewerRows(reviewer, of.report.currency)),
  },
  {
    sheet: 'Totals',
    title: 'Totals',
    columns: [text(''), number('')],
    rows: totalRows('', { ...of.report.totals, mismatches: of.report.totals.mismatches.map(render) }),
  },
  {
    sheet: 'Lines',
    title: 'Lines: open ones first',
    columns: [
      text('Account'), text('Company ID'), text('Open'), text('Kind'), text('Flags'), text('Decision'),
      number('Vendor seats'), number('PSA quantity'), number('Variance'), number('Effect per month'),
      number('At risk per month'), text('Currency'), text('Vendor read at'), text('PSA read at'), text('Not read because'),
      number('Version'), text('Usage line'),
    ], // prettier-ignore
    rows: of.report.lines.map((line) => lineCells(line, of.report.currency, render)),
  },
  {
    sheet: 'Changes',
    title: 'Changes approved or made in the month',
    columns: [
      text('Account'), text('Line ID'), number('Before'), number('After'), text('State'), text('BillingTarget'),
      text('Invoice date'), number('Effect per month'), text('Currency'), text('Approved at'), text('Finished at'), text('Approved by'),
      text('Reason'), text('Made in the month'), text('Approval line'),
    ], // prettier-ignore
    rows: of.report.changes.map((change) => changeCells(change, of.report.currency)),
  },
  {
    sheet: 'Decisions',
    title: 'Decisions',
    columns: [text('At'), text('By'), text('Action'), text('Account'), text('Reason')],
    rows: of.report.decisions.map(decisionCells),
  },
];

function monthRows({ closed, report }: ReportToNotify): readonly (readonly CsvCell[])[] {
  return [
    ['Month', report.month],
    ...(closed === null ? [['State', 'running']] : [['Version', String(closed.version)]]),
    ['As read by', report.composedAt],
    ['Currency', report.currency],
    ...(closed === null ? [] : closingRows(closed)),
    ['Open lines', String(report.figures.open.lines)],
    ['Audit position', report.audit === null ? null : String(report.audit.position)],
    ['Audit hash', report.audit?.hash ?? null],
  ];
}

const closingRows = (closed: StoredReviewMonth): readonly (readonly CsvCell[])[] => [
  ['Closed at', closed.closedAt.toISOString()],
  ['Closed by', closed.closedByName ?? closed.closedBy.id],
  ...(closed.reopenedAt === null
    ? []
    : [
        ['Reopened at', closed.reopenedAt.toISOString()],
        ['Reopened by', closed.reopenedByName ?? closed.reopenedBy?.id ?? null],
        ['Reopened because', closed.reopenReason],
      ]),
];

type Figure = readonly [
  name: string,
  sum: EffectTotals | { readonly lines: number } | Pick<EffectTotals, 'perMonth' | 'others'>,
];

/** Of open lines; what waits stands among the changes of the month. */
const openMeasures: readonly (readonly [name: string, measure: Measure])[] = [
  ['Under-billed', 'underBilled'],
  ['Under-billed, held', 'underBilledHeld'],
  ['Over-billed', 'overBilled'],
  ['Over-billed, held', 'overBilledHeld'],
  ['Not billed', 'notBilled'],
];

const figuresOf = ({
  recovered,
  prevented,
  net,
  netOthers,
  waiting,
  conflicts,
  open,
  notRead,
}: MonthFigures): readonly Figure[] => [
  ['Recovered', recovered],
  ['Prevented', prevented],
  ['Net', { perMonth: net, ...(netOthers === undefined ? {} : { others: netOthers }) }],
  ['Waiting: increases', waiting.up],
  ['Waiting: decreases', waiting.down],
  ['Conflicts', { lines: conflicts }],
  ['Open', { lines: open.lines }],
  ...open.byKind.flatMap(({ kind, lines, effect, atRisk }): readonly Figure[] => [
    [`Open: ${kind}`, { lines }],
    ...(effect.lines === 0 ? [] : [[`Open and free: ${kind}`, effect] as const]),
    ...(atRisk.lines === 0 ? [] : [[`At risk: ${kind}`, atRisk] as const]),
  ]),
  ...openMeasures.map(([name, measure]): Figure => [name, open.measures[measure]]),
  ['Not read', { lines: notRead.lines }],
  ['Accounts not read', { lines: notRead.accounts }],
];

const moneyOf = (sum: Figure[1] | undefined): EffectTotals | null =>
  sum !== undefined && 'perMonth' in sum ? { lines: 0, unknown: 0, ...sum } : null;

/** Figures of either month, one row for each currency; what one of them does not have stays empty there. */
function figureRows(
  own: string,
  now: MonthFigures,
  before: MonthFigures | null,
): readonly (readonly CsvCell[])[] {
  const present = figuresOf(now);
  const former = new Map(before === null ? [] : figuresOf(before));
  const gone = [...former].filter(([name]) => !present.some(([other]) => other === name));
  return [...present, ...gone.map(([name]) => [name, undefined] as const)].flatMap(([name, sum]) => {
    const was = former.get(name);
    const [money, formerMoney] = [moneyOf(sum), moneyOf(was)];
    const currencies = currenciesOf([money, formerMoney].flatMap((one) => one ?? []));
    return currencies.map((currency, nth): readonly CsvCell[] => {
      const first = <T>(value: T): T | null => (nth === 0 ? value : null);
      const amounts = [money, formerMoney].map((one) => (one === null ? null : amountIn(one, currency)));
      return [
        name,
        currencyCell(currency, own, amounts),
        first(sum !== undefined && 'lines' in sum ? sum.lines : null),
        amounts[0] ?? null,
        first(sum !== undefined && 'unknown' in sum ? sum.unknown : null),
        first(was !== undefined && 'lines' in was ? was.lines : null),
        amounts[1] ?? null,
      ];
    });
  });
}

const resultTotals = ({ recovered, prevented, waiting }: MonthResults): readonly EffectTotals[] => [
  recovered,
  prevented,
  waiting.up,
  waiting.down,
];

/** One row for each currency; counts stand in the first alone. */
function customerRows(
  { companyId, label, results, open, notReadLines }: MonthCustomer,
  own: string,
): readonly (readonly CsvCell[])[] {
  const [made, left] = [resultTotals(results), openMeasures.map(([, measure]) => open.measures[measure])];
  return currenciesOf([...made, ...left]).map((currency, nth) => [
    label,
    companyId,
    currencyCell(currency, own, ['0']),
    ...made.map((total) => amountIn(total, currency)),
    nth === 0 ? results.conflicts : null,
    nth === 0 ? open.lines : null,
    ...left.map((total) => amountIn(total, currency)),
    nth === 0 ? notReadLines : null,
  ]);
}

function reviewerRows(
  { by, byName, decisions, results }: MonthReviewer,
  own: string,
): readonly (readonly CsvCell[])[] {
  const made = resultTotals(results);
  const counts = Object.entries(decisions).map(([action, times]) => `${action} ${times}`);
  return currenciesOf(made).map((currency, nth) => [
    byName ?? by.id,
    nth === 0 ? counts.join('; ') : null,
    currencyCell(currency, own, ['0']),
    ...made.map((total) => amountIn(total, currency)),
    nth === 0 ? results.conflicts : null,
  ]);
}

const lineCells = (line: MonthLine, own: string, render: Renderer): readonly CsvCell[] => [
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
  currencyCell(line.currency, own, [line.effectPerMonth, line.atRiskPerMonth]),
  line.vendorReadAt,
  line.psaReadAt,
  line.notRead === null ? null : render(line.notRead),
  line.version,
  line.usageLineId,
];

const changeCells = (change: MonthChange, own: string): readonly CsvCell[] => [
  change.label,
  change.psaLineId,
  change.before,
  change.after,
  change.state,
  change.billingTarget,
  change.invoiceDate,
  change.effectPerMonth,
  currencyCell(change.currency, own, [change.effectPerMonth]),
  change.approvedAt,
  change.finishedAt,
  change.byName ?? change.by.id,
  change.reason,
  change.made ? 'made' : '',
  change.approvalLineId,
];

const decisionCells = ({ at, action, by, byName, label, reason }: MonthDecision): readonly CsvCell[] => [
  at,
  byName ?? by.id,
  action,
  label,
  reason,
];

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
