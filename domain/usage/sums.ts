import type { DecimalText } from '../quantity.ts';
import type { UsageLineKind } from './line-kinds.ts';

export interface AccountTotals {
  readonly listed: number;
  readonly counted: number;
  readonly incomplete: number;
  readonly failed: number;
  readonly gone: number;
  /** Accounts that no sync has tried yet: 0 once a first sync ended. */
  readonly notYetRead: number;
}

/** Seats of accounts whose newest read counted (RULES 12). */
export interface SeatTotals {
  readonly counted: number;
  readonly mapped: number;
  readonly internal: number;
  readonly nfr: number;
  readonly excluded: number;
  readonly unmapped: number;
}

/** Live units of mapped products; an unanswered `choice` counts all its candidates (RULES 12). */
export interface UnitTotals {
  readonly live: DecimalText;
  readonly inGroups: DecimalText;
  readonly noAccount: DecimalText;
  /** Outside of every sum by a person's answer: the next two together. */
  readonly ignored: DecimalText;
  /** Absent: of a version that did not tell the two apart. */
  readonly otherPurpose?: DecimalText;
  /** Duplicates that are to be ended. */
  readonly billedTwice?: DecimalText;
  /** Live lines without a quantity: in no sum, never taken for 0. */
  readonly linesWithoutQuantity: number;
}

/** From seats to billable units (RULES 12, 13): `seats` − `less` + `more` = `units`. Of lines with a complete newest read. */
export interface BillableTotals {
  /** Mapped and unmapped ones; with `notRead`, all of them. */
  readonly seats: number;
  /** What rules do not bill of these. */
  readonly less: number;
  /** What rules bill beyond these. */
  readonly more: number;
  readonly units: number;
  /** Seats of counted accounts on lines that were not read. */
  readonly notRead: number;
}

export interface NotReadAccount {
  readonly accountId: string;
  readonly name: string;
  readonly outcome: 'incomplete' | 'failed' | 'gone' | 'not-yet-read';
  readonly code: string | null;
  /** Null: never counted. */
  readonly lastKnownSeats: number | null;
}

/** What is summed; each figure is the sum of what lines, accounts and ignored lines add to it. */
export interface Sums {
  readonly accounts: AccountTotals;
  readonly seats: SeatTotals;
  readonly units: UnitTotals;
  /** Absent: of a version without billing rules. */
  readonly billable?: BillableTotals;
  readonly lines: {
    readonly total: number;
    readonly byKind: Readonly<Partial<Record<UsageLineKind, number>>>;
    readonly held: number;
  };
  /** Σ variance over lines with both sides. */
  readonly variance: DecimalText;
  /** Apart, with their last known seats. */
  readonly notRead: { readonly accounts: readonly NotReadAccount[]; readonly lastKnownSeats: number };
}
