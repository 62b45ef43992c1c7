interface Waiting<T> {
  readonly item: T;
  readonly stored: () => void;
  readonly failed: (error: unknown) => void;
}

interface BatchSize<T> {
  /** A transaction begins when so many wait … */
  readonly fewest: number;
  readonly most: number;
  /** … or when the first of them has waited so long. Milliseconds. */
  readonly lingerMs: number;
  /** Rows that an item writes; absent: one. */
  readonly rowsOf?: (item: T) => number;
}

/** Rows of one transaction, unless a single item has more: what is sent at once is held in memory. */
const mostRows = 10_000;

/** Items on their way into the database. */
interface Batches<T> {
  /** Resolves when the item is stored; rejects with why it could not be, with others or alone. */
  readonly add: (item: T) => Promise<void>;
  /** From now on nothing waits for company. */
  readonly flush: () => void;
}

/**
 * Stores items together, one transaction at a time. Items that cannot be stored together are stored one by one, so that
 * one of them does not take the others with it.
 */
function storedInBatches<T>(
  { fewest, most, lingerMs, rowsOf = () => 1 }: BatchSize<T>,
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
  /** The longest-waiting ones that one transaction may hold. */
  function takeNext(): readonly Waiting<T>[] {
    let rows = 0;
    const fits = waiting.findIndex(({ item }, nth) => {
      rows += rowsOf(item);
      return nth === most || (nth > 0 && rows > mostRows);
    });
    return waiting.splice(0, fits < 0 ? waiting.length : fits);
  }
  const mayBegin = (): boolean => waiting.length >= fewest || (waiting.length > 0 && (isDue || isLast));
  async function storeWaiting(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    while (mayBegin()) {
      isDue = false;
      await store(takeNext());
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

/** Items that are stored behind whoever reads them. */
export interface StoredBehind<T> {
  /** Hands an item over; resolves once there is room for the next. Throws what stopped the storing. */
  readonly add: (item: T) => Promise<void>;
  /** Resolves when all that was handed over is stored; throws what kept it from being stored. */
  readonly stored: () => Promise<void>;
}

/**
 * Stores in batches behind a reading, which so waits for its vendor alone. At most a batch waits beside the one that is
 * being stored.
 *
 * @param insteadOf gives what is stored for an item that cannot be, so that the others are; throws what stops all of them
 */
export function storedBehind<T>(
  size: BatchSize<T>,
  storeAll: (items: readonly T[]) => Promise<void>,
  insteadOf: (item: T, error: unknown) => T,
): StoredBehind<T> {
  const open = new Set<Promise<void>>();
  let stopped: { readonly by: unknown } | null = null;
  const throwStopped = (): void => {
    if (stopped !== null) throw stopped.by;
  };
  const batches = storedInBatches(size, async (items) => {
    throwStopped();
    await storeAll(items);
  });

  async function store(item: T): Promise<void> {
    try {
      await batches.add(item);
    } catch (error) {
      await batches.add(insteadOf(item, error));
    }
  }
  return {
    add: async (item) => {
      throwStopped();
      const storing: Promise<void> = store(item)
        .catch((error: unknown) => {
          stopped ??= { by: error };
        })
        .finally(() => open.delete(storing));
      open.add(storing);
      if (open.size > 2 * size.most) await Promise.race(open);
      throwStopped();
    },
    stored: async () => {
      batches.flush();
      await Promise.all(open);
      throwStopped();
    },
  };
}
