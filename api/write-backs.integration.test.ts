import { randomUUID } from 'node:crypto';
import request from 'supertest';
import type { BillingTarget } from '../domain/usage/billing-target.ts';
import type { IntegrationKey } from '../domain/keys.ts';
import { lockIntegration } from '../db/integrations/integrations.ts';
import { changeDailyCaps } from '../db/settings/settings.ts';
import { capStatus } from '../db/write-back/daily-cap.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { lockWaiters } from '../test/environment/lock-waiters.ts';
import {
  approved, beginSending, confirmed, inConflict, psaChanged, readyToWrite, type SeededApproval,
} from '../test/environment/seeded-approvals.ts'; // prettier-ignore
import { connected, countAll, load, type SeededAccount } from '../test/environment/seeded-integration.ts';

/** A customer for each story; all but Quarry are increases of 3. */
const names = [
  'Listed', '=Formula', 'Quarry', 'Later', 'Cancelled', 'Sent', 'RacedA', 'RacedB', 'Reverted', 'Invoiced', 'After', 'Edited', 'Twice',
  'Replaced', 'Flying', 'Conflict', 'Clash', 'Capped', 'Waiting', 'ByKey', 'Filed',
] as const; // prettier-ignore
type Name = (typeof names)[number];
const accounts: readonly SeededAccount[] = names.map((name, index) => ({
  name,
  foreignId: `DA${index}`,
  seats: name === 'Quarry' ? 22 : 33,
  company: name,
}));
const billed = Object.fromEntries(names.map((name) => [name, name === 'Quarry' ? 25 : 30]));
const psaLineOf = (name: Name): string => String(9000 + names.indexOf(name));
const agreementOf = (name: Name): string => String(100 + names.indexOf(name));

let api: ApiUnderTest;
let key: IntegrationKey;
beforeAll(async () => {
  api = await apiUnderTest();
  key = await connected(api.db, api.tenantId, 'active');
  await load(api.db, key, accounts, billed);
  await countAll(api.db, key, accounts, new Date(Date.now() - 60_000));
  await readyToWrite(api.db, key);
});
afterAll(() => api.close());

const approver = () => ({ kind: 'member', id: api.memberIds.approver }) as const;
const approve = (name: Name, billingTarget: BillingTarget | null = null) =>
  approved(api.db, key, name, approver(), { billingTarget });
const get = (path: string) => request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.viewer);
const post = (path: string, body: object = {}, role: 'approver' | 'admin' = 'approver') =>
  request(api.app).post(`/api/v1${path}`).set('Cookie', api.cookies[role]).send(body);
const command = ({ approvalId, lineId }: SeededApproval, verb: string, body: object = {}) =>
  post(`/write-backs/${approvalId}/lines/${lineId}/${verb}`, body);
const answer = async (sent: request.Test) => {
  const { status, body } = await sent;
  return [status, (body as { code?: string }).code];
};

type Line = Record<string, unknown> & { readonly id: string };
async function lineOf({ lineId }: { readonly lineId: string }): Promise<Line> {
  const list = await get('/write-backs?limit=500').expect(200);
  return (list.body.items as Line[]).find(({ id }) => id === lineId)!;
}
async function usageLine(name: Name): Promise<Record<string, unknown>> {
  const list = await get(`/usage-lines?q=${psaLineOf(name)}`).expect(200);
  return (list.body.items as Record<string, unknown>[])[0]!;
}
const audited = async (action: string, objectId: string) =>
  api.db
    .selectFrom('auditEvent')
    .select(['actorId', 'detail'])
    .where('action', '=', action)
    .where('objectId', '=', objectId)
    .execute();
const nextInvoice = (name: Name, months: number): Promise<void> =>
  psaChanged(api.db, key, async (tx) => {
    const row = await tx
      .selectFrom('psaAgreement')
      .select('nextInvoiceDate')
      .where('foreignId', '=', agreementOf(name))
      .executeTakeFirstOrThrow();
    const day = new Date(`${row.nextInvoiceDate!}T00:00:00Z`);
    day.setUTCMonth(day.getUTCMonth() + months);
    await tx
      .updateTable('psaAgreement')
      .set({ nextInvoiceDate: day.toISOString().slice(0, 10) })
      .where('foreignId', '=', agreementOf(name))
      .execute();
  });
