import { YieldingQueue } from './yielding-queue.ts';

const turnOfLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('readers go on one at each turn of the event loop, in the order in which they came', async () => {
  const readers = new YieldingQueue();
  const gone: number[] = [];
  for (const nth of [1, 2, 3]) void readers.next().then(() => gone.push(nth));
  const seen: number[] = [];
  while (gone.length < 3) {
    await turnOfLoop();
    seen.push(gone.length);
  }
  expect(gone).toEqual([1, 2, 3]);
  // Never two at once.
  expect(seen.every((count, at) => count - (seen[at - 1] ?? 0) <= 1)).toBe(true);
});
