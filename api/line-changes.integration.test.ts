import type { Updateable } from 'kysely';
import type { ApprovalLineTable } from '../db/model/tables/write-back.ts';
import { capStatus } from '../db/write-back/daily-cap.ts';
import { readAgreement } from '../test/environment/seeded-integration.ts';
import { matching, type UsageToDecide, usageToDecide } from '../test/environment/usage-to-decide.ts';

let scenario: UsageToDecide;
beforeAll(async () => {
  scenario = await usageToDecide([
    { name: 'Redwood', counted: 15, billed: 15 },
    { name: 'Alone', counted: 14, billed: 14 },
    { name: 'Northgate', counted: 0, billed: 9 },
    { name: 'Costly', counted: 200, billed: 200 },
    ...matching(5),
  ]);
  await scenario.setBillingTarget('advance');
  await scenario.turnOnWriteBack();
  // As if they had never been there (RULES 3).
  for (const name of ['Redwood', 'Alone', 'Costly']) await withoutLine(name);
  await scenario.api.db.deleteFrom('vanishedLine').execute();
  for (const name of ['Redwood', 'Alone', 'Costly']) await withoutLine(name);
});
afterAll(() => scenario.api.close());

const withoutLine = (name: string) =>
  readAgreement(scenario.api.db, scenario.key, scenario.psaOf(name).agreementId, {});
const pathOf = async (name: string, rest: string) => `/usage-lines/${(await scenario.line(name)).id}/${rest}`;
const nextMonth = (): string => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString().slice(0, 10);
};
const newLine = (name: string, more: object = {}) => ({
  agreementId: scenario.psaOf(name).agreementId,
  productId: '1',
  ...more,
});
const rowOf = (id: string | null) =>
  scenario.api.db.selectFrom('approvalLine').selectAll().where('id', '=', id!).executeTakeFirstOrThrow();

