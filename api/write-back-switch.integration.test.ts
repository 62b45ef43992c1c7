import request from 'supertest';
import { noteWriteRight } from '../db/write-back/approvals.ts';
import type { IntegrationPhase } from '../domain/states.ts';
import { signInFirstCookie } from '../test/environment/api-under-test.ts';
import { forcePhase, readAgreement } from '../test/environment/seeded-integration.ts';
import { matching, type UsageToDecide, usageToDecide } from '../test/environment/usage-to-decide.ts';

const customers = [
  { name: 'Confirm', counted: 45, billed: 41 },
  { name: 'Confirm adjusted', counted: 45, billed: 41 },
  { name: 'Outdated', counted: 45, billed: 41 },
  { name: 'Named', counted: 45, billed: 41 },
  { name: 'Demotion', counted: 45, billed: 41 },
  { name: 'By key', counted: 45, billed: 41 },
  { name: 'WriteBackTurnedOff', counted: 45, billed: 41 },
  { name: 'Odd', counted: 45, billed: 41.5 },
  ...matching(12),
];

let scenario: UsageToDecide;
beforeAll(async () => {
  scenario = await usageToDecide(customers);
  await scenario.setBillingTarget('advance');
});
afterAll(() => scenario.api.close());

const integration = (path = ''): string => `/integrations/${scenario.key.integrationId}${path}`;
const stateOf = async (approvalLineId: string | null) => {
  const row = await scenario.api.db
    .selectFrom('approvalLine')
    .select(['state', 'code'])
    .where('id', '=', approvalLineId!)
    .executeTakeFirstOrThrow();
  return [row.state, row.code];
};
const approvals = async (): Promise<number> =>
  (await scenario.api.db.selectFrom('approval').select('id').execute()).length;
const auditsOf = (action: string) =>
  scenario.api.db.selectFrom('auditEvent').selectAll().where('action', '=', action).execute();

describe('on an unarmed integration (RULES 8)', () => {
  it('approve and adjust are proposals without an outbox row, whoever asks', async () => {
    expect(await scenario.decide('approver', 'Confirm', 'approve')).toMatchObject({
      outcome: 'proposed',
      approvalId: null,
      change: { before: '41', after: '45' },
    });
    const adjusted = { quantity: 43, reason: 'two leave', billingTarget: 'invoice-after' };
    expect(await scenario.decide('reviewer', 'Confirm adjusted', 'adjust', adjusted)).toMatchObject({
      outcome: 'proposed',
      change: { after: '43', billingTarget: 'invoice-after' },
    });
    expect(await scenario.decide('reviewer', 'Outdated', 'approve')).toMatchObject({ outcome: 'proposed' });
    const { agreementId, psaLineId } = scenario.psaOf('Named');
    await readAgreement(scenario.api.db, scenario.key, agreementId, { [psaLineId]: '30', second: '11' });
    const named = { targetPsaLineId: 'second' };
    expect(await scenario.decide('reviewer', 'Named', 'approve', named)).toMatchObject({
      outcome: 'proposed',
    });
    expect(await scenario.line('Confirm adjusted')).toMatchObject({
      decision: 'proposed',
      waiting: null,
      decisionDetail: {
        by: { name: 'reviewer' },
        reason: 'two leave',
        quantity: '43',
        billingTarget: 'invoice-after',
      },
    });
    expect(await approvals()).toBe(0);
    expect(await scenario.api.db.selectFrom('lineChoice').selectAll().execute()).toEqual([]);
  });
});

describe('writeBackSwitch', () => {
  it.each<[IntegrationPhase]>([['mapping'], ['disconnecting'], ['disconnected']])(
    'and deciding are rejected while %s',
    async (phase) => {
      const move = (to: IntegrationPhase) => forcePhase(scenario.api.db, scenario.key, to);
      await move(phase);
      const rejected = await scenario.as('admin').post(integration('/turn-on-write-back'));
      expect([rejected.status, rejected.body.code]).toEqual([409, 'PhaseRejected']);
      expect(await scenario.decide('approver', 'Confirm', 'approve')).toMatchObject({
        code: 'PhaseRejected',
      });
      const { id } = await scenario.line('Confirm');
      const release = await scenario.as('approver').post(`/usage-lines/${id}/override`, { reason: 'r' });
      expect(release.body.code).toBe('PhaseRejected');
      await move('active');
    },
  );

  it('sends no proposal, is written down once, and shows on the card', async () => {
    for (let times = 0; times < 2; times += 1) {
      const answer = await scenario.as('admin').post(integration('/turn-on-write-back')).expect(200);
      expect(answer.body).toEqual({
        writeBackEnabled: true,
        writeRight: 'unknown',
        writeRightAt: null,
        approvalId: null,
        canceled: 0,
      });
    }
    expect(await auditsOf('integration.write-back-enabled')).toHaveLength(1);
    expect(await approvals()).toBe(0);
    expect(await scenario.line('Confirm')).toMatchObject({ decision: 'proposed' });
    await scenario.api.db
      .transaction()
      .execute((tx) => noteWriteRight(tx, scenario.key, 'write', 'proven', new Date('2026-11-01T00:00:00Z')));
    const card = await scenario.as('viewer').get(integration()).expect(200);
    expect(card.body).toMatchObject({
      writeBackEnabled: true,
      writeRight: 'proven',
      writeRightAt: '2026-11-01T00:00:00.000Z',
      createRight: 'unknown',
      endRight: 'unknown',
      endRightAt: null,
    });
  });

  it('leaves a reviewer proposing', async () => {
    expect(await scenario.decide('reviewer', 'WriteBackTurnedOff', 'approve')).toMatchObject({
      outcome: 'proposed',
    });
    expect(await scenario.decide('reviewer', 'Confirm', 'approve')).toMatchObject({ outcome: 'proposed' });
  });
});

