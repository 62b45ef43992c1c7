import { sql } from 'kysely';
import request from 'supertest';
import { createIdentity } from '../db/people/external-identities.ts';
import { mayApprove, roles, type Role } from '../domain/roles.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';

/** What an API key may not do, it may not do through a person either (docs/reference/api-keys.md). */

let api: ApiUnderTest;
let key: Sender;
beforeAll(async () => {
  api = await apiUnderTest();
  key = await madeKey();
});
afterAll(() => api.close());

type Sender = Readonly<Record<string, string>>;
const admin = (): Sender => ({ Cookie: api.cookies.admin });
const send = (method: 'get' | 'post' | 'patch' | 'delete', path: string, sender: Sender, body?: object) =>
  request(api.app)[method](`/api/v1${path}`).set(sender).send(body);

async function madeKey(): Promise<Sender> {
  const body = { name: 'onboarding', role: 'admin', scopes: ['privileged'] };
  const made = await send('post', '/api-keys', admin(), body).expect(201);
  return { Authorization: `Bearer ${made.body.key as string}` };
}

let count = 0;
async function member(role: Role, by: Sender = admin()) {
  count += 1;
  const email = `person-${count}@harbor-lane.test`;
  const made = await send('post', '/members', by, { email, name: `Person ${count}`, role }).expect(201);
  return { id: made.body.member.id as string, email };
}
const change = (id: string, edit: object, by: Sender = key) => send('patch', `/members/${id}`, by, edit);
const reset = (id: string, by: Sender = key) => send('post', `/members/${id}/reset-password`, by);
const answerOf = async (sent: request.Test): Promise<unknown> => {
  const { status, body } = await sent;
  return status < 300 ? status : body.code;
};
/** Moves the time until which they could approve back by these days. */
const daysLater = (id: string, days: number) =>
  sql`update member set approved_until = approved_until - make_interval(days => ${days}) where id = ${id}`.execute(
    api.db,
  );
const notices = async (code: string) => {
  const { body } = await send('get', '/notices?state=open&limit=200', admin()).expect(200);
  return (
    body.items as { id: string; code: string; subject: string; detail: string; times: number }[]
  ).filter((notice) => notice.code === code);
};
const noticeOf = async (code: string, email: string) =>
  (await notices(code)).find(({ subject }) => subject === email);

it('creates, raises, enables, and resets members who may not approve', async () => {
  const created = await member('viewer', key);
  expect(await answerOf(change(created.id, { role: 'reviewer' }))).toBe(200);
  expect(await answerOf(change(created.id, { disabled: true }))).toBe(200);
  expect(await answerOf(change(created.id, { disabled: false }))).toBe(200);
  expect(await answerOf(reset(created.id))).toBe(200);
  expect(await noticeOf('ApproverChangedByKey', created.email)).toBeUndefined();
});

it.each(['approver', 'admin'] as const)('makes nobody an %s', async (role) => {
  const email = 'puppet@harbor-lane.test';
  const { status, body } = await send('post', '/members', key, { email, name: 'Puppet', role });
  expect([status, body.code, body.errors[0].field]).toEqual([403, 'PersonRequired', 'role']);
  expect(body.detail).toContain('Settings › People');
  const created = await member('reviewer', key);
  expect(await answerOf(change(created.id, { role }))).toBe('PersonRequired');
  expect(await answerOf(change(created.id, { role, disabled: true }))).toBe('PersonRequired');
  const { body: found } = await send('get', '/members?q=puppet', admin());
  expect(found.items).toEqual([]);
});

it.each(['approver', 'admin'] as const)('does not enable or reset an %s', async (role) => {
  const { id } = await member(role);
  expect(await answerOf(reset(id))).toBe('PersonRequired');
  await change(id, { disabled: true }, admin()).expect(200);
  for (const edit of [{ disabled: false }, { disabled: false, role: 'viewer' }])
    expect(await answerOf(change(id, edit))).toBe('PersonRequired');
  expect(await answerOf(reset(id))).toBe('PersonRequired');
});

it('does not renew the invitation of an administrator who has yet to join', async () => {
  const { id } = await member('admin');
  await sql`update member set invitation_hash = 'unknown', invitation_until = now() + interval '7 days',
    disabled_at = created_at where id = ${id}`.execute(api.db);
  expect(await answerOf(reset(id))).toBe('PersonRequired');
  expect(await answerOf(reset(id, admin()))).toBe(200);
});

it('leaves a member alone for seven days after a person took the right to approve from them', async () => {
  const { id } = await member('approver');
  await change(id, { role: 'viewer' }, admin()).expect(200);
  await change(id, { disabled: true }, admin()).expect(200);
  await daysLater(id, 6);
  expect(await answerOf(reset(id))).toBe('PersonRequired');
  expect(await answerOf(change(id, { role: 'reviewer' }))).toBe('PersonRequired');
  expect(await answerOf(change(id, { disabled: false }))).toBe('PersonRequired');
  await daysLater(id, 1);
  expect(await answerOf(change(id, { role: 'reviewer', disabled: false }))).toBe(200);
  expect(await answerOf(reset(id))).toBe(200);
});

