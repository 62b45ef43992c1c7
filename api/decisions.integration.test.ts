import { message } from '../messages/message.ts';
import { randomUUID } from 'node:crypto';
import { ruleVersion } from '../domain/rule-version.ts';
import { readAgreement } from '../test/environment/seeded-integration.ts';
import {
  matching,
  type ShownResult,
  type UsageToDecide,
  usageToDecide,
} from '../test/environment/usage-to-decide.ts';

const customers = [
  { name: 'Approve', counted: 45, billed: 41 },
  { name: 'Adjust', counted: 45, billed: 41 },
  { name: 'Further', counted: 45, billed: 41 },
  { name: 'Fewer', counted: 38, billed: 41 },
  { name: 'Later', counted: 44, billed: 41 },
  { name: 'In flight', counted: 45, billed: 41 },
  { name: 'Conflict', counted: 45, billed: 41 },
  { name: 'Race', counted: 45, billed: 41 },
  { name: 'Moved', counted: 45, billed: 41 },
  { name: 'Twice', counted: 45, billed: 41 },
  { name: 'Set aside', counted: 45, billed: 41 },
  { name: 'Summit', counted: 45, billed: 41 },
  { name: 'Key', counted: 45, billed: 41 },
  { name: 'More by mistake', counted: 45, billed: 41 },
  { name: 'Minimum', counted: 42, billed: 41 },
  ...matching(20),
];

let scenario: UsageToDecide;
beforeAll(async () => {
  scenario = await usageToDecide(customers);
  await atLeast45('Minimum');
  await scenario.setBillingTarget('advance');
  await scenario.turnOnWriteBack();
});
afterAll(() => scenario.api.close());

/** By a billing rule; seen by the next composition. */
async function atLeast45(name: string): Promise<void> {
  const { tenantId, id: integrationId } = await scenario.api.db
    .selectFrom('integration')
    .select(['tenantId', 'id'])
    .executeTakeFirstOrThrow();
  await scenario.api.db
    .insertInto('billingRule')
    .values({
      tenantId, integrationId, id: randomUUID(), version: 1, scopeKind: 'line', scopeId: scenario.psaOf(name).psaLineId,
      terms: JSON.stringify({ minimum: 45 }), source: 'MSA 2025-114', validFrom: '2020-01-01', validTo: null, change: 'added',
      reason: 'as agreed', actor: JSON.stringify({ kind: 'member', id: scenario.api.memberIds.approver }), madeAt: new Date(),
    })
    .execute(); // prettier-ignore
}

const approvalLine = (id: string | null) =>
  scenario.api.db.selectFrom('approvalLine').selectAll().where('id', '=', id!).executeTakeFirstOrThrow();
const audits = async (action: string, usageLineId: string) =>
  scenario.api.db
    .selectFrom('auditEvent')
    .selectAll()
    .where('action', '=', action)
    .where('objectId', '=', usageLineId)
    .execute();