const psaQuantity = (name: Name, quantity: string): Promise<void> =>
  psaChanged(api.db, key, (tx) =>
    tx.updateTable('psaLine').set({ quantity }).where('foreignId', '=', psaLineOf(name)).execute(),
  );

describe('write-backs', () => {
  it('are listed with what was approved, by whom, where they land and what they wait for', async () => {
    const now = await approve('Listed');
    const later = await approve('Later', 'invoice-after');
    const line = await lineOf(now);
    expect(line).toMatchObject({
      label: 'Listed',
      decision: 'approve',
      before: '30',
      after: '33',
      countOn: 33,
      billingTarget: 'next-invoice',
      waitsFor: { code: 'usage.waits.sent', message: 'Waiting to be sent', params: {} },
      effectPerInvoice: '12',
      actor: { kind: 'member', id: api.memberIds.approver, name: 'approver' },
      state: 'queued',
      psaShows: '30',
      cause: null,
      can: { cancel: true, revert: false, resolve: false },
    });
    expect(line['targetInvoice']).toEqual({
      code: 'usage.target.invoice',
      message: expect.stringMatching(/^[A-Z][a-z]{2} 1, \d{4} invoice$/) as string,
      params: { day: line['invoiceDate'] },
    });
    const inPhase = async (phase: 'paused' | 'needs-attention' | 'active', phaseCode: string | null) => {
      await api.db.updateTable('integration').set({ phase, phaseCode }).execute();
      return ((await lineOf(now))['waitsFor'] as { code: string }).code;
    };
    expect(await inPhase('paused', null)).toBe('usage.waits.paused');
    expect(await inPhase('needs-attention', 'PsaSignInRejected')).toBe('usage.waits.attention');
    expect(await inPhase('needs-attention', 'VendorKeyUnknown')).toBe('usage.waits.sent');
    expect(await inPhase('active', null)).toBe('usage.waits.sent');
    const waiting = await lineOf(later);
    expect(waiting['waitsFor']).toMatchObject({
      code: 'usage.waits.invoice-after',
      message: expect.stringMatching(/^Waiting until the [A-Z][a-z]{2} 1, \d{4} invoice is created$/),
    });
    expect(waiting['targetInvoice']).toMatchObject({ code: 'usage.target.after-invoice' });
  });

  it('are filtered, searched and sorted', async () => {
    const decrease = await approve('Quarry');
    const labels = async (query: string): Promise<unknown[]> => {
      const list = await get(`/write-backs?${query}`).expect(200);
      return (list.body.items as Line[]).map(({ label }) => label);
    };
    const { usageLineId } = await lineOf(decrease);
    expect(await labels(`usageLine=${usageLineId as string}`)).toEqual(['Quarry']);
    expect(await labels(`q=${psaLineOf('Quarry')}`)).toEqual(['Quarry']);
    expect(await labels('state=confirmed,rejected')).toEqual([]);
    expect(await labels(`integration=${randomUUID()}`)).toEqual([]);
    expect(await labels('needsPerson=true')).toEqual([]);
    expect(await labels('sort=account')).toEqual(['Later', 'Listed', 'Quarry']);
    expect(await labels('sort=-approved')).toEqual(['Quarry', 'Later', 'Listed']);
  });

  it('name the API key that approved', async () => {
    const made = await post('/api-keys', { name: 'month script', role: 'approver' }, 'admin').expect(201);
    const { id } = made.body.apiKey as { id: string };
    const change = await approved(api.db, key, 'ByKey', { kind: 'api-key', id });
    expect((await lineOf(change))['actor']).toEqual({ kind: 'api-key', id, name: 'month script' });
  });

  it('leave as a table file in which no cell is a formula', async () => {
    await approve('=Formula');
    const file = await get('/write-backs.csv?state=queued').expect(200);
    expect(file.headers['content-type']).toContain('text/csv');
    expect(file.headers['content-disposition']).toContain('write-backs.csv');
    expect(file.text).toMatch(
      /'=Formula,2,101,9001,DUO-ESS,Approved,30,33,33,33,,,"[A-Z][a-z]{2} 1, \d{4} invoice",/u,
    );
    expect(file.text).toMatch(/^\uFEFFAccount,ConnectWise company ID,ConnectWise agreement ID,/);
  });

  it('are the same in the table file as in the list, for every filter, search and order', async () => {
    const { usageLineId } = await lineOf(await approve('Filed'));
    for (const query of [
      `usageLine=${usageLineId as string}`,
      `q=${psaLineOf('Filed')}`,
      'needsPerson=true',
      'needsPerson=false&sort=account',
      'state=queued&sort=-account',
      `integration=${randomUUID()}`,
    ]) {
      const list = await get(`/write-backs?limit=500&${query}`).expect(200);
      const file = await get(`/write-backs.csv?${query}`).expect(200);
      const filed = file.text.trim().split('\r\n').slice(1);
      expect([query, filed.map((row) => row.split(',').at(-1))]).toEqual([
        query,
        (list.body.items as Line[]).map(({ id }) => id),
      ]);
    }
  });

  it('show one approval with what was sent and what was seen, from the rows where no worker answers', async () => {
    const sent = await approve('Sent');
    await beginSending(api.db, key, sent.lineId);
    const detail = await get(`/write-backs/${sent.approvalId}`).expect(200);
    expect(detail.body).toMatchObject({
      kind: 'decision',
      workflowId: `write-back/${sent.approvalId}`,
      progress: { live: false, blocked: null, nextCheckAt: null },
      actor: { name: 'approver' },
      lines: [
        {
          state: 'sending',
          sendCount: 1,
          intents: [{ sendNumber: 1, before: '30', after: '33', outcome: null }],
          evidence: { composed: { kind: 'increase', vendorQuantity: 33 } },
        },
      ],
    });
    expect(await answer(get(`/write-backs/${randomUUID()}`))).toEqual([404, 'NotFound']);
  });
});

