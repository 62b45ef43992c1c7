import type { MonthReport } from '../../domain/months/month-report.ts';
import type { ClosedFigures } from '../../domain/months/closing-facts.ts';
import type { Instant } from '../../domain/quantity.ts';
import { type Message, message } from '../../messages/message.ts';
import { instant, text } from '../cells.ts';
import type { ReportDocument, ReportHeader, ReportSection } from '../document.ts';
import { billingRules } from './billing-rules.ts';
import { changesByInvoice, writeBacks } from './changes.ts';
import { customers } from './customers.ts';
import { decisions } from './decisions.ts';
import { notReadAccounts, notReadLines } from './not-read.ts';
import { linesOnHold, openLines } from './open-lines.ts';
import { summary, trend } from './summary.ts';
import { controlTotals } from './control-totals.ts';

/** The report of a month, closed or running, and the facts shown with it. */
export interface MonthFacts {
  readonly report: MonthReport;
  readonly msp: ReportHeader['msp'];
  readonly timeZone: string;
  readonly ruleVersion: number;
  /** Null: it runs. */
  readonly closing: MonthClosing | null;
  /** Months before it that were closed, oldest first. */
  readonly earlier: readonly ClosedFigures[];
  /** What the PSA billed by the time of the document; absent: it was not compared. */
  readonly invoices?: ReportSection;
}

export interface MonthClosing {
  readonly version: number;
  readonly at: Instant;
  /** Of the person or key, by name. */
  readonly by: string;
  readonly checksum: string;
}

/**
 * What leaves the console of a month (RULES 12): every figure is the report's own, and every sum one of a measure or of
 * the rows above it in one currency.
 */
export function monthDocument(facts: MonthFacts): ReportDocument {
  const { report, msp, timeZone, closing, earlier, invoices } = facts;
  const { month, currency } = report;
  return {
    kind: 'month',
    fileName:
      closing === null ? `running-month-${month}` : `review-month-${month}-v${String(closing.version)}`,
    title: message('month-document.title', { month }),
    banner: closing === null ? message('month-document.running') : null,
    header: {
      msp,
      month,
      currency,
      timeZone,
      facts: headerFacts(facts),
      checksum: closing?.checksum ?? null,
    },
    sections: [
      summary(report),
      trend(report, earlier),
      changesByInvoice(report),
      ...(invoices === undefined ? [] : [invoices]),
      openLines(report),
      linesOnHold(report),
      billingRules(report),
      customers(report),
      decisions(report),
      writeBacks(report),
      notReadAccounts(report),
      notReadLines(report),
      controlTotals(report),
    ],
  };
}

type Facts = ReportHeader['facts'];

const said = (label: Message, value: Message | string): Facts[number] => ({ label, value: text(value) });
const at = (label: Message, value: Instant): Facts[number] => ({ label, value: instant(value) });

function headerFacts({ report, ruleVersion, closing }: MonthFacts): Facts {
  const read = (times: readonly (Instant | null)[]): Instant | null =>
    times.reduce(
      (newest, time) => (time !== null && (newest === null || time > newest) ? time : newest),
      null,
    );
  const vendor = read(report.lines.map(({ vendorReadAt }) => vendorReadAt));
  const psa = read(report.lines.map(({ psaReadAt }) => psaReadAt));
  return [
    said(message('month-document.integration'), message('month-document.integration-name')),
    ...(closing === null
      ? [said(message('reports.state'), message('reports.in-progress'))]
      : closingFacts(closing)),
    at(message('reports.data-read'), report.composedAt),
    ...(vendor === null ? [] : [at(message('month-document.vendor-read'), vendor)]),
    ...(psa === null ? [] : [at(message('month-document.psa-read'), psa)]),
    said(message('month-document.rules'), String(ruleVersion)),
  ];
}

const closingFacts = ({ version, at: closedAt, by }: MonthClosing): Facts => [
  said(message('reports.version'), String(version)),
  at(message('reports.closed-at'), closedAt),
  said(message('reports.closed-by'), by),
];
