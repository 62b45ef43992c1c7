import { inEnglish } from '../../messages/english.ts';
import {
  type Difference,
  differenceOf,
  type LedgerDifferenceKind,
} from '../../domain/reconciliation/difference.ts';
import type { LineFact } from '../../domain/reconciliation/facts.ts';
import { asWritten } from '../../messages/message.ts';

/** What can be wrong. A test that forces what no client can prevent names the kind it expects. */
export type ViolationKind =
  | LedgerDifferenceKind
  | 'unapproved-change'
  | 'other-change'
  | 'intent-missing'
  | 'written-before-approval'
  | 'not-as-approved'
  | 'before-differs'
  | 'applied-twice'
  | 'late-effect'
  | 'effect-of-ended'
  | 'billed-elsewhere'
  | 'sum-differs'
  | 'neighbor-affected'
  | 'request-without-intent'
  | 'request-not-as-approved'
  | 'sent-twice-for-one-intent'
  | 'sent-while-stopped'
  | 'sent-unread'
  | 'confirmed-without-effect'
  | 'confirmed-though-computed'
  | 'unchanged-but-different'
  | 'stored-line-invented'
  | 'sent-though-changed'
  | 'sent-without-rate'
  | 'another-rule'
  | 'sent-under-former-rule'
  | 'other-units'
  | 'written-elsewhere';

export interface Violation {
  readonly kind: ViolationKind;
  readonly words: string;
  /** The change in the request log that it is about, by `seq`; of what is about one. */
  readonly change?: number;
}

/** A difference of `seatwise reconcile` as a violation. */
export const violationOf = ({ kind, label, finding }: Difference<LedgerDifferenceKind>): Violation => ({
  kind,
  words: [label, inEnglish(finding)].filter((part) => part !== null).join(', '),
});

/** Of an approved line. */
export const violationFor = (kind: ViolationKind, line: LineFact, words: string): Violation => ({
  ...violationOf(differenceOf('ledger-disagrees', line, asWritten(words))),
  kind,
});