describe('cancel', () => {
  it('ends a queued change and names the person', async () => {
    const change = await approve('Cancelled');
    expect((await usageLine('Cancelled'))['decision']).toBe('approved');
    const done = await command(change, 'cancel').expect(200);
    expect(done.body).toEqual({ approvalLineId: change.lineId, state: 'canceled' });
    expect(await lineOf(change)).toMatchObject({
      state: 'canceled',
      cause: { code: 'CanceledByPerson', detail: 'Canceled by approver.' },
      can: { cancel: false, revert: false, resolve: false },
    });
    expect((await usageLine('Cancelled'))['decision']).toBe('open');
    expect(await audited('write-back.canceled', change.lineId)).toEqual([
      expect.objectContaining({ actorId: api.memberIds.approver }),
    ]);
    expect(await answer(command(change, 'cancel'))).toEqual([409, 'WriteBackFinal']);
  });

  it('rejects what is being sent, and what is of another approval', async () => {
    const [sent] = (await get(`/write-backs?q=${psaLineOf('Sent')}`)).body.items as [Line];
    const lineId = sent.id;
    expect(await answer(command({ approvalId: sent['approvalId'] as string, lineId }, 'cancel'))).toEqual([
      409,
      'WriteInFlight',
    ]);
    expect(await answer(command({ approvalId: randomUUID(), lineId }, 'cancel'))).toEqual([404, 'NotFound']);
  });

  it.each([
    ['canceling', 'RacedA', 'canceled'],
    ['sending', 'RacedB', 'sending'],
  ] as const)(
    'or sending wins, never both, however many ask at once: %s comes first',
    async (first, name, state) => {
      const change = await approve(name);
      const cancelAll = () => Array.from({ length: 4 }, () => answer(command(change, 'cancel')));
      const send = () => [beginSending(api.db, key, change.lineId)];
      const begin = { canceling: cancelAll, sending: send };
      const asked: Promise<unknown>[] = [];
      // Everybody waits for the row lock before anybody gets it, the first one at its head.
      await api.db.transaction().execute(async (tx) => {
        await lockIntegration(tx, key);
        asked.push(...begin[first]());
        await lockWaiters(api.db, asked.length);
        asked.push(...begin[first === 'sending' ? 'canceling' : 'sending']());
        await lockWaiters(api.db, 5);
      });
      const outcomes = await Promise.all(asked);
      expect((await lineOf(change))['state']).toBe(state);
      expect(outcomes.filter((outcome) => outcome === true)).toHaveLength(state === 'sending' ? 1 : 0);
      const cancels = outcomes.filter(Array.isArray).map(([status, code]) => [status, code] as const);
      const rejected = state === 'sending' ? 'WriteInFlight' : 'WriteBackFinal';
      expect(cancels.filter(([status]) => status === 200)).toHaveLength(state === 'sending' ? 0 : 1);
      expect(cancels.filter(([, code]) => code === rejected)).toHaveLength(state === 'sending' ? 4 : 3);
    },
  );
});

