import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { createMember } from '../db/people/people.ts';
import { type ApiUnderTest, apiUnderTest, signInCookie } from '../test/environment/api-under-test.ts';
import { hashTestPassword } from '../test/environment/test-password.ts';
import { statementsOf } from '../test/environment/statements.ts';

/** One installation with two organizations: A, whose administrator attacks, and B. */

let api: ApiUnderTest;
/** Administrator of B. */
let ofB: { readonly tenantId: string; readonly id: string; readonly cookie: string };
beforeAll(async () => {
  api = await apiUnderTest();
  const tenantId = randomUUID();
  await api.db.insertInto('tenant').values({ id: tenantId, name: 'Bay Street IT' }).execute();
  const id = await newMember(tenantId, 'admin@bay-street.test', 'admin');
  ofB = { tenantId, id, cookie: await signInCookie(api.app, 'admin@bay-street.test', api.password) };
});
afterAll(() => api.close());

async function newMember(tenantId: string, email: string, role: 'viewer' | 'admin' = 'viewer') {
  const passwordHash = await hashTestPassword(api.password);
  const made = await api.db
    .transaction()
    .execute((tx) => createMember(tx, { tenantId, email, name: email, role, passwordHash }));
  return made!.id;
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
const send = (cookie: string, method: Method, path: string, body?: object) =>
  request(api.app)[method](`/api/v1${path}`).set('Cookie', cookie).send(body);
const signIn = (email: string, password: string) =>
  request(api.app).post('/api/v1/session').send({ email, password });
const invite = (cookie: string, email: string) =>
  send(cookie, 'post', '/members', { email, name: 'Invited', role: 'approver' });
const auditOf = async (tenantId: string, action: string) =>
  api.db
    .selectFrom('auditEvent')
    .select(['actorKind', 'actorId', 'objectId'])
    .where('tenantId', '=', tenantId)
    .where('action', '=', action)
    .orderBy('seq', 'desc')
    .execute();

describe('an invitation', () => {
  it('is answered alike for an address that another organization knows and for one that nobody has', async () => {
    const known = 'known@bay-street.test';
    await newMember(ofB.tenantId, known);
    const seen = [];
    for (const email of [known, 'not-known@bay-street.test']) {
      const answers: request.Response[] = [];
      const statements = await statementsOf(async () => answers.push(await invite(api.cookies.admin, email)));
      const { id } = answers[0]!.body.member as { id: string };
      const listed = await send(api.cookies.admin, 'get', `/members?q=${email}`);
      const secrets = await send(api.cookies.admin, 'get', '/secrets');
      const reset = await send(api.cookies.admin, 'post', `/members/${id}/reset-password`);
      const disabled = await send(api.cookies.admin, 'patch', `/members/${id}`, { disabled: true });
      const enabled = await send(api.cookies.admin, 'patch', `/members/${id}`, { disabled: false });
      const masked = JSON.stringify(
        [...answers, listed, reset, disabled, enabled].map(({ status, headers, body }) => [
          status,
          Object.keys(headers as object).sort(),
          body,
        ]),
      )
        .replaceAll(email, 'EMAIL')
        .replaceAll(id, 'ID')
        .replaceAll(/"[\w-]{20}"/gu, '"SECRET"')
        .replaceAll(/"\d{4}-[^"]+Z"/gu, '"INSTANT"');
      const held = (secrets.body.items as { id: string; kind: string }[]).filter((one) => one.id === id);
      seen.push([masked, held.map(({ kind }) => kind), statements.map(({ text }) => text)]);
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]![1]).toEqual(['temporary-password']);
  });
});

describe('a password', () => {
  it('of a person who is elsewhere too is not reset by an administrator; one who only waits elsewhere is', async () => {
    const email = 'in-both@harbor-lane.test';
    const id = await newMember(api.tenantId, email);
    const personId = await personOf(id);
    await invite(ofB.cookie, email).expect(201);
    await send(api.cookies.admin, 'post', `/members/${id}/reset-password`).expect(200);
    await api.db
      .insertInto('member')
      .values({
        tenantId: ofB.tenantId,
        id: randomUUID(),
        personId,
        email: 'other@b.test',
        name: 'B',
        role: 'viewer',
      })
      .onConflict((conflict) =>
        conflict.columns(['personId', 'tenantId']).doUpdateSet({
          invitationHash: null,
          invitationUntil: null,
        }),
      )
      .execute();
    const { status, body } = await send(api.cookies.admin, 'post', `/members/${id}/reset-password`);
    expect([status, body.code]).toEqual([409, 'PersonElsewhere']);
  });

  it('that is wrong is audited in each organization of the person; of an unknown email in none', async () => {
    const email = 'guessed@harbor-lane.test';
    const ids = await inBoth(email);
    const before = await auditOf(ofB.tenantId, 'session.rejected');
    await signIn(email, 'wrong').expect(401);
    await signIn('nobody@harbor-lane.test', 'wrong').expect(401);
    const after = await auditOf(ofB.tenantId, 'session.rejected');
    expect(after).toHaveLength(before.length + 1);
    expect(after[0]).toMatchObject({ actorKind: 'system', objectId: ids.b });
    expect((await auditOf(api.tenantId, 'session.rejected'))[0]).toMatchObject({ objectId: ids.a });
  });

  it('that the person changes ends their other sessions in every organization, audited in each', async () => {
    const email = 'changes@harbor-lane.test';
    const ids = await inBoth(email);
    const [a, b] = [await sessionOf(ids.a, api.tenantId), await sessionOf(ids.b, ofB.tenantId)];
    await send(a, 'put', '/me/password', {
      currentPassword: api.password,
      newPassword: 'seven quiet herons',
    }).expect(204);
    await send(a, 'get', '/session').expect(200);
    await send(b, 'get', '/session').expect(401);
    for (const [tenantId, id] of [
      [api.tenantId, ids.a],
      [ofB.tenantId, ids.b],
    ] as const)
      expect((await auditOf(tenantId, 'member.password-changed'))[0]).toEqual({
        actorKind: 'member',
        actorId: id,
        objectId: id,
      });
  });
});

const personOf = async (memberId: string): Promise<string> =>
  (await api.db.selectFrom('member').select('personId').where('id', '=', memberId).executeTakeFirstOrThrow())
    .personId;

/** A person who is a member of both. */
async function inBoth(email: string): Promise<{ readonly a: string; readonly b: string }> {
  const a = await newMember(api.tenantId, email);
  const b = randomUUID();
  const personId = await personOf(a);
  await api.db
    .insertInto('member')
    .values({ tenantId: ofB.tenantId, id: b, personId, email, name: email, role: 'viewer' })
    .execute();
  return { a, b };
}

/** Signs in, to this organization. */
async function sessionOf(memberId: string, tenantId: string): Promise<string> {
  await api.db
    .insertInto('signInNetwork')
    .values({ tenantId, memberId, network: 'latest' })
    .onConflict((conflict) =>
      conflict
        .columns(['tenantId', 'memberId', 'network'])
        .doUpdateSet({ lastAt: new Date(Date.now() + 60_000) }),
    )
    .execute();
  const { email } = await api.db
    .selectFrom('member')
    .select('email')
    .where('id', '=', memberId)
    .executeTakeFirstOrThrow();
  return signInCookie(api.app, email, api.password);
}
