import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import type { Tx } from '../../db/model/database.ts';
import { isNews } from '../../db/readings/agreement-changes.ts';
import {
  type LineReading,
  noteReadings,
  storeLineReadings,
  storeShownLine,
  type WholeReading,
} from '../../db/readings/psa-lines.ts';
import { withKnownBookings } from '../../db/readings/booked-changes.ts';
import { storeSomeAgreements } from '../../db/readings/psa-store.ts';
import { both, onlyGroups, type AffectedGroups, touching } from '../../db/usage/affected-groups.ts';
import type { PsaAgreement, PsaLine } from '../../domain/psa-facts.ts';
import type { Gone, LineSnapshot } from '../../psa/port.ts';
import { type AgreementReading, isGone, targetShownSince, type TargetReading } from './read-target.ts';

/**
 * Makes the reading the stored one; returns the groups that the caller recomposes afterwards, the line's own among them.
 * One that shows what is stored already touches nobody else.
 */
export const storeTargetReading = (
  tx: Tx,
  line: ApprovalLine,
  reading: TargetReading,
): Promise<AffectedGroups> =>
  storeReading(tx, line, reading, readingsOf(line, reading), () => storeTarget(tx, line, reading));

/** The same of the reading for a line that is to be created, or may have been. */
export const storeAgreementReading = (
  tx: Tx,
  line: ApprovalLine,
  reading: AgreementReading,
): Promise<AffectedGroups> =>
  storeReading(tx, line, reading, wholeReadings(reading), () => Promise.resolve());

async function storeReading(
  tx: Tx,
  line: ApprovalLine,
  reading: TargetReading | AgreementReading,
  readings: readonly WholeReading[],
  storeLine: () => Promise<void>,
): Promise<AffectedGroups> {
  const records = await withKnownBookings(tx, line, recordsOf(reading));
  const own = onlyGroups([line.groupKey]);
  if (
    isGone(reading.target) ||
    (await isNews(tx, line, { agreements: records, readAt: reading.began.at, readings }))
  ) {
    const agreementIds = [
      line.agreementId,
      ...readings.map(({ agreementId }) => agreementId),
      ...records.map(({ id }) => id),
    ];
    const listed = readings.flatMap(({ lines }) => lines.map(({ id }) => id));
    const event = { agreementIds, psaLineIds: [line.psaLineId, ...listed] };
    const affected = await touching(tx, line, event, async () => {
      await storeSomeAgreements(tx, line, records, reading.began.at);
      await storeLineReadings(tx, line, readings.map(asAttempt));
      await storeLine();
    });
    return both(affected, own);
  }
  await noteReadings(tx, line, readings.map(asAttempt));
  await storeLine();
  return own;
}

const asAttempt = ({ agreementId, begun, lines }: WholeReading): LineReading => ({
  agreementId,
  begun,
  read: { outcome: 'read', lines },
});

/** What was read last stands, where an agreement was read twice. */
function recordsOf({ target, others }: TargetReading | AgreementReading): readonly PsaAgreement[] {
  const read = isGone(target) ? [] : [target.parentAgreement, target.agreement].filter((one) => one !== null);
  return [...new Map([...others, ...read].map((agreement) => [agreement.id, agreement])).values()];
}

const wholeReadings = ({ began, agreements }: AgreementReading): readonly WholeReading[] =>
  agreements.map(({ id: agreementId, lines }) => ({ agreementId, begun: began.at, lines }));

const readingsOf = (
  line: ApprovalLine,
  { began, target, agreements }: TargetReading,
): readonly WholeReading[] =>
  agreements.map((agreement) => ({
    agreementId: agreement.id,
    begun: began.at,
    lines: withTarget(agreement, target, line.psaLineId),
  }));

/** A sync may have listed it after we began, and before the item was read: the item decides. */
async function storeTarget(tx: Tx, line: ApprovalLine, reading: TargetReading): Promise<void> {
  if (!isGone(reading.target)) await storeShownLine(tx, line, reading.target.line, targetShownSince(reading));
}

/** The item, or its document, is newer than the list: what changed between the two stands as it was read last. */
function withTarget(
  { id: agreementId, lines }: TargetReading['agreements'][number],
  target: LineSnapshot | Gone,
  psaLineId: string,
): readonly PsaLine[] {
  if (isGone(target)) return lines.filter(({ id }) => id !== psaLineId);
  if (target.document !== null && agreementId === target.agreement.id)
    return [target.line, ...target.document];
  return lines.map((line) => (line.id === psaLineId ? target.line : line));
}