it('demotes and disables an approver with a notice, and cannot use that member afterward', async () => {
  const demoted = await member('admin');
  expect(await answerOf(change(demoted.id, { role: 'reviewer' }))).toBe(200);
  const notice = await noticeOf('ApproverChangedByKey', demoted.email);
  expect(notice?.detail).toBe(
    `The API key onboarding changed the role of ${'Person ' + String(count)} from administrator to reviewer.`,
  );
  const disabled = await member('approver');
  expect(await answerOf(change(disabled.id, { disabled: true }))).toBe(200);
  expect((await noticeOf('ApproverChangedByKey', disabled.email))?.detail).toBe(
    `The API key onboarding disabled Person ${count}.`,
  );
  await daysLater(demoted.id, 60);
  expect(await answerOf(reset(demoted.id))).toBe('PersonRequired');
  expect(await answerOf(change(disabled.id, { disabled: false }))).toBe('PersonRequired');
  expect(await answerOf(change(disabled.id, { role: 'viewer' }))).toBe(200);
  await daysLater(disabled.id, 60);
  expect(await answerOf(change(disabled.id, { disabled: false }))).toBe('PersonRequired');
  // A new name says nothing about what keys may do; a role that a person gives does.
  await change(demoted.id, { name: 'Renamed' }, admin()).expect(200);
  expect(await answerOf(reset(demoted.id))).toBe('PersonRequired');
  await change(demoted.id, { role: 'viewer' }, admin()).expect(200);
  expect(await answerOf(reset(demoted.id))).toBe(200);
});

it('disables an approver along with the key that created them, with the same notice, and keeps them closed', async () => {
  const creator = await madeKey();
  const created = await member('reviewer', creator);
  await change(created.id, { role: 'approver' }, admin()).expect(200);
  const { body } = await send('get', '/api-keys?limit=1', admin());
  const creatorId = body.items[0].id as string;
  expect(await answerOf(send('delete', `/api-keys/${creatorId}?also=${created.id}`, key))).toBe(200);
  expect(await noticeOf('ApproverChangedByKey', created.email)).toBeDefined();
  expect(await answerOf(change(created.id, { role: 'viewer' }))).toBe(200);
  await daysLater(created.id, 60);
  expect(await answerOf(change(created.id, { disabled: false }))).toBe('PersonRequired');
});

it('does not reset a member whom an identity provider may raise at the next sign-in', async () => {
  const { id } = await member('viewer', key);
  const { body } = await send('post', '/identity-providers', admin(), {
    kind: 'generic',
    name: 'Provider',
    issuer: 'https://alpha.idp.test',
    clientId: 'client',
    clientSecret: 'secret',
    domains: [],
    roleClaim: 'groups',
    roles: [{ value: 'admins', role: 'admin' }],
    defaultRole: null,
  }).expect(201);
  const identity = { tenantId: api.tenantId, providerId: body.id as string, subject: 'theirs' };
  await api.db.transaction().execute((tx) => createIdentity(tx, identity, id, null));
  expect(await answerOf(reset(id))).toBe('PersonRequired');
  expect(await answerOf(reset(id, admin()))).toBe(200);
});

describe('a new administrator', () => {
  const newest = async (email: string) => (await noticeOf('AdministratorCreated', email))?.detail;

  it('is named in a notice when created, raised, and enabled, and not when only renamed', async () => {
    const created = await member('admin');
    const name = `Person ${count}`;
    expect(await newest(created.email)).toBe(`Dana Kim added ${name} as an administrator.`);
    await change(created.id, { disabled: true }, admin()).expect(200);
    await change(created.id, { disabled: false }, admin()).expect(200);
    expect(await newest(created.email)).toBe(`Dana Kim enabled the administrator ${name}.`);
    const raised = await member('approver');
    expect(await newest(raised.email)).toBeUndefined();
    await change(raised.id, { role: 'admin' }, admin()).expect(200);
    expect(await newest(raised.email)).toBe(`Dana Kim made Person ${count} an administrator.`);
    await change(raised.id, { name: 'Renamed' }, admin()).expect(200);
    expect((await noticeOf('AdministratorCreated', raised.email))?.times).toBe(1);
  });

  it('stays in the notices until a signed-in administrator has read of it', async () => {
    const { email } = await member('admin');
    const { id, times } = (await noticeOf('AdministratorCreated', email))!;
    const acknowledge = (by: Sender) => send('post', `/notices/${id}/acknowledge`, by, { times });
    expect(await answerOf(acknowledge(key))).toBe('PersonRequired');
    expect(await answerOf(acknowledge({ Cookie: api.cookies.approver }))).toBe('RoleTooSmall');
    expect(await answerOf(acknowledge(admin()))).toBe(200);
  });
});

it('is kept from a member by the time until which they could approve, whatever the roles before and after', async () => {
  const { id } = await member('viewer');
  for (const from of roles)
    for (const to of roles) {
      await sql`update member set role = ${from} where id = ${id}`.execute(api.db);
      await sql`update member set approved_until = null where id = ${id}`.execute(api.db);
      await sql`update member set role = ${to} where id = ${id}`.execute(api.db);
      const row = await api.db
        .selectFrom('member')
        .select('approvedUntil')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      expect([from, to, row.approvedUntil !== null]).toEqual([from, to, mayApprove(from) && !mayApprove(to)]);
    }
});
