interface Waiting<T> {
  readonly item: T;
  readonly stored: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * What arrives while a transaction is under way is stored together by the next one, at most `most` at once. Whoever hands
 * an item over waits until it is stored. Items that cannot be stored together are stored one by one, so that one of them
 * does not take the others with it.
 */
export function storedTogether<T>(
  most: number,
  storeAll: (items: readonly T[]) => Promise<void>,
): (item: T) => Promise<void> {
  const waiting: Waiting<T>[] = [];
  let busy = false;

  async function store(some: readonly Waiting<T>[]): Promise<void> {
    try {
      await storeAll(some.map(({ item }) => item));
      for (const { stored } of some) stored();
    } catch (error) {
      if (some.length === 1) some[0]?.failed(error);
      else for (const one of some) await store([one]);
    }
  }
  async function storeWaiting(): Promise<void> {
    busy = true;
    while (waiting.length > 0) await store(waiting.splice(0, most));
    busy = false;
  }
  return (item) =>
    new Promise((stored, failed) => {
      waiting.push({ item, stored, failed });
      if (!busy) void storeWaiting();
    });
}
