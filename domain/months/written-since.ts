import type { BookedChange, PsaAgreement, PsaLine } from '../psa-facts.ts';
import type { DecimalText } from '../quantity.ts';
import type { CompositionInput, WaitingChange } from '../usage/composition.ts';
import type { Change } from '../decisions/change.ts';

/** A change that was confirmed after the readings; of a line that was created, under the ID that the PSA gave it. */
export interface ChangeSince extends WaitingChange {
  readonly change: Change;
}

/** A change that was confirmed after the readings and before the end of their month. */
export interface WrittenSince {
  readonly change: Change;
  readonly psaLineId: string;
  readonly after: DecimalText;
  /** As the PSA showed it last; null: it no longer does. */
  readonly line: PsaLine | null;
  /** What its agreement has booked for it; null: changes of the agreement name no day. */
  readonly booked: readonly BookedChange[] | null;
}

/** Readings with what was written after them, in the order in which it was (RULES 12). */
export const withWritten = <Readings extends Pick<CompositionInput, 'lines' | 'agreements'>>(
  readings: Readings,
  written: readonly WrittenSince[],
): Readings =>
  written.reduce<Readings>(
    (known, one) => ({
      ...known,
      lines: linesWith(known.lines, one),
      agreements: known.agreements.map((agreement) => agreementWith(agreement, one)),
    }),
    readings,
  );

function linesWith(
  lines: readonly PsaLine[],
  { change, psaLineId, after, line }: WrittenSince,
): readonly PsaLine[] {
  if (change.kind === 'set-quantity')
    return lines.map((one) => (one.id === psaLineId ? { ...one, quantity: after } : one));
  if (line === null) return lines;
  if (change.kind === 'create-line')
    return lines.some(({ id }) => id === psaLineId) ? lines : [...lines, { ...line, quantity: after }];
  const { cancelledDate, quantity, status } = line;
  return lines.map((one) => (one.id === psaLineId ? { ...one, cancelledDate, quantity, status } : one));
}

function agreementWith(agreement: PsaAgreement, { psaLineId, line, booked }: WrittenSince): PsaAgreement {
  const { dated } = agreement;
  if (line?.agreementId !== agreement.id || dated == null || booked === null) return agreement;
  return { ...agreement, dated: { ...dated, booked: { ...dated.booked, [psaLineId]: booked } } };
}
