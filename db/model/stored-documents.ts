import { z } from 'zod';
import { ApprovalEvidence } from '../../contracts/stored/approval-evidence.ts';
import { ClosingFacts } from '../../contracts/stored/closing-facts.ts';
import { ComposedLine, LineSource } from '../../contracts/stored/composed-line.ts';
import { TotalsOfComposition } from '../../contracts/stored/control-totals.ts';
import { MonthReadings, PsaLine } from '../../contracts/stored/month-readings.ts';
import { InvoiceComparison } from '../../contracts/stored/invoice-comparison.ts';
import { MonthFigures } from '../../contracts/stored/month-figures.ts';
import { MonthMargin } from '../../contracts/stored/month-margin.ts';
import { MonthChange } from '../../contracts/stored/month-parts.ts';
import { MonthLine } from '../../contracts/stored/review-month.ts';
import { AccountShare, SeatDrop, IgnoredLine } from '../../contracts/stored/total-parts.ts';
import { ApprovedSnapshot } from '../../contracts/stored/approved-snapshot.ts';
import type { InvoiceComparison as ComparisonOfMonth } from '../../domain/months/invoice-comparison.ts';
import type { MonthMargin as MarginOfMonth } from '../../domain/months/month-margin.ts';
import type {
  MonthChange as ChangeOfMonth,
  MonthFigures as FiguresOfMonth,
} from '../../domain/months/month-report.ts';
import type {
  MonthLine as LineOfMonth,
  MonthReadings as Readings,
} from '../../domain/months/review-month.ts';
import type { PsaLine as LineOfPsa } from '../../domain/psa-facts.ts';
import type {
  ComposedLine as Line,
  SeatDrop as FallOfSeats,
  LineSource as Source,
} from '../../domain/usage/composition.ts';
import type { ClosingFacts as FactsOfClosing } from '../../domain/months/closing-facts.ts';
import type { ControlTotals } from '../../domain/comparison/control-totals.ts';
import type { AccountShare as Share, IgnoredLine as Ignored } from '../../domain/usage/total-parts.ts';
import type { ApprovalEvidence as Evidence } from '../../domain/decisions/approval.ts';
import type { ApprovedSnapshot as Snapshot } from '../../domain/decisions/snapshot.ts';
/**
 * Documents are kept whole as jsonb, with the number of their form in the column `form` beside them, and come out of a
 * row only through one of these.
 */

/**
 * The form in which documents are stored. Whoever changes one after a release counts up, and adds how a document of the
 * form before becomes one of this.
 */
export const presentForm = 1;

declare const unread: unique symbol;

/** A document as it comes from its row: what it holds is known once it was read. */
export interface Unread<T> {
  readonly [unread]: T;
}

/** A row holds a document that this version cannot read: of a later one, or changed by hand. */
export class UnreadableDocument extends Error {
  override readonly name = 'UnreadableDocument';
}

const reader =
  <T>(what: string, schema: z.ZodType<T>) =>
  (document: Unread<T>, form: number): T => {
    if (form !== presentForm)
      throw new UnreadableDocument(`${what} is stored in form ${form}; this version reads ${presentForm}`);
    const parsed = schema.safeParse(document);
    if (parsed.success) return parsed.data;
    throw new UnreadableDocument(`${what} of form ${form} cannot be read: ${z.prettifyError(parsed.error)}`);
  };

export const readComposedLine = reader<Line>('a usage line', ComposedLine);
export const readLineSource = reader<Source>('a vanished line', LineSource);
export const readControlTotals = reader<ControlTotals>('control totals', TotalsOfComposition);
export const readFall = reader<FallOfSeats>('a fall of seats', SeatDrop);
export const readIgnoredLines = reader<readonly Ignored[]>('ignored lines', z.array(IgnoredLine));
/** Recreated with each composition of its account: no number stands beside it. */
export const readAccountShare = (share: Unread<Share>): Share =>
  reader<Share>('the share of an account', AccountShare)(share, presentForm);
export const readEvidence = reader<Evidence>('evidence', ApprovalEvidence);
export const readSnapshot = reader<Snapshot>('an approved snapshot', ApprovedSnapshot);
export const readDocument = reader<readonly LineOfPsa[]>('the lines of a document', z.array(PsaLine));
export const readMonthReadings = reader<Readings>('the readings of a run', MonthReadings);
export const readClosingFacts = reader<FactsOfClosing>('facts of a closing', ClosingFacts);
export const readInvoiceComparison = reader<ComparisonOfMonth>('the invoices of a month', InvoiceComparison);
export const readMonthFigures = reader<FiguresOfMonth>('figures of a month', MonthFigures);
export const readMonthMargins = reader<readonly MarginOfMonth[]>('margins of a month', z.array(MonthMargin));
export const readMonthLines = reader<readonly LineOfMonth[]>('lines of a month', z.array(MonthLine));
export const readMonthChanges = reader<readonly ChangeOfMonth[]>('changes of a month', z.array(MonthChange));
