import type { StoredReviewMonth } from '../../db/usage/review-months.ts';
import type {
  MonthChange, MonthCustomer, MonthResults, MonthReviewer,
} from '../../domain/months/month-report.ts'; // prettier-ignore
import type { MonthDecision } from '../../domain/months/month-decision.ts';
import type { MonthLine } from '../../domain/months/review-month.ts';
import { approvalLineStates, decisionStates } from '../../domain/states.ts';
import { billingTargets } from '../../domain/usage/billing-target.ts';
import { usageFlags } from '../../domain/usage/line-flags.ts';
import { amountIn, currenciesOf, type EffectTotals } from '../../domain/usage/measure-totals.ts';
import { asWritten, type Message, message } from '../../messages/message.ts';
import { bare, number, type Table, type TableCell, text } from '../table-files.ts';
import { currencyCell } from './currency-cell.ts';
import { figureRows, openMeasures } from './month-report-figures.ts';
import { totalRows } from './month-report-totals.ts';
import { inWords, type ReportWithClosing } from './month-report.ts';

type Row = readonly TableCell[];

export const reportName = ({ closed, report }: ReportWithClosing): string =>
  closed === null ? `running-month-${report.month}` : `review-month-${report.month}`;

/** The whole report as tables, in the order in which people ask: one model behind CSV and workbook. */
export const reportTables = (of: ReportWithClosing): readonly Table[] => [
  {
    sheet: message('tables.sheet.month'),
    columns: [bare, bare],
    rows: monthRows(of),
  },
  {
    ...titled(message('tables.sheet.figures')),
    columns: [
      text('figure'), text('currency'), number('lines'), number('per-month'), number('unknown'),
      number('lines-previous'), number('per-month-previous'),
    ], // prettier-ignore
    rows: figureRows(of.report.currency, of.report.figures, of.report.before?.figures ?? null),
  },
  {
    ...titled(message('tables.sheet.customers')),
    columns: [
      text('customer'), text('company-id'), text('currency'), number('recovered'), number('credited'),
      number('waiting-increases'), number('waiting-decreases'), number('conflicts'), number('open-lines'),
      ...openMeasures.map(number), number('lines-not-read'),
    ], // prettier-ignore
    rows: of.report.customers.flatMap((customer) => customerRows(customer, of.report.currency)),
  },
  {
    ...titled(message('tables.sheet.reviewers')),
    columns: [
      text('reviewer'), text('decisions'), text('currency'), number('recovered'), number('credited'),
      number('waiting-increases'), number('waiting-decreases'), number('conflicts'),
    ], // prettier-ignore
    rows: of.report.reviewers.flatMap((reviewer) => reviewerRows(reviewer, of.report.currency)),
  },
  {
    ...titled(message('tables.sheet.totals')),
    columns: [bare, { ...bare, kind: 'quantity' }],
    rows: totalRows(of.report.totals),
  },
  {
    sheet: message('tables.sheet.lines'),
    title: message('tables.title.lines'),
    columns: [
      text('account'), text('company-id'), text('open'), text('kind'), text('flags'), text('decision'),
      number('vendor-seats'), number('psa-quantity'), number('variance'), number('effect'), number('not-billed'),
      text('currency'), text('vendor-read-at'), text('psa-read-at'), text('incomplete-because'), number('version'),
      text('usage-line'),
    ], // prettier-ignore
    rows: of.report.lines.map((line) => lineCells(line, of.report.currency)),
  },
  {
    sheet: message('tables.sheet.changes'),
    title: message('tables.title.changes'),
    columns: [
      text('account'), text('line-id'), number('before'), number('after'), text('state'), text('takes-effect'),
      text('invoice-date'), number('effect'), text('currency'), text('approved-at'), text('finished-at'),
      text('approved-by'), text('reason'), text('written-in-month'), text('approval-line'),
    ], // prettier-ignore
    rows: of.report.changes.map((change) => changeCells(change, of.report.currency)),
  },
  {
    ...titled(message('tables.sheet.decisions')),
    columns: [text('at'), text('by'), text('action'), text('account'), text('detail'), text('reason')],
    rows: of.report.decisions.map(decisionCells),
  },
];

const titled = (name: Message): Pick<Table, 'sheet' | 'title'> => ({ sheet: name, title: name });

function monthRows({ closed, report }: ReportWithClosing): readonly Row[] {
  return [
    [message('reports.month'), report.month],
    closed === null
      ? [message('reports.state'), message('reports.in-progress')]
      : [message('reports.version'), String(closed.version)],
    [message('reports.data-read'), report.composedAt],
    [message('reports.currency'), report.currency],
    ...(closed === null ? [] : closingRows(closed)),
    [message('reports.open-lines'), String(report.figures.open.lines)],
    [message('reports.audit-position'), report.audit === null ? null : String(report.audit.position)],
    [message('reports.audit-hash'), report.audit?.hash ?? null],
  ];
}

