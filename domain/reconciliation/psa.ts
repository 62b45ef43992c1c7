import { message, type Message } from '../../messages/message.ts';
import type { PsaLine } from '../psa-facts.ts';
import { isDone } from '../write-back/approval.ts';
import { type Difference, differenceOf } from './difference.ts';
import type { LedgerFacts, LineFact, StoredLineFact } from './facts.ts';
import { groupBy } from '../group-by.ts';
import { sameNumber } from './same-number.ts';

/** A line as the PSA shows it now. */
export interface PresentLine {
  readonly psaLineId: string;
  /** Null: it does not exist any more under its agreement. */
  readonly line: Pick<PsaLine, 'quantity' | 'lastUpdated'> | null;
}

export interface PsaComparison {
  readonly differences: readonly Difference[];
  /** The PSA shows something else than was written, and rows say since when: a later reading stored it already. */
  readonly explained: readonly Difference[];
}

/** PSA lines that a write reached, or may have reached. */
export const writtenLines = (facts: LedgerFacts): readonly LineFact[] =>
  facts.lines.filter(({ sendCount, state }) => sendCount > 0 || state === 'unchanged');

/** How far the PSA's clock may stand from ours before its "last updated" says something. */
const clockMs = 5 * 60_000;

/** Each line that was written, as the PSA shows it now, against what the ledger says of it. */
export function psaDifferences(facts: LedgerFacts, present: readonly PresentLine[]): PsaComparison {
  const differences: Difference[] = [];
  const explained: Difference[] = [];
  const written = groupBy(writtenLines(facts), ({ psaLineId }) => psaLineId);
  const stored = new Map(facts.psaLines.map((line) => [line.id, line]));
  for (const one of present) {
    const found = ofLine(written.get(one.psaLineId) ?? [], stored.get(one.psaLineId), one);
    if (found === null) continue;
    (found.explained ? explained : differences).push(found.difference);
  }
  return { differences, explained };
}

interface Found {
  readonly difference: Difference;
  readonly explained: boolean;
}

const told = (difference: Difference, explained = false): Found => ({ difference, explained });

function ofLine(
  written: readonly LineFact[],
  stored: StoredLineFact | undefined,
  { line }: PresentLine,
): Found | null {
  const [newest] = [...written].sort((a, b) => endOf(b) - endOf(a));
  if (newest === undefined) return null;
  if (line === null)
    return told(
      differenceOf('psa-line-gone', newest, message('reconciliation.psa-line-missing')),
      stored === undefined,
    );
  const late = lateEffect(written, line);
  if (late !== null) return told(late);
  const claim = claimOf(written);
  if (claim !== null && !sameNumber(line.quantity, claim.after))
    return told(againstClaim(claim, line), isKnown(claim, line, stored));
  if (stored === undefined || sameNumber(stored.quantity, line.quantity)) return null;
  if (!isOlder(line, stored.readAt)) return null;
  const finding = message('reconciliation.stored-differs', {
    stored: quantityShown(stored.quantity),
    shown: quantityShown(line.quantity),
  });
  return told(differenceOf('stored-line-differs', newest, finding));
}

const endOf = ({ finishedAt }: LineFact): number => finishedAt ?? Infinity;

/** The approved value that the PSA had at last by the ledger; null: something newer leaves it open. */
function claimOf(written: readonly LineFact[]): LineFact | null {
  const [newest] = [...written]
    .filter(({ state }) => state !== 'stale' && state !== 'canceled' && state !== 'rejected')
    .sort((a, b) => endOf(b) - endOf(a));
  return newest !== undefined && isDone(newest.state) ? newest : null;
}

function againstClaim(claim: LineFact, line: NonNullable<PresentLine['line']>): Difference {
  const shown = quantityShown(line.quantity);
  const at = line.lastUpdated;
  if (at !== null && isOlder(line, endOf(claim)))
    return differenceOf('psa-differs', claim, message('reconciliation.not-changed-since', { shown, at }));
  if (at === null && sameNumber(line.quantity, claim.before))
    return differenceOf('psa-differs', claim, message('reconciliation.without-change-time', { shown }));
  const finding =
    at === null
      ? message('reconciliation.changed-by-others', { shown })
      : message('reconciliation.changed-by-others-at', { shown, at });
  return differenceOf('changed-since', claim, finding);
}

const quantityShown = (quantity: string | null): Message =>
  quantity === null
    ? message('reconciliation.no-quantity')
    : message('reconciliation.quantity', { quantity });

/** Certainly not touched at that moment or later, whatever the two clocks say. */
const isOlder = ({ lastUpdated }: NonNullable<PresentLine['line']>, at: number): boolean =>
  lastUpdated !== null && Date.parse(lastUpdated) < at - clockMs;

const isKnown = (
  claim: LineFact,
  line: NonNullable<PresentLine['line']>,
  stored: StoredLineFact | undefined,
): boolean =>
  stored !== undefined && stored.readAt > endOf(claim) && sameNumber(stored.quantity, line.quantity);

/** What was sent and then read as not done, or rejected, and stands in the PSA all the same. */
function lateEffect(written: readonly LineFact[], line: NonNullable<PresentLine['line']>): Difference | null {
  const last = [...written].sort((a, b) => endOf(a) - endOf(b)).at(-1);
  if (last === undefined || !['stale', 'canceled', 'rejected'].includes(last.state)) return null;
  if (!sameNumber(line.quantity, last.after) || sameNumber(last.before, last.after)) return null;
  if (isOlder(line, last.approvedAt)) return null;
  const shown = quantityShown(line.quantity);
  return differenceOf('late-effect', last, message('reconciliation.took-effect', { shown }));
}
