import type { Message } from '../../messages/message.ts';
import type { EndDates } from '../canceled-day.ts';
import type { PsaLine } from '../psa-facts.ts';
import type { Day, DecimalText, Instant } from '../quantity.ts';
import type { NewLine } from '../decisions/change.ts';

/** Where a line is found: its agreement and itself, by the PSA's ids. */
export interface LineRef {
  readonly agreementId: string;
  readonly lineId: string;
}

/** What every write of a line is sent with, and what the reading just before showed. */
interface PlanOfLine {
  readonly ref: LineRef;
  /** Units that it has now; a PSA that writes differences needs them. */
  readonly before: DecimalText;
  /** When the PSA said the line was last changed; null: it did not say. */
  readonly lastUpdated: Instant | null;
  /** Every other line of the document that is written with it (`LineCapabilities`); null: it is written alone. */
  readonly document: readonly PsaLine[] | null;
  /** How it is written, of what the PSA lets such lines be written by (`writeChoices`); null: there is only one. */
  readonly method: string | null;
}

/** A quantity to set once. */
export interface SetQuantityPlan extends PlanOfLine {
  readonly kind: 'set-quantity';
  /** A whole, non-negative decimal text up to 2,147,483,647 without exponent. */
  readonly after: DecimalText;
  /** The first day on which it acts, of a line that is dated (`LineCapabilities`); else null. */
  readonly day: Day | null;
}

/** The last day to be billed, set once (RULES 17). */
export interface EndLinePlan extends PlanOfLine, EndDates {
  readonly kind: 'end-line';
}

/** Its canceled date taken away again, or the units given back from the next open period on (RULES 17). */
export interface ReopenLinePlan extends PlanOfLine, EndDates {
  readonly kind: 'reopen-line';
  /** Units that it shall have again. */
  readonly after: DecimalText;
  /** The first day on which units act again, of a line that is dated (`LineCapabilities`); else null. */
  readonly day: Day | null;
}

/** A line to be created once (RULES 16). No machine sends it a second time. */
export interface CreateLinePlan {
  readonly kind: 'create-line';
  readonly agreementId: string;
  readonly companyId: string;
  readonly line: NewLine;
  readonly productIdentifier: string | null;
  /** Whole, above zero. */
  readonly units: DecimalText;
  /** By which it is found again; put where the method says. */
  readonly marker: string;
  /** Every line of the document that it is written with; null: it is written alone. */
  readonly document: readonly PsaLine[] | null;
  /** Which field has the marker, and which request creates the line, as the integration chose (`writeChoices`). */
  readonly method: string | null;
}

export type WritePlan = SetQuantityPlan | CreateLinePlan | EndLinePlan | ReopenLinePlan;

/** A request as people look at it before they approve (RULES 16, 17). Holds no credential. */
export interface ShownRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Path and query at the PSA, without its host. */
  readonly path: string;
  /** As JSON; null: it has none. */
  readonly body: unknown;
  /** What else to know, such as what is only known once an earlier request was answered; null: nothing. */
  readonly note: Message | null;
}