describe('a proposal', () => {
  it('is confirmed by a plain approve of the present version; the confirmer is the approver', async () => {
    expect(await scenario.decide('approver', 'Confirm', 'approve')).toMatchObject({
      outcome: 'approved',
      change: { after: '45' },
    });
    const result = await scenario.decide('approver', 'Confirm adjusted', 'approve');
    expect(result).toMatchObject({
      outcome: 'approved',
      change: { after: '43', billingTarget: 'invoice-after' },
    });
    const row = await scenario.api.db
      .selectFrom('approvalLine')
      .selectAll()
      .where('id', '=', result.approvalLineId!)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      decision: 'adjust',
      reason: 'two leave',
      actor: { id: scenario.api.memberIds.approver },
    });
  });

  it('keeps the target it named, which is remembered once it is confirmed', async () => {
    const result = await scenario.decide('approver', 'Named', 'approve');
    expect(result.change).toMatchObject({ psaLineId: 'second', before: '11', after: '15' });
    const choices = await scenario.api.db.selectFrom('lineChoice').select(['psaLineId', 'role']).execute();
    expect(choices).toEqual([{ psaLineId: 'second', role: 'target' }]);
  });

  it('is stale on another version of the line: open again, and approving takes the new count', async () => {
    const { version } = await scenario.line('Outdated');
    await scenario.count({ Outdated: 47 });
    expect(await scenario.line('Outdated')).toMatchObject({
      version: version + 1,
      decision: 'open',
      decisionDetail: null,
      flags: [{ flag: 'stale', reason: { message: 'Changed after 45 was proposed.' } }],
    });
    expect(await scenario.decide('approver', 'Outdated', 'approve', { lineVersion: version })).toMatchObject({
      code: 'LineChanged',
    });
    expect(await scenario.decide('approver', 'Outdated', 'approve')).toMatchObject({
      change: { after: '47' },
    });
    await scenario.count({});
  });
});

describe('a proof of the right to write', () => {
  it('approves, on consent, one line to the quantity it has', async () => {
    const { psaLineId } = scenario.psaOf('Steady 1');
    const answer = await scenario
      .as('admin')
      .post(integration('/turn-on-write-back'), { proveLineId: psaLineId })
      .expect(200);
    const line = await scenario.api.db
      .selectFrom('approvalLine')
      .innerJoin('approval', 'approval.id', 'approvalLine.approvalId')
      .selectAll('approvalLine')
      .select('approval.kind')
      .where('approvalId', '=', answer.body.approvalId as string)
      .executeTakeFirstOrThrow();
    expect(line).toMatchObject({
      kind: 'proof',
      decision: 'prove',
      psaLineId,
      before: '12',
      after: '12',
      countOn: 12,
      state: 'queued',
      reason: null,
    });
    expect(await scenario.line('Steady 1')).toMatchObject({ kind: 'match', decision: 'open', waiting: null });
  });

  it.each([
    ['that does not exist', () => 'nowhere'],
    ['with a fractional quantity', () => scenario.psaOf('Odd').psaLineId],
    ['with a change under way', () => scenario.psaOf('Confirm').psaLineId],
    ['that is being proved', () => scenario.psaOf('Steady 1').psaLineId],
  ])('is rejected for a line %s', async (_, line) => {
    const rejected = await scenario
      .as('admin')
      .post(integration('/turn-on-write-back'), { proveLineId: line() });
    expect([rejected.status, rejected.body.code]).toEqual([422, 'ProofLineUnsuitable']);
  });
});