describe('revert', () => {
  it('sets the quantity that stood before, as a new approval on the same invoice', async () => {
    const change = await approve('Reverted');
    await confirmed(api.db, key, change.lineId);
    expect(await usageLine('Reverted')).toMatchObject({ kind: 'match', psaQuantity: '33' });
    const former = await lineOf(change);
    expect(former['can']).toEqual({ cancel: false, revert: true, resolve: false });
    const done = await command(change, 'revert', { reason: 'two left' }).expect(201);
    expect(done.body).toMatchObject({ before: '33', after: '30' });
    const revert = await lineOf({ lineId: done.body.approvalLineId as string });
    expect(revert).toMatchObject({
      decision: 'revert',
      state: 'queued',
      before: '33',
      after: '30',
      countOn: 33,
      billingTarget: 'next-invoice',
      invoiceDate: former['invoiceDate'],
      psaLineId: former['psaLineId'],
      effectPerInvoice: '-12',
      reason: 'two left',
      reverts: change.lineId,
    });
    expect(await lineOf(change)).toMatchObject({ revertedBy: revert.id, can: { revert: false } });
    expect(await usageLine('Reverted')).toMatchObject({ decision: 'approved', kind: 'match' });
    expect(await audited('write-back.revert-approved', revert.id)).toEqual([
      {
        actorId: api.memberIds.approver,
        detail: expect.objectContaining({
          reverts: change.lineId,
          before: '33',
          after: '30',
          reason: 'two left',
        }),
      },
    ]);
    const outbox = await api.db
      .selectFrom('outbox')
      .select('id')
      .where('approvalId', '=', done.body.approvalId as string)
      .execute();
    expect(outbox).toHaveLength(1);
    expect(await answer(command(change, 'revert'))).toEqual([409, 'NotRevertible']);
    // Another recomposition leaves it standing; once done, the line is open again.
    await confirmed(api.db, key, revert.id);
    expect(await lineOf({ lineId: revert.id })).toMatchObject({ state: 'confirmed', can: { revert: false } });
    expect(await usageLine('Reverted')).toMatchObject({
      decision: 'open',
      kind: 'increase',
      psaQuantity: '30',
    });
  });

  it('may be approved again once it was canceled', async () => {
    const change = await approve('Twice');
    await confirmed(api.db, key, change.lineId);
    const first = await command(change, 'revert').expect(201);
    const { approvalId, approvalLineId } = first.body as { approvalId: string; approvalLineId: string };
    await command({ approvalId, lineId: approvalLineId }, 'cancel').expect(200);
    await command(change, 'revert').expect(201);
  });

  it('is rejected once the invoice was made: the next one, or the one after it that it waited for', async () => {
    const change = await approve('Invoiced');
    await confirmed(api.db, key, change.lineId);
    await nextInvoice('Invoiced', 1);
    expect((await lineOf(change))['can']).toMatchObject({ revert: false });
    expect(await answer(command(change, 'revert'))).toEqual([409, 'InvoiceMade']);

    const after = await approve('After', 'invoice-after');
    await nextInvoice('After', 1);
    await confirmed(api.db, key, after.lineId);
    const { invoiceDate } = await lineOf(after);
    const reverted = await command(after, 'revert').expect(201);
    const revert = await lineOf({ lineId: reverted.body.approvalLineId as string });
    expect(revert['billingTarget']).toBe('next-invoice');
    expect((revert['invoiceDate'] as string) > (invoiceDate as string)).toBe(true);
    await nextInvoice('After', 1);
    expect(await lineOf({ lineId: revert.id })).toMatchObject({
      state: 'stale',
      cause: { code: 'InvoiceChanged' },
    });
    expect(await answer(command(after, 'revert'))).toEqual([409, 'InvoiceMade']);
  });

  it('is rejected with both values where a person set another quantity meanwhile', async () => {
    const change = await approve('Edited');
    expect(await answer(command(change, 'revert'))).toEqual([409, 'NotRevertible']);
    await confirmed(api.db, key, change.lineId);
    await psaQuantity('Edited', '36');
    const rejected = await command(change, 'revert').expect(409);
    expect(rejected.body).toMatchObject({
      code: 'NotRevertible',
      params: { before: '30', after: '33', shown: '36' },
    });
  });

  it('replaces what waits for the same line, and rejects while something is being sent', async () => {
    const change = await approve('Replaced');
    await confirmed(api.db, key, change.lineId);
    const more = accounts.map((account) =>
      account.name === 'Replaced' ? { ...account, seats: 35 } : account,
    );
    await countAll(api.db, key, more);
    const further = await approve('Replaced');
    const done = await command(change, 'revert').expect(201);
    expect(await lineOf(further)).toMatchObject({
      state: 'canceled',
      cause: { code: 'Replaced' },
      replacedBy: done.body.approvalLineId,
    });
    expect(await lineOf({ lineId: done.body.approvalLineId as string })).toMatchObject({
      state: 'queued',
      before: '33',
      after: '30',
      countOn: 35,
    });

    const flying = await approve('Flying');
    await confirmed(api.db, key, flying.lineId);
    await countAll(
      api.db,
      key,
      more.map((account) => (account.name === 'Flying' ? { ...account, seats: 35 } : account)),
    );
    await beginSending(api.db, key, (await approve('Flying')).lineId);
    expect(await answer(command(flying, 'revert'))).toEqual([409, 'WriteInFlight']);
  });

  it('is rejected on an integration with write-back off, and one that was disconnected', async () => {
    const change = await lineWith('confirmed');
    const integration = api.db.updateTable('integration').where('id', '=', key.integrationId);
    await integration.set({ writeBackEnabled: false }).execute();
    expect(await answer(command(change, 'revert'))).toEqual([409, 'WriteBackOff']);
    await integration.set({ writeBackEnabled: true, phase: 'disconnected' }).execute();
    expect(await answer(command(change, 'revert'))).toEqual([409, 'PhaseRejected']);
    await integration.set({ phase: 'active' }).execute();
  });
});

