import type { ChangeEntry, RequestEntry } from '../../sandbox/request-log.ts';
import { canceledDateOf } from '../../domain/canceled-day.ts';
import { markerIn } from '../../domain/write-back/line-marker.ts';
import type { IntentFact, LineFact, OracleFacts } from './facts.ts';
import { lastBilledDay, line as psaLine, type MadeLine } from './psa-evidence.ts';
import { changesOf, instant, sameNumber } from './psa-history.ts';
import { type Violation, violationFor } from './violation.ts';

/** Lines that came to be, and last days that were set or taken away, against the ledger (RULES 16, 17). */

/** A line that came by a call. */
export const isMade = ({ object, field, before }: ChangeEntry): boolean =>
  object === psaLine && field === '*' && before === null;

const isDated = ({ object, field }: ChangeEntry): boolean => object === psaLine && field === lastBilledDay;

/** @param byUnits lines whose license was counted: a count of 0 ends them. Any other takes a date, unless `unitsFollow`. */
export function evaluateLineChanges(
  facts: OracleFacts,
  since: number,
  byUnits: ReadonlySet<string>,
): readonly Violation[] {
  const byApi = changesOf(facts).filter(({ by }) => by === 'api');
  const made = byApi.filter(isMade).map((change) => ({ change, line: createdBy(facts, change) }));
  const dated = byApi.filter(isDated).map((change) => ({ change, line: datedBy(facts, change) }));
  const isNew = ({ change }: { readonly change: ChangeEntry }): boolean => change.seq > since;
  return [
    ...made.filter(isNew).flatMap(({ change, line }) => evaluateMade(facts, change, line)),
    ...dated.filter(isNew).flatMap(({ change, line }) => evaluateDated(facts, change, line)),
    ...facts.lines.flatMap((line) => evaluateTimes(facts, line, made, dated, byUnits)),
  ];
}

interface Known {
  readonly change: ChangeEntry;
  readonly line: LineFact | null;
}

function createdBy(facts: OracleFacts, { after }: ChangeEntry): LineFact | null {
  const { marker } = after as MadeLine;
  return (
    facts.lines.find(
      ({ change, psaLineId }) =>
        change.kind === 'create-line' && marker !== undefined && psaLineId === marker,
    ) ?? null
  );
}

/**
 * The newest end or reopening of that line whose sending began before; where none did, the newest that was approved for
 * that day: rows from an older backup know no sending.
 */
function datedBy(facts: OracleFacts, entry: ChangeEntry): LineFact | null {
  const kind = entry.after === null ? 'reopen-line' : 'end-line';
  const [sent] = facts.intents
    .filter(({ psaLineId, sentAt }) => psaLineId === entry.id && sentAt <= instant(entry))
    .filter(({ change }) => change === kind)
    .sort((a, b) => b.sentAt - a.sentAt);
  if (sent !== undefined) return facts.lines.find(({ id }) => id === sent.lineId) ?? null;
  const [approved] = facts.lines
    .filter(({ psaLineId, approvedAt }) => psaLineId === entry.id && approvedAt <= instant(entry))
    .filter(({ change }) => change.kind === kind && dayOf(entry) === wantedDay(change))
    .sort((a, b) => b.approvedAt - a.approvedAt);
  return approved ?? null;
}

const dayOf = ({ after }: ChangeEntry): string | null =>
  typeof after === 'string' ? after.slice(0, 10) : null;

const wantedDay = (change: LineFact['change']): string | null =>
  change.kind === 'end-line' ? canceledDateOf(change) : null;

function evaluateMade(facts: OracleFacts, entry: ChangeEntry, line: LineFact | null): readonly Violation[] {
  const made = entry.after as MadeLine;
  const shown = `line ${entry.id} (${made.marker ?? 'no marker'}) came at ${entry.at}`;
  if (line?.change.kind !== 'create-line')
    return [{ kind: 'unapproved-change', words: `${shown} and was never approved`, change: entry.seq }];
  const { productId, firstBilledDay } = line.change.line;
  const units = facts.unitsFollow === true ? null : made.quantity;
  const day = facts.unitsFollow === true ? null : made.firstBilledDay;
  const asApproved =
    made.agreementId === line.agreementId &&
    made.productId === productId &&
    (units === null || sameNumber(units, line.after)) &&
    (day === null || day === firstBilledDay);
  return [
    ...(asApproved ? [] : [violationFor('not-as-approved', line, `${shown} as ${JSON.stringify(made)}`)]),
    ...evaluateMoment(facts, entry, line, shown),
  ];
}

