import { type Message, message } from '../../messages/message.ts';
import { canceledDateOf, type EndDates } from '../canceled-day.ts';
import type { Day, DecimalText, Instant } from '../quantity.ts';
import { decimal } from '../quantity.ts';
import { type Move, quantityMove } from '../decisions/change-move.ts';
import { fieldValue } from '../decisions/line-fields.ts';

/** The line as one reading showed it; null: it is not there any more. */
export type ShownLine = {
  readonly quantity: DecimalText | null;
  /** When the PSA says it was last changed; null: it does not say. */
  readonly lastUpdated: Instant | null;
  /** Null: it has no end. */
  readonly cancelledDate: Day | null;
} | null;

/**
 * - `done`: the line shows the approved value
 * - `not-done`: proven; only then may it be sent once more
 * - `other`: the line shows something else, or is gone
 * - `undecidable`: it may have been done and set back, or may still come
 */
export const verdicts = ['done', 'not-done', 'other', 'undecidable'] as const;
export type Verdict = (typeof verdicts)[number];

/** What a PSA says of a write whose outcome was not known. */
export interface Confirmation {
  readonly verdict: Verdict;
  /** By which it was evaluated, oldest first. */
  readonly readings: readonly ShownLine[];
  /** What they show, for people. */
  readonly detail: Message;
  /** What people changed of other lines of its document, or of that, while it was written; absent or null: nothing known. */
  readonly elsewhere?: Message | null;
}

/** The end of a line that was sent, or taken back, with the same. */
export interface SentEnd extends EndDates {
  readonly kind: 'end-line' | 'reopen-line';
  readonly lastUpdated: Instant | null;
}

/** A change that was sent, with the line's own `lastUpdated` in the reading before. */
export interface SentChange {
  readonly before: DecimalText;
  readonly after: DecimalText;
  readonly lastUpdated: Instant | null;
}

/**
 * The verdict of a PSA whose lines show what was set, from two readings some seconds apart (architecture.md 5): the
 * approved value is done; the old one with the `lastUpdated` of before the write is not done. The old value alone proves
 * nothing: the write may have been done and a person may have set it back.
 */
export function confirmByValue(sent: SentChange, readings: readonly [ShownLine, ShownLine]): Confirmation {
  const { before, after } = sent;
  return confirmByMove(sent, readings, ({ quantity }) => ({
    move: valueOf(quantity, sent),
    shows:
      quantity === null
        ? message('psas.read-back.no-quantity', { before, after })
        : message('psas.read-back.shows', { before, after, shown: quantity }),
  }));
}

/** The same of the end of a line by its canceled date, which it did not have before, or shall no longer have. */
export function confirmByDate(sent: SentEnd, readings: readonly [ShownLine, ShownLine]): Confirmation {
  const { kind } = sent;
  const day = canceledDateOf(sent);
  const [withDay, without, shows] =
    kind === 'end-line'
      ? (['after', 'before', 'psas.read-back.shows-end'] as const)
      : (['before', 'after', 'psas.read-back.shows-reopened'] as const);
  return confirmByMove(sent, readings, ({ cancelledDate }) => {
    const other = cancelledDate === null ? without : 'elsewhere';
    return {
      move: cancelledDate === day ? withDay : other,
      shows: message(shows, { day, shown: fieldValue('cancelledDate', cancelledDate) }),
    };
  });
}

function confirmByMove(
  sent: Pick<SentChange, 'lastUpdated'>,
  readings: readonly [ShownLine, ShownLine],
  evaluate: (shown: NonNullable<ShownLine>) => { readonly move: Move; readonly shows: Message },
): Confirmation {
  const evaluated = (verdict: Verdict, detail: Message): Confirmation => ({ verdict, readings, detail });
  const [first, second] = readings;
  if (first === null || second === null) return evaluated('other', message('psas.read-back.line-gone'));
  const { move: then } = evaluate(first);
  const { move: now, shows } = evaluate(second);
  // The old value and then the approved one: the write came late, between the two readings.
  if (now === 'after' && then !== 'elsewhere') return evaluated('done', shows);
  if (now !== 'before' || then !== 'before') return evaluated('other', shows);
  const changed = changedSince(sent.lastUpdated, [first.lastUpdated, second.lastUpdated]);
  return changed === null
    ? evaluated('not-done', shows)
    : evaluated('undecidable', message('core.both', { first: shows, second: changed }));
}

/**
 * Why a line that shows its old value may have been changed and set back since the reading before the write; null: it
 * was not. Two snapshots of the PSA are compared, never the PSA's clock with ours, and only sameness proves something.
 */
function changedSince(before: Instant | null, later: readonly (Instant | null)[]): Message | null {
  const moved = later.find((at) => at === null || before === null || Date.parse(at) !== Date.parse(before));
  if (moved === undefined) return null;
  return moved === null || before === null
    ? message('psas.read-back.change-not-dated')
    : message('psas.read-back.changed-since', { changed: moved, before });
}

/** A proof sets the value the line has (RULES 8): before and after are one, and nothing is left to send. */
function valueOf(
  quantity: DecimalText | null,
  { before, after }: Pick<SentChange, 'before' | 'after'>,
): Move {
  const move = quantityMove(quantity, { before, after });
  return move === 'before' && decimal(before).equals(after) ? 'after' : move;
}