async function lineWith(state: string): Promise<SeededApproval> {
  const [line] = (await get(`/write-backs?state=${state}`)).body.items as [Line];
  return { approvalId: line['approvalId'] as string, lineId: line.id };
}

describe('resolve', () => {
  it('closes a conflict with a reason: flag and notice end, both values stand in the audit', async () => {
    const change = await approve('Conflict');
    await inConflict(api.db, key, change.lineId, '31');
    expect(await lineOf(change)).toMatchObject({
      state: 'conflict',
      psaShows: '31',
      cause: { code: 'WriteConflict', detail: 'Approved was 30 → 33. ConnectWise shows 31.' },
      can: { cancel: false, revert: false, resolve: true },
    });
    const flags = async () =>
      ((await usageLine('Conflict'))['flags'] as { flag: string }[]).map(({ flag }) => flag);
    expect(await flags()).toEqual(['stale']);
    const open = await get('/write-backs?needsPerson=true').expect(200);
    expect((open.body.items as Line[]).map(({ id }) => id)).toEqual([change.lineId]);

    expect(await answer(command(change, 'resolve'))).toEqual([422, 'ValidationFailed']);
    const done = await command(change, 'resolve', { reason: 'corrected in the PSA' }).expect(200);
    expect(done.body).toMatchObject({ approvalLineId: change.lineId, state: 'conflict' });
    expect(await lineOf(change)).toMatchObject({
      resolved: { by: { name: 'approver' }, reason: 'corrected in the PSA' },
      can: { resolve: false },
    });
    expect(await flags()).toEqual([]);
    const notices = await get('/notices?state=open').expect(200);
    expect((notices.body.items as Line[]).filter(({ subject }) => subject === change.lineId)).toEqual([]);
    expect(await audited('write-back.resolved', change.lineId)).toEqual([
      expect.objectContaining({
        detail: expect.objectContaining({ approved: { before: '30', after: '33' }, psaShows: '31' }),
      }),
    ]);
    expect(await answer(command(change, 'resolve', { reason: 'again' }))).toEqual([409, 'NoOpenConflict']);
  });

  it('comes before a revert of the same customer', async () => {
    const change = await approve('Clash');
    await confirmed(api.db, key, change.lineId);
    const more = accounts.map((account) => (account.name === 'Clash' ? { ...account, seats: 35 } : account));
    await countAll(api.db, key, more);
    const second = await approve('Clash');
    await inConflict(api.db, key, second.lineId, '33');
    const rejected = await command(change, 'revert').expect(409);
    expect(rejected.body).toMatchObject({
      code: 'NotRevertible',
      detail: expect.stringContaining('conflict') as string,
    });
    await command(second, 'resolve', { reason: 'nothing was changed' }).expect(200);
    await command(change, 'revert').expect(201);
  });
});

