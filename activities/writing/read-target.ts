import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import type { Gone, LineRef, Psa, PsaResult, StampedLine, Target } from '../../psa/port.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { ageOf, type Moment, momentNow } from './freshness.ts';

/** What a write depends on, and when it was read. */
export interface TargetReading extends Target {
  /** When the reading of the neighbours began. */
  readonly began: Moment;
  /** When the target's own reading, the last, had come in. */
  readonly ended: Moment;
}

export const isGone = (read: StampedLine | Gone): read is Gone => 'gone' in read;

type Reader = Pick<ActivityDependencies, 'steadyMs' | 'now' | 'atWritePoint'>;

/** Reads again what an approval binds (RULES 6). */
export async function readTarget(
  deps: Reader,
  psa: Psa,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<PsaResult<TargetReading>> {
  const began = momentNow(deps);
  const read = await psa.readTarget(
    {
      agreementId: line.agreementId,
      lineId: line.psaLineId,
      companies: [line.companyId],
      evidence: evidenceOf(line),
      at: began.at.toISOString(),
    },
    { signal, beforeTarget: () => deps.atWritePoint('neighbours-read', line.id) },
  );
  return read.ok ? { ok: true, value: { ...read.value, began, ended: momentNow(deps) } } : read;
}

/** Of each agreement whose lines were evidence of the approval, one of these lines. */
function evidenceOf({ evidence: { composed } }: ApprovalLine): readonly LineRef[] {
  const { lines, alsoCandidates = [], childLines = [] } = composed;
  const byAgreement = new Map(
    [...lines, ...alsoCandidates, ...childLines].map((source) => [source.agreementId, source.psaLineId]),
  );
  return [...byAgreement].map(([agreementId, lineId]) => ({ agreementId, lineId }));
}

/** Why nothing may be sent on this reading any more (RULES 6); null: it is fresh. */
export function tooOld(
  deps: Pick<ActivityDependencies, 'steadyMs' | 'now' | 'writing'>,
  { began, ended }: Pick<TargetReading, 'began' | 'ended'>,
): string | null {
  const { targetFreshMs, neighboursFreshMs } = deps.writing;
  const [target, neighbours] = [ageOf(deps, ended), ageOf(deps, began)];
  if (target > targetFreshMs)
    return `the line was read ${seconds(target)} ago, at most ${seconds(targetFreshMs)} may lie between`;
  if (neighbours > neighboursFreshMs)
    return `the customer's other lines were read ${seconds(neighbours)} ago, at most ${seconds(neighboursFreshMs)} may lie between`;
  return null;
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