describe('a line to create (RULES 16)', () => {
  it('lists the choices for it, and previews it with a sentence', async () => {
    const offered = await scenario.as('viewer').get(await pathOf('Redwood', 'line-to-create')).expect(200);
    expect(offered.body).toMatchObject({
      customer: 'Redwood',
      units: 15,
      rejected: null,
      agreements: [{ id: '100', rejected: null, firstBilledDays: [{ day: nextMonth(), note: null }, {}, {}] }],
      products: [{ id: '1', identifier: 'DUO-ESS', unitPrice: '4' }],
      offers: { price: true, billingOptions: ['Billable', 'NoCharge', 'DoNotBill'] },
    });
    const { version } = await scenario.line('Redwood');
    const preview = await scenario
      .as('reviewer')
      .post(await pathOf('Redwood', 'line-change/preview'), {
        kind: 'create-line', lineVersion: version, newLine: newLine('Redwood'),
      })
      .expect(200); // prettier-ignore
    expect(preview.body).toMatchObject({
      before: '0',
      after: '15',
      perMonth: '60',
      currency: 'USD',
      rejected: null,
      code: null,
      sentence: { code: 'decisions.create.sentence', message: expect.stringMatching(/^Create 15 × DUO-ESS on /) },
    });
  }); // prettier-ignore

  it('is in the lines to add with what can be approved as it is', async () => {
    const list = await scenario
      .as('viewer')
      .get(`/integrations/${scenario.key.integrationId}/not-billed-yet`)
      .expect(200);
    expect(list.body.items).toMatchObject([
      { label: 'Alone', suggestion: { agreementId: '101', productId: '1', unitPrice: '4' }, rejected: null },
      { label: 'Costly', suggestion: null, rejected: { code: 'usage.check.effect' } },
      { label: 'Redwood', suggestion: { firstBilledDay: nextMonth() }, rejected: null },
    ]);
  });

  it('is proposed until an administrator approved the first; the approval binds what shall stand', async () => {
    const asked = { newLine: newLine('Redwood') };
    for (const other of [{ quantity: 14 }, { newLine: newLine('Redwood', { expectedUnitPrice: '3' }) }])
      expect(
        await scenario.decide('approver', 'Redwood', 'create', { ...asked, ...other }),
      ).toMatchObject({ code: 'LineChanged', detail: expect.stringContaining('15') });
    const proposed = await scenario.decide('approver', 'Redwood', 'create', asked);
    expect(proposed).toMatchObject({ outcome: 'proposed', change: { kind: 'create-line', after: '15' } });
    const approved = await scenario.decide('admin', 'Redwood', 'approve');
    expect(approved).toMatchObject({ outcome: 'approved', change: { firstBilledDay: nextMonth() } });
    const row = await rowOf(approved.approvalLineId);
    expect(row).toMatchObject({
      decision: 'create',
      change: 'create-line',
      psaLineId: approved.change!.psaLineId,
      createdLineId: null,
      newLine: { productId: '1', unitPrice: null, catalogPrice: '4', billingOption: 'Billable' },
      snapshot: {
        line: { psaLineId: row.psaLineId, agreementId: '100', unitPrice: '4', live: false, effectiveDate: nextMonth() },
      },
    });
    expect(row.psaLineId).toMatch(/^SW-[0-9A-Z]{10}$/);
    const second = await scenario.decide('approver', 'Alone', 'create', { newLine: newLine('Alone') });
    expect(second).toMatchObject({ outcome: 'approved' });
    const audit = await scenario.api.db
      .selectFrom('auditEvent')
      .select('detail')
      .where('action', '=', 'usage-line.create-approved')
      .execute();
    expect(audit).toHaveLength(2);
    expect(audit[0]).toMatchObject({ detail: { newLine: { productId: '1' }, before: '0', after: '15' } });
  }); // prettier-ignore

  it('waits for an override where it is more money than the check allows, and for an open conflict', async () => {
    const asked = { newLine: newLine('Costly') };
    expect(await scenario.decide('admin', 'Costly', 'create', asked)).toMatchObject({ code: 'LineHeld' });
    const reason = { reason: 'a new customer' };
    await scenario
      .as('approver')
      .post(await pathOf('Costly', 'override'), reason)
      .expect(200);
    const approved = await scenario.decide('admin', 'Costly', 'create', asked);
    expect(approved).toMatchObject({ outcome: 'approved', change: { after: '200' } });
    const at = new Date();
    await scenario.api.db
      .updateTable('approvalLine')
      .set({ state: 'conflict', finishedAt: at })
      .where('id', '=', approved.approvalLineId!)
      .execute();
    await withoutLine('Costly');
    expect(await scenario.decide('admin', 'Costly', 'create', asked)).toMatchObject({
      code: 'WriteConflictOpen',
    });
    await scenario.api.db
      .updateTable('approvalLine')
      .set({
        resolvedAt: at,
        resolvedBy: JSON.stringify({ kind: 'system', id: 'test' }),
        resolution: 'not there',
      })
      .where('id', '=', approved.approvalLineId!)
      .execute();
    const again = await scenario.decide('admin', 'Costly', 'create', { ...asked, ...reason });
    expect(again.change?.psaLineId).not.toBe(approved.change?.psaLineId);
  });

  it('has separate daily limits, as do ends', async () => {
    const { writeCaps, createCaps, endCaps } = (
      await scenario.as('admin').put('/settings', { createCaps: { lines: 2 }, endCaps: { amount: '100' } })
    ).body as Record<string, unknown>;
    expect({ writeCaps, createCaps, endCaps }).toEqual({
      writeCaps: { lines: 200, amount: '5000.00' },
      createCaps: { lines: 2, amount: '2500.00' },
      endCaps: { lines: 20, amount: '100' },
    });
    const status = await capStatus(scenario.api.db, scenario.key, new Date());
    expect(status.ofCaps.createCaps).toMatchObject({ reached: false, sent: { lines: 0 } });
    await scenario.as('admin').put('/settings', { createCaps: { lines: 0 } });
    const full = await capStatus(scenario.api.db, scenario.key, new Date());
    expect(full.ofCaps.createCaps).toMatchObject({ reached: true, caps: { lines: 0 } });
  });

  it('is rejected for a line that is billed', async () => {
    const { id, version } = await scenario.line('Steady 1');
    const body = { kind: 'create-line', lineVersion: version, newLine: newLine('Steady 1') };
    const preview = await scenario.as('reviewer').post(`/usage-lines/${id}/line-change/preview`, body).expect(200);
    expect(preview.body).toMatchObject({ code: 'KindNotApprovable', requests: [], after: '0' });
  }); // prettier-ignore
});

