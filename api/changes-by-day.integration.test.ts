import { compositionSettings } from '../db/settings/composition-settings.ts';
import { dayIn } from '../domain/billing-day.ts';
import { addDays, addMonths } from '../domain/calendar.ts';
import { type UsageToDecide, usageToDecide } from '../test/environment/usage-to-decide.ts';
import { composeEverything } from '../use-cases/composition/recompose-usage.ts';

/** A contract of a year whose changes name a day: the next period is 146 days away (RULES 5). */
let scenario: UsageToDecide;
let today: string;
let next: string;
let later: string;

beforeAll(async () => {
  scenario = await usageToDecide([
    { name: 'Maple Court', counted: 15, billed: 10 },
    { name: 'Other', counted: 5, billed: 4 },
  ]);
  const { db } = scenario.api;
  today = dayIn((await compositionSettings(db, scenario.key)).timeZone, new Date());
  next = addDays(today, 146);
  later = addMonths(next, 12);
  await scenario.setBillingTarget('advance');
  await scenario.turnOnWriteBack();
  await db
    .updateTable('psaAgreement')
    .set({
      dated: JSON.stringify({ periodBegan: addMonths(next, -12), postedThrough: null }),
      billingCycle: JSON.stringify({ name: 'Yearly', months: 12, days: null, never: false }),
      startDate: addMonths(next, -12),
      endDate: addDays(addMonths(next, 24), -1),
      nextInvoiceDate: next,
    })
    .where('foreignId', '=', scenario.psaOf('Maple Court').agreementId)
    .execute();
  await db.transaction().execute((tx) => composeEverything(tx, scenario.key, null, new Date()));
});
afterAll(() => scenario.api.close());

type Answer = Record<string, unknown>;
const get = async (path: string): Promise<Answer> =>
  (await scenario.as('viewer').get(path).expect(200)).body as Answer;

it('shows what is not billed until the change acts, on the line and in the month', async () => {
  const { billingTarget } = await scenario.line('Maple Court');
  // 5 more at 4.00 a year are 20.00; 146 days of 365 or 366 are 0.4 of it.
  const about = {
    billingTarget: 'next-period',
    invoiceDate: next,
    untilThen: expect.stringMatching(/^(?:8|7\.98)$/u) as string,
  };
  expect(billingTarget).toMatchObject({ ...about, later: [{ day: later }] });
  const { untilThen } = billingTarget as unknown as { readonly untilThen: string };
  expect((await get('/month'))['notBilledUntilEffective']).toEqual({ lines: 1, amount: untilThen });
  expect((await scenario.line('Other')).billingTarget).toMatchObject({ untilThen: null, later: [] });
});

it('takes any later open period, by an approver alone, and no other day', async () => {
  const on = (billingTarget: string, role: 'reviewer' | 'approver' = 'approver') =>
    scenario.decide(role, 'Maple Court', 'approve', { billingTarget });
  expect(await on(addDays(later, 1))).toMatchObject({
    code: 'BillingTargetNotOffered',
    offer: [next, today, later],
  });
  expect(await on(later, 'reviewer')).toMatchObject({
    code: 'BillingTargetNotOffered',
    offer: ['next-period'],
  });
  expect(await on(later)).toMatchObject({
    outcome: 'approved',
    change: { before: '10', after: '15', billingTarget: 'from-day', invoiceDate: later },
  });
  expect(await scenario.decide('approver', 'Other', 'approve')).toMatchObject({ outcome: 'approved' });
  expect((await get('/write-backs?sort=account'))['items']).toMatchObject([
    { label: 'Maple Court', billsByDay: true },
    { label: 'Other', billsByDay: false },
  ]);
});
