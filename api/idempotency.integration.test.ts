import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import request from 'supertest';
import { waitFor } from '../embedded/tour/seatwise-client.ts';
import { type ApiUnderTest, apiUnderTest, signInFirstCookie } from '../test/environment/api-under-test.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.close());

const post = (key: string, body: object, cookie = api.cookies.admin) =>
  request(api.app).post('/api/v1/api-keys').set('Cookie', cookie).set('Idempotency-Key', key).send(body);
const keysNamed = async (name: string): Promise<number> =>
  (await api.db.selectFrom('apiKey').select('id').where('name', '=', name).execute()).length;

describe('a POST with an idempotency key', () => {
  it('has one effect and one answer however often it is sent; a secret shown once stays out of the repeat', async () => {
    const key = randomUUID();
    const first = await post(key, { name: 'once', role: 'viewer' }).expect(201);
    const again = await post(key, { role: 'viewer', name: 'once' }).expect(201);
    expect(again.body.apiKey).toEqual(first.body.apiKey);
    expect(first.body.key).toMatch(/^sw_/);
    expect(again.body.key).toBeNull();
    expect(await keysNamed('once')).toBe(1);
    const stored = await api.db.selectFrom('idempotencyKey').selectAll().where('key', '=', key).execute();
    expect(JSON.stringify(stored)).not.toContain(first.body.key);
  });

  it('says of a repeated answer that it is one, and of no other', async () => {
    const body = { name: 'told', role: 'viewer' };
    const key = randomUUID();
    const answers = [await post(key, body), await post(key, body), await post(randomUUID(), body)];
    expect(answers.map(({ headers }) => headers['idempotent-replayed'])).toEqual([
      undefined,
      'true',
      undefined,
    ]);
    const other = await post(key, { ...body, name: 'not told' });
    expect([other.status, other.headers['idempotent-replayed']]).toEqual([422, undefined]);
  });

  it('under the key of another person, or of a program, is a request of its own', async () => {
    const key = randomUUID();
    const body = { name: 'of each sender', role: 'viewer' };
    const colleague = { email: 'colleague@harbor-lane.test', name: 'Colleague', role: 'admin' };
    const invited = await request(api.app)
      .post('/api/v1/members')
      .set('Cookie', api.cookies.admin)
      .send(colleague)
      .expect(201);
    const cookie = await signInFirstCookie(api.app, colleague.email, invited.body.temporaryPassword);
    const program = await post(randomUUID(), { name: 'program', role: 'admin', scopes: ['privileged'] });
    const answers = [
      await post(key, body),
      await post(key, body, cookie),
      await request(api.app)
        .post('/api/v1/api-keys')
        .set({ Authorization: `Bearer ${program.body.key}`, 'Idempotency-Key': key })
        .send(body),
      // Another body: nothing about the key of somebody else may show in the answer.
      await post(key, { ...body, name: 'of nobody else' }, api.cookies.viewer),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 403]);
    expect(new Set(answers.slice(0, 3).map(({ body: made }) => made.apiKey.id as string)).size).toBe(3);
    expect(answers.every(({ headers }) => headers['idempotent-replayed'] === undefined)).toBe(true);
    expect(await keysNamed('of each sender')).toBe(3);
  });

  it('rejects another body under the same key', async () => {
    const key = randomUUID();
    await post(key, { name: 'one', role: 'viewer' }).expect(201);
    const other = await post(key, { name: 'two', role: 'viewer' });
    expect([other.status, other.body.code]).toEqual([422, 'IdempotencyKeyReused']);
    expect(await keysNamed('two')).toBe(0);
  });

  it('sent twice at once has one effect: the twin gets the answer, or 409 while the first is in flight', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => post(key, { name: 'twins', role: 'viewer' })),
    );
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    for (const { status, body } of answers) {
      if (status !== 201) expect([status, body.code]).toEqual([409, 'RequestInFlight']);
    }
    expect(await keysNamed('twins')).toBe(1);
  });

  it('that was rejected may be sent again', async () => {
    const key = randomUUID();
    const member = { email: 'again@harbor-lane.test', name: 'A', role: 'viewer' };
    const send = () =>
      request(api.app)
        .post('/api/v1/members')
        .set('Cookie', api.cookies.admin)
        .set('Idempotency-Key', key)
        .send(member);
    await request(api.app).post('/api/v1/members').set('Cookie', api.cookies.admin).send(member).expect(201);
    expect((await send()).body.code).toBe('EmailTaken');
    await api.db.deleteFrom('member').where('email', '=', member.email).execute();
    await send().expect(201);
  });

  it('keeps effect and answer in one transaction: no crash comes between them', async () => {
    const key = randomUUID();
    await post(key, { name: 'whole', role: 'viewer' }).expect(201);
    const { rows } = await sql<{ transactions: number }>`
      select count(distinct xmin)::int as transactions from (
        select xmin::text from api_key where name = 'whole' union all
        select xmin::text from idempotency_key where key = ${key}) as written`.execute(api.db);
    expect(rows).toEqual([{ transactions: 1 }]);
  });

  it('that died in the middle left nothing, and its repeat is carried out at once, once', async () => {
    const key = randomUUID();
    const lost = await api.db.transaction().execute(async (tx) => {
      await sql`lock table audit_event in access exclusive mode`.execute(tx);
      const asked = post(key, { name: 'halfway', role: 'viewer' }).then(({ status }) => status);
      await waitFor('the request to stand before the audit', 5_000, async () => {
        const { rows } = await sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like '%audit_event%'`.execute(
          // Not in the transaction, which would see the activity of one moment only.
          api.db,
        );
        return rows.length > 0 ? true : null;
      });
      return asked;
    });
    expect(lost).toBe(503);
    expect(await keysNamed('halfway')).toBe(0);
    await post(key, { name: 'halfway', role: 'viewer' }).expect(201);
    expect(await keysNamed('halfway')).toBe(1);
  });

  it('of a process that died is taken over', async () => {
    const key = randomUUID();
    await post(key, { name: 'dead', role: 'viewer' }).expect(201);
    await api.db
      .updateTable('idempotencyKey')
      .set({ status: null, body: null, createdAt: new Date(Date.now() - 10 * 60_000) })
      .where('key', '=', key)
      .execute();
    await post(key, { name: 'dead', role: 'viewer' }).expect(201);
  });

  it('of one sender never meets that of another', async () => {
    const key = randomUUID();
    const made = await post(key, { name: 'mine', role: 'admin', scopes: ['privileged'] }).expect(201);
    const other = await request(api.app)
      .post('/api/v1/api-keys')
      .set('Authorization', `Bearer ${made.body.key as string}`)
      .set('Idempotency-Key', key)
      .send({ name: 'theirs', role: 'viewer' });
    expect(other.status).toBe(201);
    expect(await keysNamed('theirs')).toBe(1);
  });
});
