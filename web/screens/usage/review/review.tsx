import { createContext, type ReactNode, useContext } from 'react';
import type { Permission } from '../../../../contracts/api/permissions.ts';
import type { DecisionResult } from '../../../api/usage-decisions.ts';
import type { UsageRow } from '../../../api/usage.ts';
import type { Draft } from '../../usage-line/line-facts.ts';
import type { Decisions } from './use-decisions.ts';
import type { Undo } from './use-undo.ts';

/** What is asked before something happens. */
export type Question =
  | { readonly kind: 'confirm' | 'adjust' | 'override' | 'exclude' | 'end'; readonly row: UsageRow }
  | {
      readonly kind: 'many';
      readonly decision: 'approve' | 'hold' | 'dismiss' | 'override';
      readonly rows: readonly UsageRow[];
    }
  | { readonly kind: 'turn-on-write-back'; readonly integrationId: string }
  | { readonly kind: 'close-month' | 'sums' };

/** What holds for the whole review. */
export interface Rules {
  /** "November". */
  readonly month: string;
  readonly currency: string;
  /** Null: allowed and online. Else the sentence that the closed control shows. */
  readonly closed: (permission: Permission) => string | null;
  readonly isWriteBackEnabled: (row: UsageRow) => boolean;
  /** `propose` where only that is possible. */
  readonly approveWord: (row: UsageRow) => 'approve' | 'propose';
}

/** What people chose for lines before deciding them. */
export interface Drafts {
  readonly draftOf: (id: string) => Draft;
  readonly draft: (id: string, change: Draft) => void;
}

/** Whether it may be is asked before, as by {@link actionsOf}. */
export interface Deciding {
  readonly decisions: Decisions;
  /** Asks once more where it falls. */
  readonly approve: (row: UsageRow) => void;
  /** Sends it without asking once more; after that was answered. */
  readonly approveNow: (row: UsageRow) => Promise<void>;
  readonly adjust: (row: UsageRow, quantity: number, reason: string) => Promise<void>;
  readonly setAside: (row: UsageRow, decision: 'hold' | 'dismiss' | 'reopen') => void;
  /** A line was ended by its dialog: its row shows it, and the next one is opened. */
  readonly ended: (row: UsageRow, result: DecisionResult) => Promise<void>;
  readonly undo: Undo;
  readonly readAgain: (row: UsageRow) => void;
}

/** Where the person goes from here. */
export interface Places {
  readonly ask: (question: Question | null) => void;
  readonly open: (id: string | null) => void;
  /** Says why something is closed, and opens the line that it is about. */
  readonly reject: (why: string, row: UsageRow) => void;
  readonly toMapping: (row: UsageRow) => void;
  /** The line of this id is settled: the focus, and the panel with it, goes to the next open one. */
  readonly toNext: (id: string) => void;
}

/** The review of a month, for its parts: each takes what it needs of it. */
export interface Review {
  readonly rules: Rules;
  readonly drafts: Drafts;
  readonly deciding: Deciding;
  readonly places: Places;
}

const ReviewContext = createContext<Review | null>(null);

/** For what needs all of it, such as the actions of a line. */
export function useReview(): Review {
  const review = useContext(ReviewContext);
  if (review === null) throw new Error('used outside the usage screen');
  return review;
}

export const useRules = (): Rules => useReview().rules;
export const useDrafts = (): Drafts => useReview().drafts;
export const useDeciding = (): Deciding => useReview().deciding;
export const usePlaces = (): Places => useReview().places;

export const ReviewProvider = ({
  review,
  children,
}: {
  readonly review: Review;
  readonly children: ReactNode;
}) => <ReviewContext value={review}>{children}</ReviewContext>;