describe('an approval (RULES 6)', () => {
  it('binds what the rows say, leaves an outbox row, and the line shows it waiting', async () => {
    const seen = await scenario.line('Approve');
    const result = await scenario.decide('approver', 'Approve', 'approve');
    const { psaLineId, agreementId } = scenario.psaOf('Approve');
    expect(result).toMatchObject({
      outcome: 'approved',
      code: null,
      replaced: null,
      change: { psaLineId, before: '41', after: '45', billingTarget: 'next-invoice' },
    });
    const row = await approvalLine(result.approvalLineId);
    expect(row).toMatchObject({
      usageLineId: seen.id,
      lineVersion: seen.version,
      agreementId,
      decision: 'approve',
      countOn: 45,
      ruleVersion,
      state: 'queued',
      effectPerInvoice: '16',
      actor: { kind: 'member', id: scenario.api.memberIds.approver },
      snapshot: { line: { psaLineId, quantity: '41' }, agreement: { status: 'Active' } },
      evidence: { composed: { vendorQuantity: 45 }, mapping: { accountIds: [expect.any(String)] } },
    });
    expect(row.expiresAt.getTime() - row.approvedAt.getTime()).toBe(45 * 24 * 3_600_000);
    const outbox = await scenario.api.db
      .selectFrom('outbox')
      .selectAll()
      .where('approvalId', '=', result.approvalId!)
      .execute();
    expect(outbox).toHaveLength(1);
    expect(await scenario.line('Approve')).toMatchObject({
      kind: 'increase',
      variance: '4',
      money: { effectPerMonth: '16' },
      psaQuantity: '41',
      decision: 'approved',
      flags: [{ flag: 'waiting', reason: { message: '41 → 45 waiting to be sent.' } }],
      waiting: {
        approvalLineId: result.approvalLineId,
        state: 'queued',
        before: '41',
        after: '45',
        targetInvoice: expect.objectContaining({ code: 'usage.target.invoice' }),
      },
      writeBack: { state: 'queued', code: null },
      decisionDetail: { by: { name: 'approver' }, reason: null, quantity: '45' },
    });
    const [audit] = await audits('usage-line.approved', seen.id);
    expect(audit).toMatchObject({
      actorId: scenario.api.memberIds.approver,
      requestId: expect.any(String),
      detail: {
        before: '41',
        after: '45',
        billingTarget: 'next-invoice',
        approvalLineId: result.approvalLineId,
      },
    });
  });

  it('under a billing rule says its units and how they follow, wherever it is shown (RULES 13)', async () => {
    const { id } = await scenario.line('Minimum');
    const approved = await scenario.decide('approver', 'Minimum', 'approve');
    expect(approved).toMatchObject({ outcome: 'approved', change: { before: '41', after: '45' } });
    const equation = '42 seats → minimum 45 = 45';
    const list = await scenario.as('approver').get(`/write-backs?usageLine=${id}`).expect(200);
    expect(list.body.items).toMatchObject([
      { countOn: 42, rule: { version: 1, source: 'MSA 2025-114', units: 45, text: 'At least 45 units', equation } },
    ]);
    const file = await scenario.as('approver').get(`/write-backs.csv?usageLine=${id}`).expect(200);
    expect(file.text).toContain(`,41,45,42,45,At least 45 units (MSA 2025-114),${equation},`);
    const [audit] = await audits('usage-line.approved', id);
    expect(audit?.detail).toMatchObject({
      rule: { version: 1, source: 'MSA 2025-114', seats: 42, units: 45, equation: { id: expect.any(String) } },
    });
    // A revert restores a quantity, whatever rule its line stands under.
    const { db } = scenario.api;
    const lineId = approved.approvalLineId!;
    await db.updateTable('approvalLine').set({ decision: 'revert', reverts: lineId }).where('id', '=', lineId).execute();
    const reverts = await scenario.as('approver').get(`/write-backs?usageLine=${id}`).expect(200);
    expect(reverts.body.items).toMatchObject([{ rule: null }]);
  }); // prettier-ignore

  it('of an adjusted quantity needs a reason, and says it in the detail with the decisions so far', async () => {
    expect(await scenario.decide('approver', 'Adjust', 'adjust', { quantity: 43 })).toMatchObject({
      outcome: 'rejected',
      code: 'ReasonRequired',
    });
    const result = await scenario.decide('approver', 'Adjust', 'adjust', {
      quantity: 43,
      reason: 'two leave',
    });
    expect(result).toMatchObject({ outcome: 'approved', change: { before: '41', after: '43' } });
    const { id } = await scenario.line('Adjust');
    const detail = await scenario.as('viewer').get(`/usage-lines/${id}`).expect(200);
    expect(detail.body.decisions).toEqual([
      expect.objectContaining({
        action: 'usage-line.adjusted',
        by: { kind: 'member', id: scenario.api.memberIds.approver, name: 'approver' },
        detail: expect.objectContaining({ reason: 'two leave', after: '43' }),
      }),
    ]);
    expect(detail.body.seatChanges.since).toMatch(
      /^since the last accepted count of [A-Z][a-z]{2} \d{1,2}, \d{4}$/,
    );
  });

  it('shows a further difference apart, and a further one replaces what is queued (RULES 6)', async () => {
    const first = await scenario.decide('approver', 'Further', 'approve');
    await scenario.count({ Further: 47 });
    expect(await scenario.line('Further')).toMatchObject({
      kind: 'increase',
      variance: '6',
      psaQuantity: '41',
      waiting: { before: '41', after: '45', furtherVariance: '2' },
    });
    const second = await scenario.decide('approver', 'Further', 'approve');
    expect(second).toMatchObject({
      outcome: 'approved',
      replaced: first.approvalLineId,
      change: { before: '41', after: '47' },
    });
    expect(await approvalLine(first.approvalLineId)).toMatchObject({
      state: 'canceled',
      code: 'Replaced',
      replacedBy: second.approvalLineId,
    });
    expect(await scenario.line('Further')).toMatchObject({
      kind: 'increase',
      waiting: { after: '47', furtherVariance: '0' },
    });
  });

  it.each([['sending'], ['unknown']] as const)('rejects beside one that is %s', async (state) => {
    if ((await scenario.line('In flight')).waiting === null)
      await scenario.decide('approver', 'In flight', 'approve');
    await scenario.api.db
      .updateTable('approvalLine')
      .set({ state, sentAt: new Date(), sendCount: 1 })
      .where('label', '=', 'In flight')
      .execute();
    const more = { quantity: 44, reason: 'other' };
    expect(await scenario.decide('approver', 'In flight', 'adjust', more)).toMatchObject({
      outcome: 'rejected',
      code: 'WriteInFlight',
    });
    expect(await scenario.decide('reviewer', 'In flight', 'dismiss')).toMatchObject({
      code: 'WriteInFlight',
    });
  });

  it('rejects while a write to the line ended in a conflict that nobody resolved', async () => {
    const { approvalLineId } = await scenario.decide('approver', 'Conflict', 'approve');
    await scenario.api.db
      .updateTable('approvalLine')
      .set({
        state: 'conflict',
        finishedAt: new Date(),
        code: 'WriteConflict',
        detail: JSON.stringify(message('psas.read-back.line-gone')),
      })
      .where('id', '=', approvalLineId!)
      .execute();
    const { agreementId, psaLineId } = scenario.psaOf('Conflict');
    await readAgreement(scenario.api.db, scenario.key, agreementId, { [psaLineId]: '41' });
    expect(await scenario.line('Conflict')).toMatchObject({
      decision: 'open',
      writeBack: { state: 'conflict', code: 'WriteConflict' },
    });
    expect(await scenario.decide('approver', 'Conflict', 'approve')).toMatchObject({
      code: 'WriteConflictOpen',
    });
  });

  it('of two approvers at once holds for one; the other sees that the line moved', async () => {
    const { id, version } = await scenario.line('Race');
    const body = {
      selection: 'ticked',
      items: [{ usageLineId: id, lineVersion: version, decision: 'approve' }],
    };
    const answers = await Promise.all(
      (['approver', 'admin', 'approver', 'admin'] as const).map((role) =>
        scenario.as(role).post('/usage-lines/decisions', body).expect(200),
      ),
    );
    const outcomes = answers.map((answer) => (answer.body.items as ShownResult[])[0]!);
    expect(outcomes.filter(({ outcome }) => outcome === 'approved')).toHaveLength(1);
    expect(outcomes.filter(({ code }) => code === 'LineChanged')).toHaveLength(3);
    const live = await scenario.api.db
      .selectFrom('approvalLine')
      .select('id')
      .where('label', '=', 'Race')
      .execute();
    expect(live).toHaveLength(1);
  });

  it('is rejected on another version, and on rows that changed since they were composed', async () => {
    const { id, version } = await scenario.line('Moved');
    const { agreementId, psaLineId } = scenario.psaOf('Moved');
    expect(await scenario.decide('approver', 'Moved', 'approve', { lineVersion: version + 1 })).toMatchObject(
      {
        outcome: 'rejected',
        code: 'LineChanged',
      },
    );
    await scenario.api.db
      .updateTable('psaLine')
      .set({ unitPrice: '5' })
      .where('foreignId', '=', psaLineId)
      .where('agreementId', '=', agreementId)
      .execute();
    expect(await scenario.decide('approver', 'Moved', 'approve')).toMatchObject({ code: 'LineChanged' });
    // The rejection composed what moved: the list shows what to decide on now.
    expect(await scenario.line('Moved')).toMatchObject({ id, version: version + 1 });
    expect(await scenario.decide('approver', 'Moved', 'approve')).toMatchObject({ outcome: 'approved' });
  });
});

