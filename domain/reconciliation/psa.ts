import { message, type Message } from '../../messages/message.ts';
import { canceledDateOf } from '../canceled-day.ts';
import type { PsaLine } from '../psa-facts.ts';
import type { Day } from '../quantity.ts';
import { isDone } from '../decisions/approval.ts';
import { fieldValue } from '../decisions/line-fields.ts';
import { type Difference, differenceOf } from './difference.ts';
import type { LedgerFacts, LineFact, StoredLineFact } from './facts.ts';
import { groupBy } from '../group-by.ts';
import { sameNumber } from './same-number.ts';

/** A line as the PSA shows it now. */
export interface PresentLine {
  /** See {@link presentIdOf}. */
  readonly psaLineId: string;
  /** Null: it does not exist any more under its agreement. */
  readonly line: Pick<PsaLine, 'quantity' | 'lastUpdated' | 'cancelledDate'> | null;
  /** Where its units end it: the day on which it was read. Null or absent: a date ends it. */
  readonly endsByUnitsOn?: Day | null;
  /** IDs of all lines that bear its marker; absent: Seatwise did not create it. */
  readonly marked?: readonly string[];
}

type Shown = NonNullable<PresentLine['line']>;

export interface PsaComparison {
  readonly differences: readonly Difference[];
  /** The PSA shows something else than was written, and rows say since when: a later reading stored it already. */
  readonly explained: readonly Difference[];
}

/** PSA lines that a write reached, or may have reached. */
export const writtenLines = (facts: LedgerFacts): readonly LineFact[] =>
  facts.lines.filter(({ sendCount, state }) => sendCount > 0 || state === 'unchanged');

/** The ID of a line in the PSA; its marker while none is known. */
export const presentIdOf = ({ psaLineId, createdLineId }: LineFact): string => createdLineId ?? psaLineId;

/** How far the PSA's clock may stand from ours before its "last updated" says something. */
const clockMs = 5 * 60_000;

/** Each line that was written, as the PSA shows it now, against what the ledger says of it. */
export function psaDifferences(facts: LedgerFacts, present: readonly PresentLine[]): PsaComparison {
  const differences: Difference[] = [];
  const explained: Difference[] = [];
  const written = groupBy(writtenLines(facts), presentIdOf);
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
  { line, marked, endsByUnitsOn = null }: PresentLine,
): Found | null {
  const [newest] = newestFirst(written);
  if (newest === undefined) return null;
  const created = written.find(({ change }) => change.kind === 'create-line');
  if (created !== undefined && marked !== undefined && marked.length > 1)
    return told(
      differenceOf('created-twice', created, message('reconciliation.created-twice', { lines: marked })),
    );
  if (line === null) {
    // Nothing was to be there.
    if (newest.change.kind === 'create-line' && !isDone(newest.state)) return null;
    const finding = message('reconciliation.psa-line-missing');
    return told(differenceOf('psa-line-gone', newest, finding), stored === undefined);
  }
  const late = lateEffect(written, line);
  if (late !== null) return told(late);
  const claim = claimOf(written);
  if (claim !== null && !stands(claim, line, endsByUnitsOn))
    return told(against(claim, line), isKnown(claim, line, stored));
  if (stored === undefined || sameNumber(stored.quantity, line.quantity)) return null;
  if (!isOlder(line, stored.readAt)) return null;
  const finding = message('reconciliation.stored-differs', {
    stored: quantityShown(stored.quantity),
    shown: quantityShown(line.quantity),
  });
  return told(differenceOf('stored-line-differs', newest, finding));
}

const endOf = ({ finishedAt }: LineFact): number => finishedAt ?? Infinity;

const newestFirst = (lines: readonly LineFact[]): readonly LineFact[] =>
  [...lines].sort((a, b) => endOf(b) - endOf(a));

const withoutEffect: ReadonlySet<string> = new Set(['stale', 'canceled', 'rejected']);

/** The change that the PSA had at last by the ledger; null: something newer leaves it open. */
function claimOf(written: readonly LineFact[]): LineFact | null {
  const [newest] = newestFirst(written.filter(({ state }) => !withoutEffect.has(state)));
  return newest !== undefined && isDone(newest.state) ? newest : null;
}

/** What was written is still there. Units that end a line are the former ones until the day after its last one. */
function stands(
  { change, before, after }: LineFact,
  { quantity, cancelledDate }: Shown,
  endsByUnitsOn: Day | null,
): boolean {
  switch (change.kind) {
    case 'set-quantity':
    case 'create-line':
      return sameNumber(quantity, after);
    case 'end-line':
      if (endsByUnitsOn === null) return cancelledDate === canceledDateOf(change);
      return (
        sameNumber(quantity, after) || (endsByUnitsOn <= change.lastBilledDay && sameNumber(quantity, before))
      );
    case 'reopen-line':
      return cancelledDate === null && sameNumber(quantity, after);
  }
}

function against(claim: LineFact, line: Shown): Difference {
  const { lastUpdated: at } = line;
  const shown = shownOf(claim, line);
  if (at !== null && isOlder(line, endOf(claim)))
    return differenceOf('psa-differs', claim, message('reconciliation.not-changed-since', { shown, at }));
  if (at === null && claim.change.kind === 'set-quantity' && sameNumber(line.quantity, claim.before))
    return differenceOf('psa-differs', claim, message('reconciliation.without-change-time', { shown }));
  const finding =
    at === null
      ? message('reconciliation.changed-by-others', { shown })
      : message('reconciliation.changed-by-others-at', { shown, at });
  return differenceOf('changed-since', claim, finding);
}

function shownOf({ change }: LineFact, { quantity: units, cancelledDate }: Shown): Message {
  const quantity = quantityShown(units);
  if (change.kind === 'set-quantity' || change.kind === 'create-line') return quantity;
  return message('reconciliation.shows-end', { day: fieldValue('cancelledDate', cancelledDate), quantity });
}

const quantityShown = (quantity: string | null): Message =>
  quantity === null
    ? message('reconciliation.no-quantity')
    : message('reconciliation.quantity', { quantity });

/** Certainly not touched at that moment or later, whatever the two clocks say. */
const isOlder = ({ lastUpdated }: Shown, at: number): boolean =>
  lastUpdated !== null && Date.parse(lastUpdated) < at - clockMs;

const isKnown = (claim: LineFact, line: Shown, stored: StoredLineFact | undefined): boolean =>
  stored !== undefined &&
  stored.readAt > endOf(claim) &&
  sameNumber(stored.quantity, line.quantity) &&
  stored.cancelledDate === line.cancelledDate;

/** What was sent and then read as not done, or rejected, and is in the PSA all the same. */
function lateEffect(written: readonly LineFact[], line: Shown): Difference | null {
  const last = newestFirst(written).at(0);
  if (last === undefined || !withoutEffect.has(last.state) || isOlder(line, last.approvedAt)) return null;
  if (!standsLate(last, line)) return null;
  const shown = quantityShown(line.quantity);
  return differenceOf('late-effect', last, message('reconciliation.took-effect', { shown }));
}

const standsLate = (last: LineFact, line: Shown): boolean =>
  last.change.kind === 'create-line' || (!sameNumber(last.before, last.after) && stands(last, line, null));
