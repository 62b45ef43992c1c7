interface Waiting<T> {
  readonly item: T;
  readonly stored: () => void;
  readonly failed: (error: unknown) => void;
}

interface BatchSize {
  /** A transaction begins when so many wait … */
  readonly fewest: number;
  readonly most: number;
  /** … or when the first of them has waited so long. Milliseconds. */
  readonly lingerMs: number;
}

/** Items on their way into the database. */
export interface Batches<T> {
  /** Resolves when the item is stored; rejects with why it could not be, with others or alone. */
  readonly add: (item: T) => Promise<void>;
  /** From now on nothing waits for company. */
  readonly flush: () => void;
}

/**
 * Stores items together, one transaction at a time. Items that cannot be stored together are stored one by one, so that
 * one of them does not take the others with it.
 */
export function storedInBatches<T>(
  { fewest, most, lingerMs }: BatchSize,
  storeAll: (items: readonly T[]) => Promise<void>,
): Batches<T> {
  const waiting: Waiting<T>[] = [];
  let isBusy = false;
  let isDue = false;
  let isLast = false;
  let timer: NodeJS.Timeout | null = null;

  async function store(some: readonly Waiting<T>[]): Promise<void> {
    try {
      await storeAll(some.map(({ item }) => item));
      for (const { stored } of some) stored();
    } catch (error) {
      if (some.length === 1) some[0]?.failed(error);
      else for (const one of some) await store([one]);
    }
  }
  const mayBegin = (): boolean => waiting.length >= fewest || (waiting.length > 0 && (isDue || isLast));
  async function storeWaiting(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    while (mayBegin()) {
      isDue = false;
      await store(waiting.splice(0, most));
    }
    isBusy = false;
    if (waiting.length > 0) wait();
  }
  function wait(): void {
    timer ??= setTimeout(() => {
      timer = null;
      isDue = true;
      void storeWaiting();
    }, lingerMs);
  }
  return {
    add: (item) =>
      new Promise((stored, failed) => {
        waiting.push({ item, stored, failed });
        if (mayBegin()) void storeWaiting();
        else wait();
      }),
    flush: () => {
      isLast = true;
      void storeWaiting();
    },
  };
}

/** What arrives while a transaction is under way is stored together by the next one, at most `most` at once. */
export const storedTogether = <T>(
  most: number,
  storeAll: (items: readonly T[]) => Promise<void>,
): ((item: T) => Promise<void>) => storedInBatches({ fewest: 1, most, lingerMs: 0 }, storeAll).add;