describe('a request', () => {
  it.each([
    ['approve', { quantity: 99 }, 422],
    ['approve', { quantity: null }, 200],
    ['dismiss', { quantity: 99 }, 422],
    ['dismiss', { billingTarget: 'next-invoice' }, 422],
    ['hold', { targetPsaLineId: '9001' }, 422],
    ['reopen', { billingTarget: 'invoice-after' }, 422],
    ['reopen', { billingTarget: null, targetPsaLineId: null }, 200],
  ])('%s with %j, which it does not use or which is no value, answers %d', async (decision, more, status) => {
    const item = { usageLineId: randomUUID(), lineVersion: 1, decision, ...more };
    const sent = { selection: 'ticked', items: [item] };
    const { body } = await scenario.as('approver').post('/usage-lines/decisions', sent).expect(status);
    if (status === 422) expect(body).toMatchObject({ code: 'ValidationFailed' });
  });

  it('answers each item in the order sent, and 200 even where all are rejected', async () => {
    const { id, version } = await scenario.line('Twice');
    const item = { usageLineId: id, lineVersion: version, decision: 'approve' };
    const response = await scenario
      .as('approver')
      .post('/usage-lines/decisions', {
        selection: 'ticked',
        items: [{ ...item, usageLineId: randomUUID() }, item, { ...item, decision: 'hold' }],
      })
      .expect(200);
    const results = response.body.items as ShownResult[];
    expect(results.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['rejected', 'UsageLineUnknown'],
      ['approved', null],
      ['rejected', 'ValidationFailed'],
    ]);
    const again = await scenario
      .as('approver')
      .post('/usage-lines/decisions', { selection: 'ticked', items: [item] })
      .expect(200);
    expect((again.body.items as ShownResult[])[0]).toMatchObject({
      code: 'LineChanged',
      title: expect.any(String),
    });
  });

  it('with one idempotency key approves once and gives the same answer', async () => {
    const { id, version } = await scenario.line('Key');
    const body = {
      selection: 'ticked',
      items: [{ usageLineId: id, lineVersion: version, decision: 'approve' }],
    };
    const key = randomUUID();
    const send = () =>
      scenario.as('approver').post('/usage-lines/decisions', body).set('Idempotency-Key', key).expect(200);
    const first = await send();
    expect((await send()).body).toEqual(first.body);
    expect((first.body.items as ShownResult[])[0]).toMatchObject({ outcome: 'approved' });
  });

  it('with selection all rejects decreases, whoever asks (RULES 7)', async () => {
    expect(await scenario.decide('approver', 'Fewer', 'approve', {}, 'all')).toMatchObject({
      code: 'DecreaseNotTicked',
    });
    expect(await scenario.decide('approver', 'Fewer', 'approve')).toMatchObject({
      outcome: 'approved',
      change: { before: '41', after: '38' },
    });
  });
});

