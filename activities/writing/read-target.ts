import type { ApprovalLine } from '../../db/write-back/approvals.ts';
import { mayBill } from '../../domain/usage/agreement-usability.ts';
import type { PsaAgreement, PsaLine } from '../../domain/psa-facts.ts';
import type { Gone, Psa, PsaResult, StampedLine } from '../../psa/port.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import { ageOf, type Moment, momentNow } from './freshness.ts';

/** What a write depends on, read in one go: the target last, so that it is the freshest. */
export interface TargetReading {
  /** When the reading of the neighbours began. */
  readonly began: Moment;
  /** When the target's own reading, the last, had come in. */
  readonly ended: Moment;
  readonly target: StampedLine | Gone;
  /** Lines of every agreement that may bill the customer; empty where the agreement is gone. */
  readonly agreements: readonly { readonly id: string; readonly lines: readonly PsaLine[] }[];
  /** Records of the other agreements. */
  readonly others: readonly PsaAgreement[];
}

export const isGone = (read: StampedLine | Gone): read is Gone => 'gone' in read;

type Reader = Pick<ActivityDependencies, 'steadyMs' | 'now' | 'atWritePoint'>;

/**
 * Reads again what an approval binds (RULES 6): the lines of every usable agreement of the company and of its child
 * agreements, and of those that were evidence; then, last, the target line with its agreement.
 */
export async function readTarget(
  deps: Reader,
  psa: Psa,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<PsaResult<TargetReading>> {
  const began = momentNow(deps);
  const listed = await psa.agreementsOf(line.companyId, signal);
  if (!listed.ok) return listed;
  const foreign = foreignEvidence(line, listed.value);
  const wanted = new Set([
    line.agreementId,
    ...evidence(line).keys(),
    ...listed.value.filter((agreement) => mayBill(agreement, began.at.toISOString())).map(({ id }) => id),
  ]);
  const agreements = allOf(await Promise.all([...wanted].map((id) => linesOf(psa, id, signal))));
  if (!agreements.ok) return agreements;
  const records = allOf(await Promise.all(foreign.map((ref) => psa.readLine(ref, signal))));
  if (!records.ok) return records;
  await deps.atWritePoint('neighbours-read', line.id);
  const target = await psa.readLine({ agreementId: line.agreementId, lineId: line.psaLineId }, signal);
  if (!target.ok) return target;
  const others = [
    ...listed.value,
    ...records.value.flatMap((read) => (isGone(read) ? [] : [read.agreement])),
  ];
  const reading = {
    began,
    ended: momentNow(deps),
    target: target.value,
    agreements: agreements.value,
    others,
  };
  return { ok: true, value: reading };
}

/** Agreements whose lines were evidence of the approval, each with one of these lines. */
function evidence({ evidence: { composed } }: ApprovalLine): ReadonlyMap<string, string> {
  const { lines, alsoCandidates = [], childLines = [] } = composed;
  return new Map(
    [...lines, ...alsoCandidates, ...childLines].map((source) => [source.agreementId, source.psaLineId]),
  );
}

/** Those of other companies: the list of the company's agreements has no record of them. */
function foreignEvidence(line: ApprovalLine, listed: readonly PsaAgreement[]) {
  const known = new Set([line.agreementId, ...listed.map(({ id }) => id)]);
  return [...evidence(line)].flatMap(([agreementId, lineId]) =>
    known.has(agreementId) ? [] : [{ agreementId, lineId }],
  );
}

async function linesOf(
  psa: Psa,
  id: string,
  signal: AbortSignal,
): Promise<PsaResult<TargetReading['agreements'][number]>> {
  const listed = await psa.lines(id, signal);
  if (!listed.ok && listed.code !== 'PsaNotFound') return listed;
  return { ok: true, value: { id, lines: listed.ok ? listed.value : [] } };
}

function allOf<T>(results: readonly PsaResult<T>[]): PsaResult<readonly T[]> {
  const values: T[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    values.push(result.value);
  }
  return { ok: true, value: values };
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
