import { randomUUID } from 'node:crypto';
import { composeEverything } from '../use-cases/composition/recompose-usage.ts';
import { addDays } from '../domain/calendar.ts';
import { matching, type UsageToDecide, usageToDecide } from '../test/environment/usage-to-decide.ts';

const customers = [
  { name: 'Begun', counted: 45, billed: 41 },
  { name: 'Begun fewer', counted: 39, billed: 41 },
  { name: 'Odd cycle', counted: 39, billed: 41 },
  { name: 'Dropped', counted: 31, billed: 41 },
  { name: 'Released', counted: 41, billed: 41 },
  { name: 'Agreed', counted: 42, billed: 42 },
  { name: 'Jumped', counted: 60, billed: 30 },
  { name: 'Fraction', counted: 45, billed: 41.5 },
  { name: 'Unheld', counted: 45, billed: 41 },
  { name: 'Dismissed', counted: 43, billed: 41 },
  { name: 'Dismissed month', counted: 43, billed: 41 },
  { name: 'On hold', counted: 60, billed: 30 },
  { name: 'At least 25', counted: 25, billed: 25 },
  ...matching(40),
];

let scenario: UsageToDecide;
beforeAll(async () => {
  scenario = await usageToDecide(customers);
  await scenario.turnOnWriteBack();
});
afterAll(() => scenario.api.close());

const types = (): string => `/integrations/${scenario.key.integrationId}/agreement-types`;
const release = async (name: string, more: object = {}) => {
  const { id } = await scenario.line(name);
  return scenario
    .as('approver')
    .post(`/usage-lines/${id}/override`, { reason: 'asked the customer', ...more });
};
const composedAt = (at: Date) =>
  scenario.api.db.transaction().execute((tx) => composeEverything(tx, scenario.key, null, at));

describe('the billing target question (RULES 5)', () => {
  it('is asked for a type before anything lands, with a suggestion', async () => {
    expect(await scenario.line('Begun')).toMatchObject({
      billingTarget: { kind: 'not-set', agreementTypeId: '1' },
    });
    expect(await scenario.decide('approver', 'Begun', 'approve')).toMatchObject({
      code: 'BillingTargetNotSet',
      agreementTypeId: '1',
    });
    const list = await scenario.as('viewer').get(types()).expect(200);
    expect(list.body).toEqual({
      items: [
        {
          typeId: '1',
          name: 'Managed',
          agreements: customers.length,
          billsIn: null,
          suggestion: 'advance',
          unknownCycles: [],
        },
      ],
    });
  });

  it('names billing cycles of unknown length, whose period is not shown in arrears', async () => {
    const { agreementId } = scenario.psaOf('Odd cycle');
    await scenario.api.db
      .updateTable('psaAgreement')
      .set({
        billingCycle: JSON.stringify({ name: 'Semi-Monthly', months: null, days: null, never: false }),
      })
      .where('foreignId', '=', agreementId)
      .execute();
    await scenario.setBillingTarget('arrears');
    await composedAt(new Date());
    const list = await scenario.as('viewer').get(types()).expect(200);
    expect(list.body.items).toMatchObject([{ unknownCycles: ['Semi-Monthly'] }]);
    expect(await scenario.line('Odd cycle')).toMatchObject({
      billingTarget: {
        kind: 'billing-target',
        billingTarget: 'invoice-after',
        periodBegins: null,
        periodEnds: null,
      },
    });
  });

  it('answered with arrears, lands increases on the next invoice and decreases after it', async () => {
    await scenario.setBillingTarget('arrears');
    await scenario.setBillingTarget('arrears');
    // On the first day of a period nothing of it has passed.
    await scenario.api.db
      .updateTable('psaAgreement')
      .set({ nextInvoiceDate: addDays(new Date().toISOString().slice(0, 10), 10) })
      .where('foreignId', '=', scenario.psaOf('Begun fewer').agreementId)
      .execute();
    await composedAt(new Date());
    const list = await scenario.as('viewer').get(types()).expect(200);
    expect(list.body.items).toMatchObject([{ billsIn: 'arrears' }]);
    expect(await scenario.line('Begun')).toMatchObject({
      billingTarget: {
        kind: 'billing-target',
        billingTarget: 'next-invoice',
        text: expect.objectContaining({ code: 'usage.target.invoice' }),
      },
    });
    expect(await scenario.line('Begun fewer')).toMatchObject({
      billingTarget: {
        kind: 'billing-target',
        billingTarget: 'invoice-after',
        periodBegins: expect.any(String),
        text: expect.objectContaining({ code: 'usage.target.after-invoice' }),
      },
    });
    const audits = await scenario.api.db
      .selectFrom('auditEvent')
      .select('detail')
      .where('action', '=', 'billing-target.set')
      .execute();
    expect(audits).toEqual([{ detail: { name: 'Managed', before: null, after: 'arrears' } }]);
  });

  it('of a type that no agreement has is not found', async () => {
    await scenario.as('admin').put(`${types()}/77/billing-target`, { billsIn: 'advance' }).expect(404);
  });
});

