import { longestTransactionMs, type SealTime } from './audit-chain.ts';
import type { AddFinding } from './audit-findings.ts';

/** Clocks of the machines of one installation differ by less, and a sealing takes less. */
export const futureAfterMs = 5 * 60_000;

export const addedBefore =
  'by its time it is older than rows that were sealed before it: it was added later, or the clock was set back';
export const ahead =
  'its time had not come when it was sealed or looked at: it was written with a false time, or the clock of the database was ahead';
const sealedAhead =
  'it was sealed later than the row after it: the clock of the worker was ahead, or set back since';

/** What is compared of a seal. */
interface TimedSeal {
  readonly position: number;
  readonly seq: string;
  readonly time: SealTime;
}

/**
 * Compares the time of each row, in the order of the chain, with the times at which it and the rows before it were
 * sealed. A row with a false time is one finding, and says nothing about the rows after it.
 */
export function compareTimes(add: AddFinding) {
  /** Everything visible at this time was sealed: by the last seal that is whole. */
  let wholeAt: number | null = null;
  let last: { readonly seal: TimedSeal; readonly sealedAt: number } | null = null;

  const finding = (kind: 'future' | 'added-before', seal: TimedSeal, detail: string): void =>
    add({ kind, seq: seal.seq, position: seal.position, detail });

  return {
    get notBefore() {
      return wholeAt;
    },
    read(seal: TimedSeal, at: number): void {
      const sealedAt = seal.time.sealedAt.getTime();
      if (last !== null && last.sealedAt > sealedAt + futureAfterMs)
        finding('future', last.seal, sealedAhead);
      if (at > sealedAt + futureAfterMs) finding('future', seal, ahead);
      if (wholeAt !== null && at < Math.min(wholeAt, sealedAt) - longestTransactionMs)
        finding('added-before', seal, addedBefore);
      if (seal.time.whole) wholeAt = sealedAt;
      last = { seal, sealedAt };
    },
  };
}