describe('an approval that waits is void', () => {
  const emailOfNew = 'lee@harbor-lane.test';
  const member = async () => {
    const made = await scenario
      .as('admin')
      .post('/members', { email: emailOfNew, name: 'Lee', role: 'approver' })
      .expect(201);
    const { id } = made.body.member as { id: string };
    const cookie = await signInFirstCookie(
      scenario.api.app,
      emailOfNew,
      made.body.temporaryPassword as string,
    );
    return { id, cookie };
  };
  const approve = async (name: string, sender: Readonly<Record<string, string>>) => {
    const { id, version } = await scenario.line(name);
    const answer = await request(scenario.api.app)
      .post('/api/v1/usage-lines/decisions')
      .set(sender)
      .send({ selection: 'ticked', items: [{ usageLineId: id, lineVersion: version, decision: 'approve' }] })
      .expect(200);
    return (answer.body.items as { approvalLineId: string }[])[0]!.approvalLineId;
  };

  it('once its approver may no longer approve, and a key of theirs with it (RULES 6)', async () => {
    const lee = await member();
    const own = await approve('Demotion', { Cookie: lee.cookie });
    await scenario.as('admin').patch(`/members/${lee.id}`, { role: 'admin' }).expect(200);
    const made = await request(scenario.api.app)
      .post('/api/v1/api-keys')
      .set('Cookie', lee.cookie)
      .send({ name: 'nightly', role: 'approver' })
      .expect(201);
    const byKey = await approve('By key', { Authorization: `Bearer ${made.body.key as string}` });
    expect(await stateOf(own)).toEqual(['queued', null]);
    await scenario.as('admin').patch(`/members/${lee.id}`, { name: 'Lee K.', role: 'approver' }).expect(200);
    expect([await stateOf(own), await stateOf(byKey)]).toEqual([
      ['queued', null],
      ['queued', null],
    ]);
    await scenario.as('admin').patch(`/members/${lee.id}`, { role: 'reviewer' }).expect(200);
    expect([await stateOf(own), await stateOf(byKey)]).toEqual([
      ['canceled', 'ApproverRoleLost'],
      ['canceled', 'ApproverRoleLost'],
    ]);
    expect(await scenario.line('Demotion')).toMatchObject({
      kind: 'increase',
      decision: 'open',
      flags: [expect.objectContaining({ flag: 'stale' })],
      writeBack: { state: 'canceled', code: 'ApproverRoleLost' },
    });
  });

  it('once the key it was approved with is revoked', async () => {
    const made = await scenario
      .as('admin')
      .post('/api-keys', { name: 'short', role: 'approver' })
      .expect(201);
    const line = await approve('By key', { Authorization: `Bearer ${made.body.key as string}` });
    expect(await stateOf(line)).toEqual(['queued', null]);
    await request(scenario.api.app)
      .delete(`/api/v1/api-keys/${(made.body.apiKey as { id: string }).id}`)
      .set('Cookie', scenario.api.cookies.admin)
      .expect(200);
    expect(await stateOf(line)).toEqual(['canceled', 'ApproverRoleLost']);
  });

  it('once a key goes along with the one that made it, and how many wait is told before', async () => {
    const made = async (name: string, role: string, sender: Readonly<Record<string, string>>) => {
      const { body } = await request(scenario.api.app)
        .post('/api/v1/api-keys')
        .set(sender)
        .send({ name, role, ...('Cookie' in sender ? { scopes: ['privileged'] } : {}) })
        .expect(201);
      return {
        id: body.apiKey.id as string,
        sender: { Authorization: `Bearer ${body.key as string}` },
      };
    };
    const creator = await made('creator', 'admin', { Cookie: scenario.api.cookies.admin });
    const child = await made('child', 'approver', creator.sender);
    const line = await approve('By key', child.sender);
    const told = await scenario.as('admin').get(`/api-keys/${creator.id}/lineage`).expect(200);
    expect(told.body).toMatchObject({
      items: [{ kind: 'api-key', id: child.id, name: 'child', waitingApprovals: 1 }],
      waitingApprovals: 0,
    });
    await request(scenario.api.app)
      .delete(`/api/v1/api-keys/${creator.id}?also=${child.id}`)
      .set('Cookie', scenario.api.cookies.admin)
      .expect(200);
    expect(await stateOf(line)).toEqual(['canceled', 'ApproverRoleLost']);
  });

  it('once write-back is turned off; what is being sent goes on', async () => {
    const sending = await scenario.decide('approver', 'WriteBackTurnedOff', 'approve');
    await scenario.api.db
      .updateTable('approvalLine')
      .set({ state: 'sending', sentAt: new Date(), sendCount: 1 })
      .where('id', '=', sending.approvalLineId!)
      .execute();
    const answer = await scenario.as('admin').post(integration('/turn-off-write-back')).expect(200);
    // Confirm, Confirm adjusted, Named, Outdated and the proof.
    expect(answer.body).toMatchObject({ writeBackEnabled: false, canceled: expect.any(Number) });
    expect(answer.body.canceled).toBeGreaterThanOrEqual(4);
    expect(await stateOf(sending.approvalLineId)).toEqual(['sending', null]);
    const left = await scenario.api.db
      .selectFrom('approvalLine')
      .select('code')
      .where('state', '=', 'canceled')
      .where('label', '=', 'Confirm')
      .executeTakeFirstOrThrow();
    expect(left.code).toBe('WriteBackTurnedOff');
    expect(await scenario.decide('approver', 'Confirm', 'approve')).toMatchObject({ outcome: 'proposed' });
    expect(await auditsOf('integration.write-back-turned-off')).toHaveLength(1);
  });
});
