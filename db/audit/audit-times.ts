import { message, type Message } from '../../messages/message.ts';
import { type AuditRow, longestTransactionMs, type CheckpointTime } from './audit-chain.ts';
import type { AddFinding } from './audit-findings.ts';
import { rowHash } from './finding-answers.ts';

/** Clocks of the machines of one installation differ by less, and creating a checkpoint takes less. */
export const futureAfterMs = 5 * 60_000;

export const addedBefore = message('audit-chain.added-before');
export const ahead = message('audit-chain.ahead');
const clockAhead = message('audit-chain.clock-ahead');

/** What is compared of a checkpoint. */
interface TimedCheckpoint {
  readonly position: number;
  readonly seq: string;
  readonly time: CheckpointTime;
  readonly row: AuditRow;
}

/** Times in ms. `createdAt`: of its checkpoint, or now where it has none. */
export const isAheadOfCheckpoint = (at: number, createdAt: number): boolean => at > createdAt + futureAfterMs;

/** Times in ms at which two consecutive checkpoints were created. */
export const isAheadOfNext = (createdAt: number, nextAt: number): boolean =>
  createdAt > nextAt + futureAfterMs;

/**
 * Compares the time of each row, in the order of the chain, with the times at which it and the rows before it
 * got a checkpoint. A row with a false time is one finding, and says nothing about the rows after it.
 */
export function compareTimes(add: AddFinding) {
  /** Everything visible at this time has a checkpoint: by the last one that is whole. */
  let wholeAt: number | null = null;
  let last: { readonly checkpoint: TimedCheckpoint; readonly createdAt: number } | null = null;

  const future = ({ seq, position, row }: TimedCheckpoint, detail: Message): void =>
    add({ kind: 'future', seq, position, detail, rowHash: rowHash(row) });

  return {
    get notBefore() {
      return wholeAt;
    },
    read(checkpoint: TimedCheckpoint, at: number): void {
      const createdAt = checkpoint.time.createdAt.getTime();
      if (last !== null && isAheadOfNext(last.createdAt, createdAt)) future(last.checkpoint, clockAhead);
      if (isAheadOfCheckpoint(at, createdAt)) future(checkpoint, ahead);
      if (wholeAt !== null && at < Math.min(wholeAt, createdAt) - longestTransactionMs) {
        const { seq, position } = checkpoint;
        add({ kind: 'added-before', seq, position, detail: addedBefore });
      }
      if (checkpoint.time.whole) wholeAt = createdAt;
      last = { checkpoint, createdAt };
    },
  };
}
