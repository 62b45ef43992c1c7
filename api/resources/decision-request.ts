import type { Caller } from '../sign-in/caller.ts';
import type { Item } from './decision-result.ts';

/** Decisions of one person as they were sent. */
export interface DecisionRequest {
  readonly caller: Caller;
  readonly requestId: string;
  readonly selection: 'ticked' | 'all';
  readonly items: readonly Item[];
  readonly now: Date;
}
