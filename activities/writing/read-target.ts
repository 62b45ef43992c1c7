import type { ApprovalLine } from '../../db/approvals.ts';
import type { Tx } from '../../db/database.ts';
import { storeAgreement, storeLines } from '../../db/psa-store.ts';
import type { PsaLine } from '../../domain/psa-facts.ts';
import type { Gone, Psa, PsaResult, StampedLine } from '../../psa/port.ts';

/** What a write depends on, read in one go: the target last, so that it is the freshest. */
export interface TargetReading {
  readonly startedAt: Date;
  /** When the target's own reading, the last, had come in. */
  readonly endedAt: Date;
  readonly target: StampedLine | Gone;
  /** Lines of every agreement the group has lines on; empty where the agreement is gone. */
  readonly agreements: readonly { readonly id: string; readonly lines: readonly PsaLine[] }[];
  /** Records of the other agreements, as far as they still have the line that was seen there. */
  readonly others: readonly StampedLine[];
}

export const isGone = (read: StampedLine | Gone): read is Gone => 'gone' in read;

/** Reads the target line, its agreement and the group's other lines again (RULES 6). */
export async function readTarget(
  psa: Psa,
  line: ApprovalLine,
  now: () => Date,
  signal: AbortSignal,
): Promise<PsaResult<TargetReading>> {
  const startedAt = now();
  const { lines, alsoCandidates = [] } = line.evidence.composed;
  const seen = new Map([...lines, ...alsoCandidates].map((source) => [source.agreementId, source.psaLineId]));
  seen.set(line.agreementId, line.psaLineId);
  const agreements: TargetReading['agreements'][number][] = [];
  const others: StampedLine[] = [];
  for (const [id, lineId] of seen) {
    const listed = await psa.lines(id, signal);
    if (!listed.ok && listed.code !== 'PsaNotFound') return listed;
    agreements.push({ id, lines: listed.ok ? listed.value : [] });
    if (id === line.agreementId) continue;
    const other = await psa.readLine({ agreementId: id, lineId }, signal);
    if (!other.ok) return other;
    if (!isGone(other.value)) others.push(other.value);
  }
  const target = await psa.readLine({ agreementId: line.agreementId, lineId: line.psaLineId }, signal);
  if (!target.ok) return target;
  return { ok: true, value: { startedAt, endedAt: now(), target: target.value, agreements, others } };
}

/** A process that slept after its reading must read again: a person may have edited meanwhile. Milliseconds. */
export const isTooOld = ({ endedAt }: TargetReading, now: Date, beginWithinMs: number): boolean =>
  now.getTime() - endedAt.getTime() > beginWithinMs;

/** Makes the reading the stored one; the caller composes anew after it. */
export async function storeTargetReading(tx: Tx, line: ApprovalLine, reading: TargetReading): Promise<void> {
  const { startedAt, target, agreements, others } = reading;
  const records = isGone(target) ? others : [...others, target];
  for (const { agreement, parentAgreement } of records) {
    if (parentAgreement !== null) await storeAgreement(tx, line, parentAgreement, startedAt);
    await storeAgreement(tx, line, agreement, startedAt);
  }
  for (const { id, lines } of agreements) {
    await storeLines(tx, line, id, withTarget(lines, target, line.psaLineId), startedAt);
  }
}

/** The item is newer than the list: a line that changed between the two stands as it was read last. */
function withTarget(
  lines: readonly PsaLine[],
  target: StampedLine | Gone,
  psaLineId: string,
): readonly PsaLine[] {
  if (isGone(target)) return lines.filter(({ id }) => id !== psaLineId);
  return lines.map((line) => (line.id === psaLineId ? target.line : line));
}