describe('a release (RULES 7)', () => {
  const checksOf = async (name: string): Promise<readonly (string | undefined)[]> =>
    (await scenario.line(name)).flags.map(({ check }) => check);

  it('binds every releasable check that holds, at this count', async () => {
    expect(await scenario.decide('approver', 'Dropped', 'approve')).toMatchObject({
      code: 'LineHeld',
      detail: 'ConnectWise bills 41, which is 10 (24%) more than Duo has. No count has been accepted yet.',
    });
    const answer = await release('Dropped');
    expect(answer.body).toMatchObject({ overridden: ['first'], count: '31' });
    expect((await scenario.line('Dropped')).flags).toEqual([]);
    expect(await scenario.decide('approver', 'Dropped', 'approve')).toMatchObject({ outcome: 'approved' });
    const [audit] = await scenario.api.db
      .selectFrom('auditEvent')
      .select('detail')
      .where('action', '=', 'usage-line.overridden')
      .execute();
    expect(audit!.detail).toMatchObject({ checks: ['first'], count: '31', reason: 'asked the customer' });
  });

  it('at 20, then 19: checked again, and the accepted count never moved by it', async () => {
    await scenario.count({ Released: 20 });
    expect(await checksOf('Released')).toEqual(['drop']);
    await release('Released');
    expect(await checksOf('Released')).toEqual([]);
    await scenario.count({ Released: 19 });
    expect((await scenario.line('Released')).flags).toMatchObject([
      { check: 'drop', reason: { message: '22 seats (54%) fewer than ConnectWise bills.' } },
    ]);
    await scenario.count({ Released: 20 });
    expect(await checksOf('Released')).toEqual([]);
    // vendor and PSA agree again: what was overridden before says nothing of a later fall.
    await scenario.count({});
    await scenario.count({ Released: 20 });
    expect(await checksOf('Released')).toEqual(['drop']);
  });

  it('is asked for after a match when a person sets the PSA to 5 or to 100', async () => {
    const billed = async (quantity: string) => {
      await scenario.api.db
        .updateTable('psaLine')
        .set({ quantity })
        .where('foreignId', '=', scenario.psaOf('Agreed').psaLineId)
        .execute();
      await composedAt(new Date());
    };
    expect(await scenario.line('Agreed')).toMatchObject({ kind: 'match', flags: [] });
    await billed('5');
    expect(await scenario.line('Agreed')).toMatchObject({ kind: 'increase', flags: [{ check: 'jump' }] });
    await billed('100');
    expect(await scenario.line('Agreed')).toMatchObject({ kind: 'decrease', flags: [{ check: 'drop' }] });
    await billed('42');
  });

  it('is judged against an accepted count that outlives its line, in one row for each group', async () => {
    const { accountId, companyId, ...mapping } = await scenario.api.db
      .selectFrom('accountMapping')
      .innerJoin('vendorAccount', 'vendorAccount.id', 'accountMapping.vendorAccountId')
      .selectAll('accountMapping')
      .select('vendorAccount.id as accountId')
      .where('vendorAccount.name', '=', 'Agreed')
      .executeTakeFirstOrThrow();
    await scenario.api.db.deleteFrom('accountMapping').where('vendorAccountId', '=', accountId).execute();
    await composedAt(new Date());
    expect(await scenario.line('Agreed')).not.toMatchObject({ kind: 'match' });
    await scenario.api.db
      .insertInto('accountMapping')
      .values({ ...mapping, companyId })
      .execute();
    await scenario.count({ Agreed: 30 });
    expect(await checksOf('Agreed')).toEqual(['drop']);
    const rows = await scenario.api.db.selectFrom('agreedCount').select('groupKey').execute();
    expect(new Set(rows.map((row) => row.groupKey)).size).toBe(rows.length);
    expect(rows.length).toBe(customers.filter(({ counted, billed }) => counted === billed).length);
    await scenario.count({});
  });

  it('is rejected on another version, where nothing holds, and where only other checks do', async () => {
    const { version } = await scenario.line('Jumped');
    const moved = await release('Jumped', { lineVersion: version + 1 });
    expect([moved.status, moved.body.code]).toEqual([409, 'LineChanged']);
    const nothing = await release('Unheld');
    expect([nothing.status, nothing.body.code]).toEqual([409, 'NothingHeld']);
    const fraction = await release('Fraction');
    expect([fraction.status, fraction.body.code]).toEqual([409, 'CheckNotOverridable']);
    await scenario
      .as('approver')
      .post(`/usage-lines/${(await scenario.line('Jumped')).id}/override`, {})
      .expect(422);
  });

  it('asks once about no seats where a billing rule keeps the line, and never releases an orphan', async () => {
    const none = { 'At least 25': 0, Released: 20 };
    await scenario.count(none);
    const orphan = await release('At least 25');
    expect([orphan.status, orphan.body.code]).toEqual([409, 'CheckNotOverridable']);
    await scenario.api.db
      .insertInto('billingRule')
      .values({
        ...scenario.key,
        id: randomUUID(),
        version: 1,
        scopeKind: 'line',
        scopeId: scenario.psaOf('At least 25').psaLineId,
        terms: JSON.stringify({ minimum: 25 }),
        source: 'MSA 2025-114',
        validFrom: '2025-01-01',
        validTo: null,
        change: 'added',
        reason: 'as the contract says',
        actor: JSON.stringify({ kind: 'member', id: 'somebody' }),
        madeAt: new Date(),
      })
      .execute();
    await composedAt(new Date());
    expect(await scenario.line('At least 25')).toMatchObject({
      kind: 'match',
      flags: [{ flag: 'held', check: 'zero' }],
    });
    expect((await release('At least 25')).body).toMatchObject({ overridden: ['zero'], count: '0' });
    await scenario.count(none);
    expect(await scenario.line('At least 25')).toMatchObject({ kind: 'match', flags: [] });
    await scenario.count({ ...none, 'At least 25': 5 });
    await scenario.count(none);
    expect(await checksOf('At least 25')).toEqual(['zero']);
    await scenario.count({});
  });

  it('is rejected where the newest reading failed', async () => {
    await scenario.count({ Unheld: -1 });
    const unread = await release('Unheld');
    expect([unread.status, unread.body.code]).toEqual([409, 'LineNotRead']);
    await scenario.count({});
  });

  it('ends a hold of the line', async () => {
    expect(await scenario.decide('reviewer', 'On hold', 'hold')).toMatchObject({ outcome: 'held' });
    await release('On hold').then((answer) => expect(answer.status).toBe(200));
    expect(await scenario.line('On hold')).toMatchObject({ decision: 'open', flags: [] });
  });

  it('is not needed where an adjusted quantity stays within the checks; a jump is held like a count', async () => {
    expect(
      await scenario.decide('approver', 'Jumped', 'adjust', { quantity: 58, reason: 'two are spare' }),
    ).toMatchObject({ code: 'LineHeld' });
    expect(
      await scenario.decide('approver', 'Jumped', 'adjust', { quantity: 35, reason: 'in steps' }),
    ).toMatchObject({ outcome: 'approved' });
    expect(
      await scenario.decide('approver', 'Fraction', 'adjust', { quantity: 42, reason: 'whole' }),
    ).toMatchObject({ outcome: 'approved', change: { before: '41.5', after: '42' } });
  });
});

