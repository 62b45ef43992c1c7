import { type Message, message } from '../../messages/message.ts';
import type { Instant } from '../quantity.ts';
import { type Change, type ChangeKind, changeKinds } from '../decisions/change.ts';
import type { Confirmation } from './confirmation.ts';
import type { ApprovedSnapshot } from '../decisions/snapshot.ts';
import { snapshotDifferences } from './snapshot-differences.ts';

/** At most this many times is one approved value sent (architecture.md 5). */
export const mostSends = 2;

/** How an attempt to send ended; null in a row: it is open. */
export const intentOutcomes = ['confirmed', 'not-done', 'not-sent', 'rejected', 'conflict'] as const;
export type IntentOutcome = (typeof intentOutcomes)[number];

/** What the PSA's own answers showed of the right to write. */
export const writeRights = ['unknown', 'proven', 'rejected'] as const;
export type WriteRight = (typeof writeRights)[number];

/** Which of the rights to write a change needs: to set quantities, to create lines, or to end them. */
export type NeededRight = 'write' | 'create' | 'end';

const neededRights = {
  'set-quantity': 'write',
  'create-line': 'create',
  'end-line': 'end',
  'reopen-line': 'end',
} as const satisfies Readonly<Record<ChangeKind, NeededRight>>;

export const neededRight = (change: ChangeKind): NeededRight => neededRights[change];

/** Kinds of changes that need the same right as this one. */
export const sameRight = (change: ChangeKind): readonly ChangeKind[] =>
  changeKinds.filter((kind) => neededRights[kind] === neededRights[change]);

/** One reading after an outcome that is not known; `gone`: the line is not there any more. */
export type ReadBack =
  | {
      readonly kind: 'snapshot';
      readonly snapshot: ApprovedSnapshot;
      /** When the PSA says the line was last changed; null: it does not say. */
      readonly lastUpdated: Instant | null;
    }
  | { readonly kind: 'gone' };

/** A sending whose outcome is to be found out. */
export interface UnknownSending {
  readonly change: Pick<Change, 'kind'>;
  readonly snapshot: ApprovedSnapshot;
  /** The PSA answered that there is no such line. */
  readonly answeredNotFound: boolean;
  /** The line is changed by differences: sent twice, one would act twice. */
  readonly byDifference: boolean;
}

export type ResolvedOutcome =
  | { readonly kind: 'confirmed' }
  /** The PSA says it was not done, and nothing that was approved with it has changed. */
  | { readonly kind: 'send-again' }
  /** The PSA answered "no such line", and there is none: nothing was done. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'conflict'; readonly detail: Message };

/**
 * What follows from what the PSA says of a write whose answer is not known, and from the two readings by which it says so
 * (architecture.md 5): done → confirmed, whatever else changed meanwhile; proven not done, and the snapshot unchanged → once
 * more, at most twice in all; else, and where the line is gone, a person decides. What cannot be decided, and a
 * difference, is never sent a second time. Before it sends again the caller asks once more whether the approval stands
 * (RULES 5, 6).
 */
export function resolveUnknown(
  sent: UnknownSending,
  { verdict, detail: finding }: Pick<Confirmation, 'verdict' | 'detail'>,
  [first, second]: readonly [ReadBack, ReadBack],
  sendCount: number,
): ResolvedOutcome {
  if (first.kind === 'gone' || second.kind === 'gone') {
    return first.kind === second.kind && sent.answeredNotFound && sendCount === 1
      ? { kind: 'gone' }
      : conflict(finding);
  }
  if (verdict === 'done') return { kind: 'confirmed' };
  if (verdict !== 'not-done') return conflict(finding);
  const differences = [
    ...snapshotDifferences(sent.snapshot, first.snapshot, sent.change.kind),
    ...snapshotDifferences(first.snapshot, second.snapshot, sent.change.kind),
  ];
  if (differences.length > 0)
    return conflict(message('psas.read-back.also-changed', { finding, changes: differences }));
  if (sent.byDifference) return conflict(message('psas.read-back.difference-not-resent', { finding }));
  if (sendCount < mostSends) return { kind: 'send-again' };
  const sentSoOften = message('psas.read-back.sent', { finding, times: sendCount });
  return conflict(
    sent.answeredNotFound ? message('psas.read-back.line-not-found', { finding: sentSoOften }) : sentSoOften,
  );
}

const conflict = (detail: Message): ResolvedOutcome => ({ kind: 'conflict', detail });
