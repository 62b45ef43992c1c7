import request from 'supertest';
import {
  matching,
  type ShownLine,
  type ShownResult,
  type UsageToDecide,
  usageToDecide,
} from '../test/environment/usage-to-decide.ts';

const many = 500;
/** Increases, and so many customers that stay that nothing is held. */
const customers = [
  ...Array.from({ length: many }, (_, index) => ({ name: `Grown ${index + 1}`, counted: 9, billed: 7 })),
  ...matching(20),
];
/** 500 characters that a client may escape to six bytes each. */
const longReason = 'ß'.repeat(500);

let scenario: UsageToDecide;
beforeAll(async () => {
  scenario = await usageToDecide(customers);
  await scenario.setBillingTarget('advance');
  await scenario.turnOnWriteBack();
});
afterAll(() => scenario.api.close());

it('500 lines with reasons of 500 characters are approved in one request, within seconds', async () => {
  const list = await scenario.as('viewer').get('/usage-lines?kind=increase&limit=500').expect(200);
  const items = (list.body.items as ShownLine[]).map(({ id, version }) => ({
    usageLineId: id,
    lineVersion: version,
    decision: 'approve',
    reason: longReason,
  }));
  expect(items).toHaveLength(many);
  const text = JSON.stringify({ selection: 'all', items }).replaceAll('ß', '\\u00df');
  const begun = performance.now();
  const answer = await request(scenario.api.app)
    .post('/api/v1/usage-lines/decisions')
    .set('Cookie', scenario.api.cookies.approver)
    .type('json')
    .send(text)
    .expect(200);
  const ms = Math.round(performance.now() - begun);
  process.stdout.write(`${many} approvals in one request: ${ms} ms\n`);
  const results = answer.body.items as ShownResult[];
  expect(results.filter(({ outcome }) => outcome === 'approved')).toHaveLength(many);
  expect(new Set(results.map(({ approvalId }) => approvalId)).size).toBe(1);
  expect(results.map(({ lineVersion }) => lineVersion)).toEqual(items.map(() => 2));
  const waiting = await scenario.as('viewer').get('/usage-lines?flag=waiting&limit=1').expect(200);
  expect(waiting.body.total).toBe(many);
  expect(ms).toBeLessThan(60_000);
});

it('501 items are rejected as a whole', async () => {
  const item = { usageLineId: scenario.key.integrationId, lineVersion: 1, decision: 'hold' };
  const body = { selection: 'ticked', items: Array.from({ length: many + 1 }, () => item) };
  const rejected = await scenario.as('approver').post('/usage-lines/decisions', body);
  expect([rejected.status, rejected.body.code]).toEqual([422, 'ValidationFailed']);
});
