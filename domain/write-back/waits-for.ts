import type { Day } from '../quantity.ts';
import type { IntegrationPhase } from '../states.ts';

/** A queued line as far as it says what it waits for. */
export interface QueuedLine {
  /** The invoice it lands on, in the words of whoever shows it. */
  readonly invoice: string;
  /** Why its group is not read completely just now; null: it is (RULES 2). */
  readonly notRead: string | null;
  /** Its billing target condition holds. */
  readonly due: boolean;
  /** A first reading showed this later invoice. */
  readonly laterInvoiceDate: Day | null;
  /** Why the last attempt could not send it; null: none was made, or nothing was in the way. */
  readonly code: string | null;
  /** The same in words with names, the PSA's own where it gave any; null: there are none. */
  readonly detail: string | null;
}

/** What stands around every line of an integration. */
export interface QueueSurroundings {
  readonly phase: IntegrationPhase;
  /** Why the phase is what it is. */
  readonly phaseCode: string | null;
  /** The PSA's working credential was rejected when it was last used or probed. */
  readonly psaRejected: boolean;
  /** Rows and Temporal did not agree: everything is read again first (architecture.md 4). */
  readonly writeStopped: boolean;
}

/** Codes of the vendor alone: they say nothing about whether the PSA can be written. */
const isVendorCause = (code: string | null): boolean =>
  code !== null && (code.startsWith('Vendor') || code === 'AdminKeyOfChild');

/** Why nothing of an integration may leave, for people; null: something may. */
export function standsStill({
  phase,
  phaseCode,
  psaRejected,
  writeStopped,
}: QueueSurroundings): string | null {
  if (writeStopped) return 'writing stands still until every approval was read again';
  switch (phase) {
    case 'active':
      return null;
    case 'paused':
      return 'paused';
    case 'needs-attention':
      // Complete and fresh counts are as good as before; a new one cannot come, so age ends them soon enough (RULES 7).
      return isVendorCause(phaseCode) && !psaRejected ? null : 'the connection needs attention';
    case 'disconnecting':
    case 'disconnected':
      return 'the connection is being disconnected';
    default:
      return 'the connection is not set up yet';
  }
}

/** Causes that need no more words; any other is said by its own detail. */
const words: Readonly<Record<string, string>> = {
  SeatwiseBusy: 'Seatwise is busy',
  PsaSlow: 'the PSA answers too slowly',
  WriteCapReached: "the day's limit is reached",
  CurrencyRateMissing: 'an exchange rate for its currency',
  LineNotRead: 'a complete count',
  WriteBlocked: 'the PSA rejects the sign-in',
  PsaTimeout: 'the PSA did not answer in time',
  PsaUnreachable: 'the PSA cannot be reached',
  PsaBusy: 'the PSA asks to slow down',
  TimeZoneUnknown: "the PSA's time zone",
  // Both come from what stands around, and are over once that is.
  PhaseRejected: 'its turn',
  WriteStopped: 'its turn',
};

/**
 * What a queued line waits for, in words (RULES 6): its invoice, what stands in the way of everything, what its last
 * attempt met, or only its turn.
 */
export function waitsFor(line: QueuedLine, around: QueueSurroundings): string {
  const still = standsStill(around);
  if (still !== null) return still;
  if (line.notRead !== null) return `a complete reading: ${line.notRead}`;
  if (!line.due) {
    return line.laterInvoiceDate === null
      ? line.invoice
      : `one more reading: the next invoice is ${line.laterInvoiceDate}`;
  }
  if (line.code === null) return 'to be sent';
  return words[line.code] ?? line.detail ?? line.code;
}

/** An attempt that met one of these is one of its own: after three of them a person is told. */
export const isBounce = (code: string): boolean =>
  code === 'SeatwiseBusy' || (code.startsWith('Psa') && code !== 'PsaHostRejected');

export const bouncesBeforeNotice = 3;