describe('billing target (RULES 5)', () => {
  it('is as wished where it is one of the two; another wish is rejected with the offer', async () => {
    expect(
      await scenario.decide('approver', 'Later', 'approve', { billingTarget: '2027-01-15' }),
    ).toMatchObject({
      code: 'BillingTargetNotOffered',
      offer: ['next-invoice', 'invoice-after'],
    });
    const result = await scenario.decide('approver', 'Later', 'approve', { billingTarget: 'invoice-after' });
    expect(result.change).toMatchObject({ billingTarget: 'invoice-after' });
    expect(await approvalLine(result.approvalLineId)).toMatchObject({ dueAt: null });
    expect((await scenario.line('Later')).waiting?.targetInvoice.code).toBe('usage.target.after-invoice');
  });
});

describe('setting aside', () => {
  it('dismisses until the month ends, holds until any other decision', async () => {
    expect(await scenario.decide('reviewer', 'Set aside', 'dismiss', { reason: 'known' })).toMatchObject({
      outcome: 'dismissed',
      change: null,
    });
    expect(await scenario.line('Set aside')).toMatchObject({
      decision: 'dismissed',
      decisionDetail: { by: { name: 'reviewer' }, reason: 'known' },
    });
    expect(await scenario.decide('reviewer', 'Set aside', 'hold', { reason: 'ask first' })).toMatchObject({
      outcome: 'held',
    });
    expect(await scenario.line('Set aside')).toMatchObject({ decision: 'held' });
    expect(await scenario.decide('approver', 'Set aside', 'approve')).toMatchObject({ outcome: 'approved' });
    expect(await scenario.line('Set aside')).toMatchObject({ decision: 'approved' });
    const left = await scenario.api.db.selectFrom('lineDecision').selectAll().execute();
    expect(left).toEqual([]);
    expect(await scenario.decide('reviewer', 'Steady 1', 'dismiss')).toMatchObject({
      code: 'NothingToDismiss',
    });
  });
});

