import { type Message, message } from '../../messages/message.ts';
import { knownLinesOf } from '../../db/readings/agreement-reads.ts';
import { anyLocked, type ShownSince } from '../../db/readings/psa-lines.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { changedSinceApproval, companyDifferences } from '../../domain/write-back/snapshot-differences.ts';
import { namesDay } from '../../domain/usage/billing-target.ts';
import { answersElsewhere } from '../credentials/instance-comparison.ts';
import type {
  AgreementSnapshot, Gone, LineRef, LineSnapshot, NewLineRef, NewLineTarget, Psa, PsaFailure, PsaResult, Target, TargetReadLimits,
} from '../../psa/port.ts'; // prettier-ignore
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { ageOf, type Moment, momentNow } from './freshness.ts';

/** When the parts of a target were read. */
export interface ReadingTimes {
  /** When the reading of the neighbors began: nothing in it was read earlier. */
  readonly began: Moment;
  /** When the last answer about the neighbors had come in. */
  readonly neighborsRead: Moment;
  /** When the target's own reading, the last, began. */
  readonly lastBegan: Moment;
  /** How long the PSA took for it. */
  readonly lastReadingMs: number;
  /** When it had come in. */
  readonly ended: Moment;
}

/** What a write depends on, and when it was read. */
export type TargetReading = Target & ReadingTimes;

/** What the creation of a line depends on, and when it was read. */
export type AgreementReading = NewLineTarget & ReadingTimes;

/** The target is evaluated by its own reading, whatever a sync has read meanwhile. */
export const targetShownSince = ({ lastBegan }: TargetReading): ShownSince => ({
  from: lastBegan.at,
  writtenAt: null,
});

export const isGone = (read: LineSnapshot | AgreementSnapshot | Gone): read is Gone => 'gone' in read;

type Reader = Pick<ActivityDependencies, 'db' | 'steadyMs' | 'now' | 'atWritePoint'>;

/** Reads again what an approval binds (RULES 6). */
export const readTarget = (
  deps: Reader,
  psa: Psa,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<PsaResult<TargetReading>> =>
  readInTurn(deps, psa, line, signal, (around, limits) =>
    psa.readTarget(
      {
        ...around,
        lineId: line.psaLineId,
        actsOn: namesDay(line.billingTarget) ? line.invoiceDate : null,
      },
      limits,
    ),
  );

/** The same where a line is to be created, or may have been (RULES 16). */
export const readAgreement = (
  deps: Reader,
  psa: Psa,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<PsaResult<AgreementReading>> =>
  readInTurn(deps, psa, line, signal, (around, limits) => psa.readAgreement(around, limits));

async function readInTurn<T extends object>(
  deps: Reader,
  psa: Psa,
  line: ApprovalLine,
  signal: AbortSignal,
  read: (around: NewLineRef, limits: TargetReadLimits) => Promise<PsaResult<T>>,
): Promise<PsaResult<T & ReadingTimes>> {
  const evidence = evidenceOf(line);
  const [knownLines, knownLocked] = await Promise.all([
    knownLinesOf(deps.db, line, line.companyId, [
      line.agreementId,
      ...evidence.map(({ agreementId }) => agreementId),
    ]),
    anyLocked(deps.db, line),
  ]);
  const began = momentNow(deps);
  let neighborsRead = began;
  let lastBegan = began;
  const answer = await read(
    {
      agreementId: line.agreementId,
      companies: [line.companyId],
      evidence,
      at: began.at.toISOString(),
      knownLines,
      knownLocked,
    },
    {
      signal,
      beforeTarget: async () => {
        neighborsRead = momentNow(deps);
        await deps.atWritePoint('neighbors-read', line.id);
        lastBegan = momentNow(deps);
      },
    },
  );
  const lastReadingMs = ageOf(deps, lastBegan);
  const ended = momentNow(deps);
  // While it was read a client may have been led to another address: what it read there binds nothing (RULES 14).
  const elsewhere = answer.ok ? await answersElsewhere(deps, line, psa) : null;
  if (elsewhere !== null) return notTheKept(elsewhere.detail);
  const times = { began, neighborsRead, lastBegan, lastReadingMs, ended };
  return answer.ok ? { ok: true, value: { ...answer.value, ...times } } : answer;
}

const notTheKept = (detail: Message): PsaFailure => ({
  ok: false,
  code: 'PsaWrongCompanyOrSite',
  hint: null,
  detail,
  scope: 'credential',
  retryAfterMs: null,
});

/** Of each agreement whose lines were evidence of the approval, one of these lines. */
function evidenceOf({ evidence: { composed } }: ApprovalLine): readonly LineRef[] {
  const { lines, alsoCandidates = [], childLines = [] } = composed;
  const byAgreement = new Map(
    [...lines, ...alsoCandidates, ...childLines].map((source) => [source.agreementId, source.psaLineId]),
  );
  return [...byAgreement].map(([agreementId, lineId]) => ({ agreementId, lineId }));
}

/**
 * What became of the line's company since the approval, by the reading right before (RULES 6): the rows know it from the
 * last sync alone. Null: nothing, or the PSA has nothing of the kind.
 */
export function companyMoved(
  { snapshot }: Pick<ApprovalLine, 'snapshot'>,
  { companies = [] }: Pick<TargetReading, 'companies'>,
): Message | null {
  const read = companies.find(({ id }) => id === snapshot.agreement.companyId);
  if (read === undefined) return null;
  const { deleted, billToCompanyId } = read.company ?? {
    deleted: true,
    billToCompanyId: snapshot.company?.billToCompanyId ?? null,
  };
  const differences = companyDifferences(snapshot, { deleted, billToCompanyId });
  return differences.length === 0 ? null : changedSinceApproval(differences);
}

/** Why a reading may not be acted on any more. */
export interface TooOld {
  readonly detail: Message;
  /** What the last reading took where that alone made the others too old: the PSA is slow. Null: Seatwise is. */
  readonly slowAnswerMs: number | null;
}

/** Why nothing may be sent on this reading any more (RULES 6); null: it is fresh. */
export function tooOld(
  deps: Pick<ActivityDependencies, 'steadyMs' | 'now' | 'writing'>,
  { neighborsRead, lastReadingMs, ended }: Pick<TargetReading, 'neighborsRead' | 'lastReadingMs' | 'ended'>,
): TooOld | null {
  const { targetFreshMs, neighborsFreshMs } = deps.writing;
  const [target, neighbors] = [ageOf(deps, ended), ageOf(deps, neighborsRead)];
  if (target > targetFreshMs)
    return {
      detail: message('write-back.too-late.line', { seconds: seconds(target), most: seconds(targetFreshMs) }),
      slowAnswerMs: null,
    };
  if (neighbors <= neighborsFreshMs) return null;
  return {
    detail: message('write-back.too-late.other-lines', {
      seconds: seconds(neighbors),
      most: seconds(neighborsFreshMs),
    }),
    slowAnswerMs: lastReadingMs > neighborsFreshMs - targetFreshMs ? lastReadingMs : null,
  };
}

/** With one decimal. */
export const seconds = (ms: number): number => Math.round(ms / 100) / 10;