describe('a dismissal (RULES 8)', () => {
  it('reopens when the variance differs, and says what it was', async () => {
    await scenario.decide('reviewer', 'Dismissed', 'dismiss');
    expect(await scenario.line('Dismissed')).toMatchObject({ decision: 'dismissed' });
    await scenario.count({ Dismissed: 46 });
    expect(await scenario.line('Dismissed')).toMatchObject({
      decision: 'open',
      flags: [{ flag: 'dismissed', reason: { message: 'Dismissed at +2, now +5.' } }],
    });
    await scenario.count({});
    expect(await scenario.line('Dismissed')).toMatchObject({ decision: 'dismissed' });
  });

  it('reopens when its month ends', async () => {
    await scenario.decide('reviewer', 'Dismissed month', 'dismiss');
    const now = new Date();
    const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
    await composedAt(new Date(next.getTime() - 1_000));
    expect(await scenario.line('Dismissed month')).toMatchObject({ decision: 'dismissed' });
    await composedAt(next);
    expect(await scenario.line('Dismissed month')).toMatchObject({ decision: 'open' });
  });
});

it('the daily limits are settings with the defaults of RULES 6', async () => {
  const before = await scenario.as('viewer').get('/settings').expect(200);
  expect(before.body.writeCaps).toEqual({ lines: 200, amount: '5000.00' });
  const after = await scenario
    .as('admin')
    .put('/settings', { writeCaps: { lines: 50 } })
    .expect(200);
  expect(after.body.writeCaps).toEqual({ lines: 50, amount: '5000.00' });
  await scenario
    .as('admin')
    .put('/settings', { writeCaps: { amount: '12,50' } })
    .expect(422);
});

it('the columns of the control list are a setting that names every field', async () => {
  const shown = { field: 'line-id', name: 'Line', shown: true };
  const put = (controlListColumns: readonly object[]) =>
    scenario.as('admin').put('/settings', { controlListColumns });
  await put([shown, shown]).expect(422);
  await put([{ ...shown, shown: false }]).expect(422);
  const after = await put([shown]).expect(200);
  expect((after.body.controlListColumns as object[]).slice(0, 2)).toEqual([
    shown,
    { field: 'invoice', name: null, shown: false },
  ]);
  const kept = await scenario.as('viewer').get('/settings').expect(200);
  expect(kept.body.controlListColumns).toEqual(after.body.controlListColumns);
});