describe('a line to end (RULES 17)', () => {
  const end = async (role: 'admin' | 'approver', more: object = {}) => {
    const { version } = await scenario.line('Northgate');
    return scenario.as(role).post(await pathOf('Northgate', 'end-line'), {
      lineVersion: version,
      line: { psaLineId: scenario.psaOf('Northgate').psaLineId },
      customer: 'Northgate',
      reason: 'the contract was canceled',
      ...more,
    });
  };

  const previewAs = async (role: 'admin' | 'reviewer') => {
    const { version } = await scenario.line('Northgate');
    const body = { kind: 'end-line', lineVersion: version, line: { psaLineId: '9002' } };
    return scenario.as(role).post(await pathOf('Northgate', 'line-change/preview'), body);
  };
  const isFirst = async (): Promise<boolean> => {
    const { cautions } = (await previewAs('admin')).body as { cautions: readonly { code: string }[] };
    return cautions.some(({ code }) => code === 'decisions.end.first-caution');
  };

  it('names each line with its last billed day and the reason', async () => {
    const found = await scenario.as('viewer').get(await pathOf('Northgate', 'lines-to-end')).expect(200);
    const last = new Date(Date.parse(nextMonth()) - 86_400_000).toISOString().slice(0, 10);
    expect(found.body).toMatchObject({
      customer: 'Northgate',
      rejected: null,
      lines: [
        {
          psaLineId: '9002', units: '9', perMonth: '-36', lastBilledDay: last, earliest: last, rejected: null,
          why: { code: 'decisions.end.why-read-once' },
        },
      ],
    });
    // A reviewer sees it; ending it is an administrator's.
    expect((await previewAs('reviewer')).body).toMatchObject({ before: '9', after: '0', code: 'RoleTooSmall' });
    expect(await isFirst()).toBe(true);
    await scenario.api.db.updateTable('integration').set({ endRight: 'proven' }).execute();
    expect(await isFirst()).toBe(false);
    await scenario.api.db.updateTable('integration').set({ endRight: 'unknown' }).execute();
  }); // prettier-ignore

  it('is an administrator’s, who confirms the customer by name', async () => {
    expect((await end('approver')).status).toBe(403);
    expect((await end('admin', { customer: 'Northgate School' })).body).toMatchObject({
      outcome: 'rejected',
      code: 'CustomerNotConfirmed',
    });
    const ended = await end('admin');
    expect(ended.body).toMatchObject({ outcome: 'approved', change: { kind: 'end-line', after: '0' } });
    const row = await rowOf((ended.body as { approvalLineId: string }).approvalLineId);
    expect(row).toMatchObject({
      decision: 'end',
      change: 'end-line',
      psaLineId: '9002',
      reason: 'the contract was canceled',
      evidence: { whyLastDay: { id: 'decisions.end.why-read-once' } },
    });
    expect((await end('admin')).body).toMatchObject({ outcome: 'rejected', code: 'WriteWaiting' });
    // What waits is the first, unless a new approval takes its place.
    expect(await isFirst()).toBe(true);
    const [at, by] = [new Date(), { resolvedBy: JSON.stringify({}), resolution: 'looked at' }];
    const firstWhere = async (set: Updateable<ApprovalLineTable>) => {
      await scenario.api.db.updateTable('approvalLine').set(set).where('decision', '=', 'end').execute();
      return isFirst();
    };
    expect(await firstWhere({ psaLineId: '9003' })).toBe(false);
    expect(await firstWhere({ state: 'conflict', code: 'WriteConflict', finishedAt: at })).toBe(false);
    expect(await firstWhere({ resolvedAt: at, ...by })).toBe(true);
  });
});