describe('reopening', () => {
  it.each([
    ['hold', 'held', 'More by mistake'],
    ['dismiss', 'dismissed', 'More by mistake'],
    ['hold', 'held', 'Steady 2'],
  ])(
    'takes a %s back: the %s line of %s is open again, audited, for reviewers too',
    async (verb, state, name) => {
      const { id } = await scenario.line(name);
      await scenario.decide('approver', name, verb, { reason: 'slip' });
      expect(await scenario.line(name)).toMatchObject({ decision: state });
      const before = await audits('usage-line.reopened', id);
      expect(await scenario.decide('reviewer', name, 'reopen')).toMatchObject({
        outcome: 'open',
        code: null,
        change: null,
        lineVersion: (await scenario.line(name)).version,
      });
      expect(await scenario.line(name)).toMatchObject({ decision: 'open', decisionDetail: null, flags: [] });
      expect((await audits('usage-line.reopened', id)).slice(before.length)).toMatchObject([
        { actorId: scenario.api.memberIds.reviewer, detail: { label: name, from: state } },
      ]);
    },
  );

  it('is rejected where nothing was set aside, and on another version', async () => {
    const { id, version } = await scenario.line('More by mistake');
    expect(await scenario.decide('reviewer', 'More by mistake', 'reopen')).toMatchObject({
      outcome: 'rejected',
      code: 'NothingToReopen',
    });
    const items = [{ usageLineId: id, lineVersion: version + 1, decision: 'reopen' }];
    const answer = await scenario
      .as('reviewer')
      .post('/usage-lines/decisions', { selection: 'ticked', items })
      .expect(200);
    expect(answer.body.items).toMatchObject([{ outcome: 'rejected', code: 'LineChanged' }]);
  });
});

describe('several lines (RULES 4)', () => {
  it('ask for a target, which is remembered with its neighbor in the evidence', async () => {
    const { agreementId, psaLineId } = scenario.psaOf('Summit');
    await readAgreement(scenario.api.db, scenario.key, agreementId, { [psaLineId]: '30', summit: '11' });
    expect(await scenario.line('Summit')).toMatchObject({ kind: 'increase', variance: '4' });
    expect(await scenario.decide('approver', 'Summit', 'approve')).toMatchObject({
      code: 'TargetRequired',
      detail: expect.stringMatching(
        new RegExp(`^Several lines .*: .*30 × \\S+ on .+ \\(line ${psaLineId}\\)`, 'u'),
      ),
      params: {
        lines: expect.arrayContaining([
          message('decisions.line-choice', { line: psaLineId, quantity: '30' }),
        ]),
      },
    });
    expect(await scenario.decide('approver', 'Summit', 'approve', { targetPsaLineId: '9000' })).toMatchObject(
      {
        code: 'LineNotInGroup',
      },
    );
    const result = await scenario.decide('approver', 'Summit', 'approve', { targetPsaLineId: 'summit' });
    expect(result.change).toMatchObject({ psaLineId: 'summit', before: '11', after: '15' });
    expect(await approvalLine(result.approvalLineId)).toMatchObject({
      snapshot: { neighbors: [{ psaLineId, quantity: '30' }] },
      evidence: { mapping: { roles: [{ psaLineId: 'summit', role: 'target' }] } },
      state: 'queued',
    });
    const choices = await scenario.api.db
      .selectFrom('lineChoice')
      .select(['psaLineId', 'role'])
      .orderBy('psaLineId')
      .execute();
    expect(choices).toEqual([{ psaLineId: 'summit', role: 'target' }]);
  });

  it('give their target up to another that is named; the former counts from then on', async () => {
    const { psaLineId } = scenario.psaOf('Summit');
    const result = await scenario.decide('approver', 'Summit', 'adjust', {
      quantity: 35,
      reason: 'the other edition',
      targetPsaLineId: psaLineId,
    });
    expect(result).toMatchObject({
      outcome: 'approved',
      replaced: expect.any(String),
      change: { psaLineId, before: '30', after: '35' },
    });
    const choices = await scenario.api.db
      .selectFrom('lineChoice')
      .select(['psaLineId', 'role'])
      .orderBy('role')
      .execute();
    expect(choices).toEqual([
      { psaLineId: 'summit', role: 'counts' },
      { psaLineId, role: 'target' },
    ]);
  });
});

it('the table file says where a line lands, what waits, who decided and why', async () => {
  const response = await scenario.as('viewer').get('/usage-lines.csv?q=Adjust').expect(200);
  const [heads, row] = response.text.replace('\uFEFF', '').trim().split('\r\n');
  expect(heads).toContain(
    'Reason,Takes effect,Waiting,Further variance,Decided by,Decision reason,Assigned to,Note,Note until,Included units',
  );
  expect(row).toMatch(/,"[A-Z][a-z]{2} 1, \d{4} invoice",41 → 43,2,approver,two leave,/);
});