describe('continue', () => {
  const path = (): string => `/integrations/${key.integrationId}/write-backs/continue`;
  const quantities = { cap: 'writeCaps' };

  it('grants the one daily limit that is reached once more, and wakes what waits', async () => {
    await confirmed(api.db, key, (await approve('Capped')).lineId);
    const waiting = await approve('Waiting');
    expect(await answer(post(path(), quantities, 'admin'))).toEqual([409, 'WriteCapNotReached']);
    const sent = await api.db.selectFrom('writeIntent').select('id').execute();
    await api.db
      .transaction()
      .execute((tx) =>
        changeDailyCaps(tx, api.tenantId, 'writeCaps', { lines: sent.length, amount: '100000.00' }),
      );
    expect(await answer(post(path(), { cap: 'createCaps' }, 'admin'))).toEqual([409, 'WriteCapNotReached']);
    const done = await post(path(), quantities, 'admin').expect(200);
    expect(done.body).toMatchObject({
      cap: 'writeCaps',
      allowances: 1,
      sentToday: { lines: sent.length },
      limit: { lines: sent.length, amount: '100000.00' },
    });
    expect(await capStatus(api.db, key, new Date())).toMatchObject({
      ofCaps: {
        writeCaps: { sent: { allowances: 1 } },
        createCaps: { sent: { allowances: 0 } },
        endCaps: { sent: { allowances: 0 } },
      },
    });
    const woken = await api.db
      .selectFrom('outbox')
      .select('id')
      .where('approvalId', '=', waiting.approvalId)
      .execute();
    expect(woken).toHaveLength(2);
    expect(await audited('writes.continued', key.integrationId)).toHaveLength(1);
    expect(await answer(post(path(), quantities, 'admin'))).toEqual([409, 'WriteCapNotReached']);
  });

  it('is also needed where only the money of the day is used up', async () => {
    await api.db
      .transaction()
      .execute((tx) => changeDailyCaps(tx, api.tenantId, 'writeCaps', { lines: 10_000, amount: '0.01' }));
    await post(path(), quantities, 'admin').expect(200);
  });

  it('is for administrators', async () => {
    expect(await answer(post(path(), quantities))).toEqual([403, 'RoleTooSmall']);
  });
});
