import { asWritten, type Message, type MessageId, message } from '../../messages/message.ts';
import type { Day } from '../quantity.ts';
import type { IntegrationPhase } from '../states.ts';
import { type BillingTarget, namesDay } from '../usage/billing-target.ts';

/** A queued line as far as it says what it waits for. */
export interface QueuedLine {
  readonly billingTarget: BillingTarget;
  /** Of the invoice, or of the day, that the change bills on. */
  readonly invoiceDate: Day;
  /** Its group is not read completely just now (RULES 2). */
  readonly notRead: boolean;
  /** Its billing target condition holds. */
  readonly due: boolean;
  /** A first reading showed this later invoice. */
  readonly laterInvoiceDate: Day | null;
  /** Why the last attempt could not send it; null: none was made, or nothing was in the way. */
  readonly code: string | null;
  /** The same as a message, with the PSA's own words where it gave any; null: there is none. */
  readonly detail: Message | null;
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

/** Why nothing of an integration may be sent; null: something may. */
export function standsStill({
  phase,
  phaseCode,
  psaRejected,
  writeStopped,
}: QueueSurroundings): Message | null {
  if (writeStopped) return message('usage.waits.stopped');
  switch (phase) {
    case 'active':
      return null;
    case 'paused':
      return message('usage.waits.paused');
    case 'needs-attention':
      // Complete and fresh counts are as good as before; a new one cannot come, so age ends them soon enough (RULES 7).
      return isVendorCause(phaseCode) && !psaRejected ? null : message('usage.waits.attention');
    case 'disconnecting':
    case 'disconnected':
      return message('usage.waits.disconnecting');
    default:
      return message('usage.waits.not-set-up');
  }
}

/** Causes with a message of their own; any other is said by its detail. */
const messageOf = {
  SeatwiseBusy: 'usage.waits.busy',
  PsaSlow: 'usage.waits.psa-slow',
  WriteCapReached: 'usage.waits.daily-limit',
  CurrencyRateMissing: 'usage.waits.currency-rate',
  LineNotRead: 'usage.waits.complete-count',
  WriteBlocked: 'usage.waits.credentials',
  PsaTimeout: 'usage.waits.psa-timeout',
  PsaUnreachable: 'usage.waits.psa-unreachable',
  PsaBusy: 'usage.waits.psa-busy',
  TimeZoneUnknown: 'usage.waits.time-zone',
  // Both come from the state of the integration, and end with it.
  PhaseRejected: 'usage.waits.turn',
  WriteStopped: 'usage.waits.turn',
} as const satisfies Readonly<Record<string, MessageId>>;

const isKnown = (code: string): code is keyof typeof messageOf => Object.hasOwn(messageOf, code);

/**
 * What a queued line waits for (RULES 6): its invoice, what blocks all lines, what its last attempt met, or only its
 * turn.
 */
export function waitsFor(line: QueuedLine, around: QueueSurroundings): Message {
  const still = standsStill(around);
  if (still !== null) return still;
  if (line.notRead) return message('usage.waits.complete-read');
  if (!line.due) {
    return line.laterInvoiceDate === null
      ? invoiceOf(line)
      : message('usage.waits.later-invoice', { day: line.laterInvoiceDate });
  }
  if (line.code === null) return message('usage.waits.sent');
  const from = line.code === 'SecondSyncAwaited' ? line.detail?.params['from'] : undefined;
  if (typeof from === 'string') return message('usage.waits.second-sync', { from });
  return isKnown(line.code)
    ? message(messageOf[line.code])
    : message('usage.waits.detail', { detail: line.detail ?? asWritten(line.code) });
}

function invoiceOf({ billingTarget, invoiceDate: day }: QueuedLine): Message {
  if (namesDay(billingTarget)) return message('usage.waits.from-day', { day });
  return message(billingTarget === 'next-invoice' ? 'usage.waits.invoice' : 'usage.waits.invoice-after', {
    day,
  });
}

/** An attempt that met one of these is one of its own: after three of them a person is told. */
export const isBounce = (code: string): boolean =>
  code === 'SeatwiseBusy' || (code.startsWith('Psa') && code !== 'PsaHostRejected');

export const bouncesBeforeNotice = 3;
