import { startPeriodicWork } from './periodic-work.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('tries again soon after a failure, then later each time, at most after the interval', async () => {
  let failing = true;
  const turns: number[] = [];
  const began = Date.now();
  const work = startPeriodicWork(
    () => {
      turns.push((Date.now() - began) / 1_000);
      return failing ? Promise.reject(new Error('no')) : Promise.resolve({ more: false });
    },
    30_000,
    () => undefined,
  );
  await jest.advanceTimersByTimeAsync(80_000);
  failing = false;
  await jest.advanceTimersByTimeAsync(60_000);
  await work.stop();
  expect(turns).toEqual([0, 5, 15, 35, 65, 95, 125]);
});
