import { ledgerDifferences } from '../../domain/reconciliation/ledger.ts';
import { presentIdOf } from '../../domain/reconciliation/psa.ts';
import { isLive } from '../../domain/decisions/approval.ts';
import { effectsOf } from './effects.ts';
import type { LineFact, OracleFacts } from './facts.ts';
import { instant, quantitiesBetween, quantityChanges, sameNumber } from './psa-history.ts';
import { type Violation, violationFor, violationOf } from './violation.ts';

/** The judgement of `seatwise reconcile` on the ledger, and the ledger against everything the PSA ever had. */
export function evaluateLedger(facts: OracleFacts): readonly Violation[] {
  return [
    ...ledgerDifferences(facts).map(violationOf),
    ...facts.lines.flatMap((line) => evaluateEnd(facts, line)),
    ...evaluateStoredLines(facts),
  ];
}

function evaluateEnd(facts: OracleFacts, line: LineFact): readonly Violation[] {
  if (isLive(line.state) || line.finishedAt === null) return [];
  const end = line.finishedAt;
  // Of what ended before its first entry the request log knows nothing: a past that was there when the PSA was first asked.
  const [first] = facts.requestLog;
  if (first !== undefined && end < instant(first)) return [];
  // What else changed of a line is evaluated in line-changes.ts.
  if (line.change.kind !== 'set-quantity' && facts.unitsFollow !== true) return [];
  if (line.state === 'confirmed' && !sameNumber(line.before, line.after)) {
    const own = effectsOf(facts).some((effect) => effect.line?.id === line.id);
    const byPerson = quantityChanges(facts, 'person').some(
      (change) =>
        change.id === presentIdOf(line) &&
        sameNumber(change.after, line.after) &&
        instant(change) >= line.approvedAt &&
        instant(change) <= end,
    );
    if (isGivenUp(facts, line, end))
      return [violationFor('confirmed-though-computed', line, 'the PSA computes another quantity')];
    if (!own && !byPerson) return [violationFor('confirmed-without-effect', line, 'the PSA never changed')];
  }
  if (line.state === 'unchanged') {
    const had = quantitiesBetween(facts, presentIdOf(line), line.approvedAt, end);
    if (!had.some((quantity) => sameNumber(quantity, line.after)))
      return [violationFor('unchanged-but-different', line, `the PSA had ${had.join(', ')}`)];
  }
  return [];
}

/** The PSA itself replaced what was sent before it was confirmed, since it computes the line. */
const isGivenUp = (facts: OracleFacts, { id, psaLineId }: LineFact, end: number): boolean =>
  effectsOf(facts).some(
    ({ line, change }) =>
      line?.id === id &&
      quantityChanges(facts, 'psa').some(
        (later) => later.id === psaLineId && later.seq > change.seq && instant(later) <= end,
      ),
  );

/** What is stored of a written line is something the PSA had since it was read. */
function evaluateStoredLines(facts: OracleFacts): readonly Violation[] {
  const written = new Set(facts.lines.map(presentIdOf));
  return facts.psaLines
    .filter(({ id }) => written.has(id))
    .filter(
      ({ id, quantity, readAt }) =>
        !quantitiesBetween(facts, id, readAt, Infinity).some((had) => sameNumber(had, quantity)),
    )
    .map(({ id, quantity }) => ({
      kind: 'stored-line-invented',
      words: `line ${id} is stored with ${quantity ?? 'none'}, which the PSA did not have since it was read`,
    }));
}