const closingRows = (closed: StoredReviewMonth): readonly Row[] => [
  [message('reports.closed-at'), closed.closedAt.toISOString()],
  [message('reports.closed-by'), closed.closedByName ?? closed.closedBy.id],
  ...(closed.reopenedAt === null
    ? []
    : [
        [message('reports.reopened-at'), closed.reopenedAt.toISOString()],
        [message('reports.reopened-by'), closed.reopenedByName ?? closed.reopenedBy?.id ?? null],
        [message('reports.reopened-because'), closed.reopenReason],
      ]),
];

const resultTotals = ({ recovered, credited, waiting }: MonthResults): readonly EffectTotals[] => [
  recovered,
  credited,
  waiting.up,
  waiting.down,
];

/** One row for each currency; counts are in the first alone. */
function customerRows(
  { companyId, label, results, open, notReadLines }: MonthCustomer,
  own: string,
): readonly Row[] {
  const [made, left] = [resultTotals(results), openMeasures.map((measure) => open.measures[measure])];
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

function reviewerRows({ by, byName, decisions, results }: MonthReviewer, own: string): readonly Row[] {
  const made = resultTotals(results);
  const counts = Object.entries(decisions).map(([action, count]) =>
    message('reports.did-times', { did: didWords(action), count }),
  );
  return currenciesOf(made).map((currency, nth) => [
    byName ?? by.id,
    nth === 0 && counts.length > 0 ? message('tables.all', { all: counts }) : null,
    currencyCell(currency, own, ['0']),
    ...made.map((total) => amountIn(total, currency)),
    nth === 0 ? results.conflicts : null,
  ]);
}

const lineCells = (line: MonthLine, own: string): Row => [
  line.label,
  line.companyId,
  line.open ? message('tables.open') : null,
  message(`console-kinds.${line.kind}`),
  line.flags.length === 0
    ? null
    : message('tables.all', {
        all: line.flags.map((flag) => inWords(usageFlags, flag, (one) => message(`tables.flag.${one}`))),
      }),
  inWords(decisionStates, line.decision, (one) => message(`tables.decision.${one}`)),
  line.vendorQuantity,
  line.psaQuantity,
  line.variance,
  line.effectPerMonth,
  line.atRiskPerMonth,
  currencyCell(line.currency, own, [line.effectPerMonth, line.atRiskPerMonth]),
  line.vendorReadAt,
  line.psaReadAt,
  line.notRead,
  line.version,
  line.usageLineId,
];

const changeCells = (change: MonthChange, own: string): Row => [
  change.label,
  change.psaLineId,
  change.before,
  change.after,
  inWords(approvalLineStates, change.state, (one) => message(`tables.state.${one}`)),
  inWords(billingTargets, change.billingTarget, (one) => message(`tables.target.${one}`)),
  change.invoiceDate,
  change.effectPerMonth,
  currencyCell(change.currency, own, [change.effectPerMonth]),
  change.approvedAt,
  change.finishedAt,
  change.byName ?? change.by.id,
  change.reason,
  change.made ? message('tables.written') : null,
  change.approvalLineId,
];

const decisionCells = (decision: MonthDecision): Row => [
  decision.at,
  decision.byName ?? decision.by.id,
  didWords(decision.action),
  decision.label,
  decision.detail,
  decision.reason,
];

const did: Readonly<Record<string, Message>> = {
  'usage-line.approved': message('reports.did.approved'),
  'usage-line.adjusted': message('reports.did.adjusted'),
  'usage-line.proposed': message('reports.did.proposed'),
  'usage-line.dismissed': message('reports.did.dismissed'),
  'usage-line.held': message('reports.did.held'),
  'usage-line.reopened': message('reports.did.reopened'),
  'usage-line.overridden': message('reports.did.overridden'),
  'mapping.give-role': message('reports.did.give-role'),
  'mapping.answer-included': message('reports.did.answer-included'),
  'mapping.map-account': message('reports.did.map-account'),
  'mapping.unmap-account': message('reports.did.unmap-account'),
  'mapping.reject-suggestion': message('reports.did.reject-suggestion'),
  'mapping.exclude-account': message('reports.did.exclude-account'),
  'mapping.include-account': message('reports.did.include-account'),
  'mapping.mark-account': message('reports.did.mark-account'),
  'mapping.acknowledge-cause': message('reports.did.acknowledge-cause'),
  'mapping.map-product': message('reports.did.map-product'),
  'mapping.unmap-product': message('reports.did.unmap-product'),
  'billing-target.set': message('reports.did.answer-billing'),
  'write-back.canceled': message('reports.did.canceled'),
  'write-back.revert-approved': message('reports.did.revert-approved'),
  'write-back.resolved': message('reports.did.resolved'),
};

/** What a person did, by the action of the audit. */
const didWords = (action: string): Message => did[action] ?? asWritten(action);
