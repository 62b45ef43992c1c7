import type { Message } from '../../messages/message.ts';
import type { CurrencyCode } from '../currency.ts';
import type { PsaAgreement, PsaLine } from '../psa-facts.ts';
import type { ShownDates } from '../usage/own-dates.ts';
import type { AgreementUsability } from '../usage/agreement-usability.ts';

/**
 * - `live`: in the sum (RULES 3), also what Seatwise created and begins later (RULES 17)
 * - `unusable-agreement`: live by its own dates on an agreement that bills nothing
 * - `continued`: live, and a renewal takes over before a change of it could act: that one is in the sum in its place
 * - `future`: begins after today
 * - `ended`: canceled, or without an effective date; history
 */
type LineStatus = 'live' | 'continued' | 'unusable-agreement' | 'future' | 'ended';

/** A line evaluated on day E. */
export interface AssessedLine {
  readonly line: PsaLine;
  /** Null: the PSA listed the line on an agreement it did not list. */
  readonly agreement: PsaAgreement | null;
  readonly usability: AgreementUsability | null;
  /** The company whose agreement the line is on. */
  readonly companyId: string | null;
  /** What it is billed in (RULES 9). */
  readonly currency: CurrencyCode;
  readonly status: LineStatus;
  /** Why it is not live (RULES 3); null when live. */
  readonly notLiveReason: Message | null;
  /** Days of it that Seatwise wrote and the PSA still shows; absent: none. */
  readonly own?: ShownDates;
  /** The lines that this one takes over from, one after the other, the last one first; absent: it renews none. */
  readonly continues?: readonly string[];
  /** Seatwise ended it on an earlier day, and the PSA has no units booked for it: they can be set again (RULES 17). */
  readonly idle?: true;
}