function evaluateDated(facts: OracleFacts, entry: ChangeEntry, line: LineFact | null): readonly Violation[] {
  const shown = `the last billed day of line ${entry.id} became ${String(entry.after)} at ${entry.at}`;
  if (line === null || !('lastBilledDay' in line.change))
    return [{ kind: 'unapproved-change', words: `${shown} and was never approved`, change: entry.seq }];
  return [
    ...(dayOf(entry) === wantedDay(line.change) ? [] : [violationFor('not-as-approved', line, shown)]),
    ...evaluateMoment(facts, entry, line, shown),
  ];
}

/** An effect without an intent before it, before its approval, or after its end. */
function evaluateMoment(
  facts: OracleFacts,
  entry: ChangeEntry,
  line: LineFact,
  shown: string,
): readonly Violation[] {
  const at = instant(entry);
  const intents = facts.intents.filter(
    ({ lineId, change, sentAt }) => lineId === line.id && change === line.change.kind && sentAt <= at,
  );
  if (intents.length === 0) return [violationFor('intent-missing', line, `${shown} without an intent`)];
  if (line.approvedAt > at) return [violationFor('written-before-approval', line, shown)];
  if (line.finishedAt !== null && at > line.finishedAt)
    return [
      {
        ...violationFor('late-effect', line, `${shown}, after it had ended ${line.state}`),
        change: entry.seq,
      },
    ];
  return ['unchanged', 'stale', 'canceled', 'rejected'].includes(line.state)
    ? [violationFor('effect-of-ended', line, `${shown}, and it ended ${line.state}`)]
    : [];
}

/** One line, once; ended once; and what is confirmed did happen. */
function evaluateTimes(
  facts: OracleFacts,
  line: LineFact,
  made: readonly Known[],
  dated: readonly Known[],
  byUnits: ReadonlySet<string>,
): readonly Violation[] {
  const { kind } = line.change;
  if (kind === 'set-quantity') return [];
  const own = (kind === 'create-line' ? made : dated).filter((one) => one.line === line);
  if (own.length > 1) return [violationFor('applied-twice', line, `it took effect ${own.length} times`)];
  const [first] = facts.requestLog;
  const isKnown = first !== undefined && line.finishedAt !== null && line.finishedAt >= instant(first);
  if (line.state !== 'confirmed' || own.length === 1 || !isKnown) return [];
  // Ended by its units, which are evaluated as quantities.
  if (kind !== 'create-line' && (facts.unitsFollow === true || byUnits.has(line.id))) return [];
  return doneByPerson(facts, line)
    ? []
    : [violationFor('confirmed-without-effect', line, 'the PSA never changed')];
}

function doneByPerson(facts: OracleFacts, { psaLineId, change, approvedAt, finishedAt }: LineFact): boolean {
  if (!('lastBilledDay' in change)) return false;
  const wanted = wantedDay(change);
  return changesOf(facts).some(
    (entry) =>
      entry.by === 'person' &&
      isDated(entry) &&
      entry.id === psaLineId &&
      entry.after === wanted &&
      instant(entry) >= approvedAt &&
      instant(entry) <= (finishedAt ?? Infinity),
  );
}

/** The sending of a request that creates a line or sets its last day; null: it asks for something else. */
export function intentOfLineChange(facts: OracleFacts, { write, at }: RequestEntry): IntentFact | null {
  if (write === null) return null;
  const before = facts.intents
    .filter(({ sentAt }) => sentAt <= Date.parse(at))
    .sort((a, b) => b.sentAt - a.sentAt);
  if (write.newLine !== undefined) {
    const marker = markerIn(...write.newLine.texts);
    return before.find(({ change, psaLineId }) => change === 'create-line' && psaLineId === marker) ?? null;
  }
  if (write.field !== lastBilledDay) return null;
  const kind = write.value === null ? 'reopen-line' : 'end-line';
  return (
    before.find(({ change, psaLineId }) => change === kind && psaLineId === String(write.lineId)) ?? null
  );
}

/** Does a request ask for what was approved? */
export function asksAsApproved({ write }: RequestEntry, { change, agreementId, after }: LineFact): boolean {
  if (write === null || String(write.agreementId) !== agreementId) return false;
  if (change.kind === 'create-line') {
    const { productId, firstBilledDay } = change.line;
    const product = write.newLine?.productId ?? null;
    return (
      (product === null || String(product) === productId) &&
      (write.value === null || sameNumber(write.value, after)) &&
      (write.day === null || write.day.slice(0, 10) === firstBilledDay)
    );
  }
  if (!('lastBilledDay' in change)) return false;
  return change.kind === 'end-line'
    ? typeof write.value === 'string' && write.value.slice(0, 10) === canceledDateOf(change)
    : write.value === null;
}
