import { noFacts } from '../../test/environment/no-figures.ts';
import { comparedInvoices } from '../../db/usage/invoice-comparison.ts';
import { frozenMonth } from '../../db/usage/frozen-month.ts';
import { insertReviewMonth } from '../../db/usage/review-months.ts';
import { invoicesOfMonth } from '../../db/readings/psa-invoices.ts';
import type { SyncRunRef } from '../../contracts/temporal/activities.ts';
import { monthOfDay } from '../../domain/months/review-month.ts';
import { addMonths } from '../../domain/calendar.ts';
import { dayIn } from '../../sandbox/scenarios/days.ts';
import { psaTimeZone } from '../../sandbox/scenarios/psa-side.ts';
import { inEnglish } from '../../messages/english.ts';
import {
  activitiesUnderTest,
  type ActivitiesUnderTest,
  runActivity,
} from '../../test/environment/activities-under-test.ts';
import { createComposeUsage } from './compose-usage.ts';
import { createReadPsa } from './read-psa.ts';
import { mapEverything, readRun } from './whole-syncs.fixture.ts';

/** Noon UTC of the day that is `months` months from today. */
const inMonths = (months: number): Date =>
  new Date(`${addMonths(new Date().toISOString().slice(0, 10), months)}T12:00:00Z`);

describe.each(['connectwise', 'autotask', 'halopsa'] as const)('invoices of %s', (psa) => {
  let under: ActivitiesUnderTest;
  /** That of the first run. */
  let month: string;

  beforeAll(async () => {
    under = await activitiesUnderTest(undefined, { callsPerFiveMinutes: 10_000 }, 'small', psa);
    const first = await under.newRun();
    await readRun(under, first);
    await mapEverything(under);
    await runActivity(createComposeUsage(under.deps()), first);
    await under.ended(first, 'succeeded');
    const { month: composed } = await under.db
      .selectFrom('runComposition')
      .select('month')
      .executeTakeFirstOrThrow();
    month = composed;
    // Where the PSA stands it may still be the day before, on which the invoices of the month are yet to be made.
    if (psa !== 'autotask' && monthOfDay(dayIn(psaTimeZone, new Date())) < month)
      await (psa === 'halopsa' ? under.control.halo : under.control).makeInvoice();
  });
  afterAll(() => under.close());

  const readAt = async (now: Date): Promise<SyncRunRef> => {
    const run = await under.newRun();
    const readPsa = createReadPsa({ ...under.deps(), now: () => now });
    expect(await runActivity(readPsa, run)).toMatchObject({ remaining: 0, failed: 0 });
    await under.ended(run, 'succeeded');
    return run;
  };
  const compared = () => comparedInvoices(under.db, under.key, month, inMonths(1));
  const attempts = () => under.db.selectFrom('psaInvoiceRead').select(['month', 'code']).execute();

  it('are not asked for while their month runs', async () => {
    await readAt(new Date());
    expect(await attempts()).toEqual([]);
    const running = await comparedInvoices(under.db, under.key, month, new Date());
    expect(running.notAvailable && inEnglish(running.notAvailable)).toMatch(/after the month has ended/);
  });

  it('that are not given never fail a run, which keeps the reason', async () => {
    const path = {
      connectwise: '/v4_6_release/apis/3.0/finance/invoices',
      autotask: '/ATServicesRest/V1.0/BillingItems',
      halopsa: '/api/Invoice',
    }[psa];
    await under.control.inject({ path, fault: { kind: 'status', status: 403 } });
    await readAt(inMonths(1));
    await under.control.clear();
    expect(await attempts()).toEqual([{ month, code: 'PsaRightMissing' }]);
    const { rows, readAt: at, notAvailable } = await compared();
    expect({ rows, at }).toEqual({ rows: [], at: null });
    expect(notAvailable && inEnglish(notAvailable)).toMatch(/did not give its invoices\. ./);
  });

  it('of the month before are read by the next daily run, and are what was expected', async () => {
    await readAt(new Date(inMonths(1).getTime() + 21 * 3_600_000));
    const stored = await invoicesOfMonth(under.db, under.key, month);
    expect(stored?.failure).toBeNull();
    expect(stored?.invoices.length).toBeGreaterThan(5);
    expect(new Set(stored?.invoices.map(({ day }) => monthOfDay(day)))).toEqual(new Set([month]));
    const { rows, notAvailable } = await compared();
    expect(notAvailable).toBeNull();
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter(({ difference, reasons }) => difference !== '0' || reasons.length > 0)).toEqual([]);
    expect(rows.every(({ psaLineId }) => (psaLineId === null) === (psa === 'connectwise'))).toBe(true);
  });

  it('are read once a day, and no more once the month is closed', async () => {
    const before = await under.db.selectFrom('psaInvoiceRead').select('attemptedAt').execute();
    const unread = async (hours: number) => {
      await readAt(new Date(inMonths(1).getTime() + hours * 3_600_000));
      expect(await under.db.selectFrom('psaInvoiceRead').select('attemptedAt').execute()).toEqual(before);
    };
    await unread(22);
    const frozen = await frozenMonth(under.db, under.key, month, 'UTC', inMonths(1));
    const closed = {
      by: { kind: 'system', id: 'test' } as const,
      at: inMonths(1),
      version: 1,
      facts: noFacts,
      logo: null,
    };
    await under.db.transaction().execute((tx) => insertReviewMonth(tx, under.key, month, frozen!, closed));
    await unread(48);
  });
});
