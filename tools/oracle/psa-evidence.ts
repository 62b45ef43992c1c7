import type { IntentFact, LineFact } from '../../domain/reconciliation/facts.ts';
import type { ChangeEntry, RequestLogEntry } from '../../sandbox/request-log.ts';
import type { PsaSides } from '../../test/environment/psa-lines-under-test.ts';

/** What a simulated PSA saw and has, in the oracle's own words: lines with a quantity, agreements with a next invoice. */
export interface PsaHistory {
  readonly requestLog: readonly RequestLogEntry[];
  readonly lines: readonly {
    readonly id: number;
    readonly quantity: number | null;
    /** Absent: lines that people add are not looked at. */
    readonly productId?: number;
    /** Its quantity is the count of a license, and it ends by a count of 0. Absent: it has its own, and ends by a date. */
    readonly followsLicense?: true;
  }[];
  readonly agreements: readonly {
    readonly id: number;
    readonly nextInvoiceDate: string | null;
    readonly parentAgreement: { readonly id: number } | null;
    /** Absent: agreements have no types that an approval binds. */
    readonly type?: { readonly id: number };
  }[];
  /** Absent: companies have nothing that an approval binds. */
  readonly companies?: readonly { readonly id: number; readonly deletedFlag: boolean }[];
  /** May an approved change be sent a second time? Not where changes are differences: both might act. */
  readonly sendsAgain: boolean;
  /** Changes act on an invoice, of which people are told where it became a later one. Absent: they name a day. */
  readonly tellsBillingTarget?: boolean;
  /** A line is created without units, and ended by taking them away. Absent: it has dates. */
  readonly unitsFollow?: true;
  /** The PSA logs who edited what, so that an edit which a write replaced is told. Absent: it does not. */
  readonly logsEdits?: boolean;
}

export const line = 'psa.line';
export const agreement = 'psa.agreement';
export const company = 'psa.company';
/** Field of a line: what was booked for a day after that of a change. */
export const bookedLater = 'booked later';
/** Field of a line: the last day that it bills. */
export const lastBilledDay = 'last billed day';

/** A line that came, as its change has it `after`. */
export interface MadeLine {
  readonly quantity: number | null;
  readonly productId: string;
  readonly agreementId: string;
  /** Absent: it has none of Seatwise's. */
  readonly marker?: string;
  /** Null: the PSA knows it of its units alone. */
  readonly firstBilledDay: string | null;
}

/** Under which address an agreement is read alone. */
export const agreementAt = (id: string): string => `/agreements/${id}`;
/** Under which address a company is read alone. */
export const companyAt = (id: string): string => `/companies/${id}`;
/** Under which address a line is read alone. */
export const lineAt = (agreementId: string, lineId: string): string =>
  `/agreements/${agreementId}/lines/${lineId}`;
/** Under which address lines of an agreement are read. */
export const linesOf = (agreementId: string): string => `/agreements/${agreementId}/lines`;

export interface Ledger {
  readonly lines: readonly LineFact[];
  readonly intents: readonly IntentFact[];
}

export type Telling = (
  requestLog: readonly RequestLogEntry[],
  scenario: PsaSides,
  ledger: Ledger,
) => PsaHistory;

export const renamed =
  (names: Readonly<Record<string, string>>) =>
  (entry: ChangeEntry): ChangeEntry => ({ ...entry, object: names[entry.object] ?? entry.object });
