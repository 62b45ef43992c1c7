import { message, type Message } from '../../messages/message.ts';
import { longestTransactionMs, type CheckpointTime } from './audit-chain.ts';
import type { AddFinding } from './audit-findings.ts';

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
}

/**
 * Compares the time of each row, in the order of the chain, with the times at which it and the rows before it
 * got a checkpoint. A row with a false time is one finding, and says nothing about the rows after it.
 */
export function compareTimes(add: AddFinding) {
  /** Everything visible at this time has a checkpoint: by the last one that is whole. */
  let wholeAt: number | null = null;
  let last: { readonly checkpoint: TimedCheckpoint; readonly createdAt: number } | null = null;

  const finding = (kind: 'future' | 'added-before', checkpoint: TimedCheckpoint, detail: Message): void =>
    add({ kind, seq: checkpoint.seq, position: checkpoint.position, detail });

  return {
    get notBefore() {
      return wholeAt;
    },
    read(checkpoint: TimedCheckpoint, at: number): void {
      const createdAt = checkpoint.time.createdAt.getTime();
      if (last !== null && last.createdAt > createdAt + futureAfterMs)
        finding('future', last.checkpoint, clockAhead);
      if (at > createdAt + futureAfterMs) finding('future', checkpoint, ahead);
      if (wholeAt !== null && at < Math.min(wholeAt, createdAt) - longestTransactionMs)
        finding('added-before', checkpoint, addedBefore);
      if (checkpoint.time.whole) wholeAt = createdAt;
      last = { checkpoint, createdAt };
    },
  };
}
