import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sql } from 'kysely';
import { testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { createCallBudget } from '../../worker/call-budget.ts';
import { type Database, openDatabase } from '../model/database.ts';
import { takeCall } from './call-window.ts';
import { type BudgetSettings, reportBusy, takeFromBudget } from './rate-budget.ts';

/** One call a second to begin with. */
const perSecond: BudgetSettings = { startPerMinute: 60, floorPerMinute: 5, ceilingPerMinute: 200 };

describe('the budget of calls per credential', () => {
  let database: TestDatabase;
  let one: Database;
  let other: Database;
  beforeAll(async () => {
    database = await testDatabase();
    // Two processes: each has connections of its own.
    one = openDatabase({ url: database.url, poolMax: 4 });
    other = openDatabase({ url: database.url, poolMax: 4 });
  });
  afterAll(async () => {
    await one.destroy();
    await other.destroy();
    await database.drop();
  });

  const rateOf = async (key: string): Promise<number> =>
    Number(
      (
        await one
          .selectFrom('rateBudget')
          .select('perMinute')
          .where('credentialKey', '=', key)
          .executeTakeFirstOrThrow()
      ).perMinute,
    );

  it('gives two processes that share a credential one row of places, a full interval apart', async () => {
    const waits = await Promise.all(
      Array.from({ length: 10 }, (_, nth) =>
        takeFromBudget(nth % 2 === 0 ? one : other, 'shared', perSecond),
      ),
    );
    const places = [...waits].sort((a, b) => a - b);
    expect(places[0]).toBeLessThan(1_000);
    places.slice(1).forEach((wait, nth) => {
      // Each was asked at a moment of its own, at most the test's few milliseconds apart.
      expect(wait - places[nth]!).toBeGreaterThan(700);
    });
    expect(places.at(-1)).toBeGreaterThan(8_000);
  });

  it('keeps the calls that really leave both processes within the budget', async () => {
    const settings: BudgetSettings = { startPerMinute: 1_200, floorPerMinute: 5, ceilingPerMinute: 1_200 };
    const left: number[] = [];
    const stalls = monitorEventLoopDelay({ resolution: 10 });
    stalls.enable();
    const begun = performance.now();
    await Promise.all(
      [one, other].map(async (db) => {
        const budget = createCallBudget(db, settings, () => undefined);
        await Promise.all(
          Array.from({ length: 8 }, async () => {
            await budget.take('together', AbortSignal.timeout(10_000));
            left.push(performance.now() - begun);
          }),
        );
      }),
    );
    // 16 calls at 1,200 a minute: the last may leave 750 ms after the first.
    expect(Math.max(...left)).toBeGreaterThan(15 * 50 - 25);
    // What stood still with this process leaves together afterwards.
    const together = Math.round(stalls.max / 1e6 / 50);
    left.sort((a, b) => a - b);
    left.forEach((at, nth) => {
      const near = left.filter((moment) => moment >= at && moment < at + 200);
      expect(near.length).toBeLessThanOrEqual(6 + together);
      expect(at).toBeGreaterThan(nth * 50 - 60);
    });
  });

  it('leaves the budget of another credential alone', async () => {
    expect(await takeFromBudget(one, 'another', perSecond)).toBe(0);
  });

  it('halves the rate for every process on a 429, down to the floor, and waits as long as Duo says', async () => {
    const settings: BudgetSettings = { startPerMinute: 40, floorPerMinute: 15, ceilingPerMinute: 200 };
    await takeFromBudget(one, 'busy', settings);
    await reportBusy(one, 'busy', settings, 5_000);
    expect(await rateOf('busy')).toBe(20);
    const wait = await takeFromBudget(other, 'busy', settings);
    expect(wait).toBeGreaterThan(4_000);
    expect(await takeFromBudget(other, 'busy', settings)).toBeGreaterThan(wait + 2_500);
    await reportBusy(other, 'busy', settings, 0);
    await reportBusy(other, 'busy', settings, 0);
    expect(await rateOf('busy')).toBe(15);
  });

  it('grows by a tenth for each quiet minute, up to the ceiling', async () => {
    const settings: BudgetSettings = { startPerMinute: 100, floorPerMinute: 5, ceilingPerMinute: 115 };
    const quiet = (minutes: number) =>
      one
        .updateTable('rateBudget')
        .set({ quietSince: new Date(Date.now() - minutes * 60_000 - 1_000) })
        .where('credentialKey', '=', 'quiet')
        .execute();
    await takeFromBudget(one, 'quiet', settings);
    await quiet(1);
    await takeFromBudget(one, 'quiet', settings);
    expect(await rateOf('quiet')).toBeCloseTo(110, 5);
    await takeFromBudget(one, 'quiet', settings);
    expect(await rateOf('quiet')).toBeCloseTo(110, 5);
    await quiet(3);
    await takeFromBudget(one, 'quiet', settings);
    expect(await rateOf('quiet')).toBe(115);
  });

  it('gives a sign of life while it waits, and ends the wait with the reason of a canceled call', async () => {
    await reportBusy(one, 'canceled', perSecond, 60_000);
    const stop = new AbortController();
    const budget = createCallBudget(one, perSecond, () => undefined);
    const waiting = budget.take('canceled', stop.signal, () => {
      stop.abort(new Error('canceled on request'));
    });
    await expect(waiting).rejects.toThrow('canceled on request');
  });

  it('counts the calls to an instance together, whichever process makes them, and says when the next may', async () => {
    const asked = await Promise.all(
      Array.from({ length: 12 }, (_, nth) => takeCall(nth % 2 === 0 ? one : other, 'an instance', 7)),
    );
    expect(asked.filter((waitMs) => waitMs === 0)).toHaveLength(7);
    for (const waitMs of asked.filter((ms) => ms > 0)) {
      expect(waitMs).toBeGreaterThan(285_000);
      expect(waitMs).toBeLessThanOrEqual(305_000);
    }
    // What gives way has fewer of the same; another instance has its own.
    expect(await takeCall(one, 'an instance', 5)).toBeGreaterThan(0);
    expect(await takeCall(other, 'an instance', 8)).toBe(0);
    expect(await takeCall(one, 'another instance', 1)).toBe(0);
    await one
      .updateTable('psaCallCount')
      .set({ slice: sql<Date>`slice - interval '305 seconds'` })
      .execute();
    expect(await takeCall(other, 'an instance', 1)).toBe(0);
    const { kept } = await one
      .selectFrom('psaCallCount')
      .select((eb) => eb.fn.sum<string>('made').as('kept'))
      .executeTakeFirstOrThrow();
    // The old ones of its own instance are gone.
    expect(Number(kept)).toBe(2);
  });
});
