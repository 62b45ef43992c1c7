import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { mostSavedViews } from '../domain/defaults.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';

/** Views of the usage list under a name (api.md). */

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.close());

type Role = keyof ApiUnderTest['cookies'];
const send = (role: Role, method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object) =>
  request(api.app)[method](`/api/v1${path}`).set('Cookie', api.cookies[role]).send(body);
const save = (role: Role, view: object) =>
  send(role, 'post', '/saved-views', { name: randomUUID(), query: 'kind=increase', shared: false, ...view });
const saved = async (role: Role, view: object) => (await save(role, view).expect(201)).body.id as string;
const seen = async (role: Role) =>
  ((await send(role, 'get', '/saved-views').expect(200)).body.items as { name: string }[]).map(
    ({ name }) => name,
  );
const actions = async () =>
  (
    await api.db.selectFrom('auditEvent').select('action').where('objectKind', '=', 'saved-view').execute()
  ).map(({ action }) => action);

it('own views are seen by their owner alone, shared ones by everybody; only these are in the audit', async () => {
  await saved('viewer', { name: 'Own of the viewer', query: 'flag=held&sort=-money' });
  const id = await saved('reviewer', { name: 'Of all', shared: true });
  expect(await seen('viewer')).toEqual(['Of all', 'Own of the viewer']);
  expect(await seen('approver')).toEqual(['Of all']);
  expect(await actions()).toEqual(['saved-view.created']);
  const { body } = await send('reviewer', 'patch', `/saved-views/${id}`, { shared: false }).expect(200);
  expect(body).toMatchObject({
    name: 'Of all',
    query: 'kind=increase',
    shared: false,
    isOwn: true,
    owner: { id: api.memberIds.reviewer, name: 'reviewer' },
  });
  expect(await seen('approver')).toEqual([]);
  expect(await actions()).toEqual(['saved-view.created', 'saved-view.changed']);
  await send('reviewer', 'patch', `/saved-views/${id}`, { name: 'Mine now' }).expect(200);
  await send('reviewer', 'delete', `/saved-views/${id}`).expect(204);
  expect(await actions()).toHaveLength(2);
});

it('a viewer shares none, with a view that exists neither', async () => {
  expect((await save('viewer', { shared: true })).body.code).toBe('RoleTooSmall');
  const id = await saved('viewer', {});
  expect((await send('viewer', 'patch', `/saved-views/${id}`, { shared: true })).body.code).toBe(
    'RoleTooSmall',
  );
});

it('what somebody shares an administrator may change and others may not; what is their own is not there', async () => {
  const shared = `/saved-views/${await saved('approver', { shared: true })}`;
  expect((await send('reviewer', 'delete', shared)).body.code).toBe('RoleTooSmall');
  await send('admin', 'patch', shared, { name: 'Renamed' }).expect(200);
  expect(await seen('approver')).toContain('Renamed');
  await send('admin', 'delete', shared).expect(204);
  const own = `/saved-views/${await saved('approver', {})}`;
  expect((await send('admin', 'patch', own, { name: 'x' })).status).toBe(404);
  expect((await send('admin', 'delete', own)).status).toBe(404);
});

it('a key keeps views of its own, and neither sees nor changes the private ones of the person who made it', async () => {
  const made = await send('admin', 'post', '/api-keys', { name: 'report key', role: 'reviewer' }).expect(201);
  const asKey = (method: 'get' | 'post' | 'patch' | 'delete', path: string, body?: object) =>
    request(api.app)[method](`/api/v1${path}`).set('Authorization', `Bearer ${made.body.key}`).send(body);
  const ofPerson = `/saved-views/${await saved('admin', { name: 'Private of the creator' })}`;
  const shared = `/saved-views/${await saved('admin', { name: 'Shared by the creator', shared: true })}`;
  expect((await asKey('patch', ofPerson, { name: 'taken over' })).status).toBe(404);
  expect((await asKey('delete', ofPerson)).status).toBe(404);
  expect((await asKey('patch', shared, { name: 'taken over' })).body.code).toBe('RoleTooSmall');
  // The same name: the names of one keeper are no business of another.
  const own = await asKey('post', '/saved-views', {
    name: 'Private of the creator',
    query: '',
    shared: false,
  });
  expect([own.status, own.body.owner, own.body.isOwn]).toEqual([
    201,
    { kind: 'api-key', id: made.body.apiKey.id, name: 'report key' },
    true,
  ]);
  await asKey('patch', `/saved-views/${own.body.id}`, { name: 'Private of the key' }).expect(200);
  const { items } = (await asKey('get', '/saved-views').expect(200)).body as {
    items: { name: string; isOwn: boolean }[];
  };
  expect(items.filter(({ isOwn }) => isOwn).map(({ name }) => name)).toEqual(['Private of the key']);
  expect(items.map(({ name }) => name)).toContain('Shared by the creator');
  expect(items.map(({ name }) => name)).not.toContain('Private of the creator');
  expect(await seen('admin')).not.toContain('Private of the key');
  expect((await send('admin', 'delete', `/saved-views/${own.body.id}`)).status).toBe(404);
});

it('a name is used once by one person, whatever its capitals', async () => {
  await saved('approver', { name: 'Month end' });
  expect((await save('approver', { name: 'MONTH END' })).body.code).toBe('ViewNameTaken');
  await saved('reviewer', { name: 'Month end' });
  const other = `/saved-views/${await saved('approver', { name: 'Other' })}`;
  expect((await send('approver', 'patch', other, { name: 'month End' })).body.code).toBe('ViewNameTaken');
  await send('approver', 'patch', other, { name: 'OTHER' }).expect(200);
});

it('of two views that get one name at the same moment one has it, and the other is told', async () => {
  for (let times = 0; times < 5; times += 1) {
    const name = randomUUID();
    const paths = [await saved('approver', {}), await saved('approver', {})].map(
      (id) => `/saved-views/${id}`,
    );
    const answers = await Promise.all([
      ...paths.map((path) => send('approver', 'patch', path, { name })),
      save('approver', { name }),
    ]);
    const codes = answers.map(({ status, body }) =>
      status < 300 ? 'done' : (body as { code: string }).code,
    );
    expect(codes.sort()).toEqual(['ViewNameTaken', 'ViewNameTaken', 'done']);
  }
});

it.each(['javascript:alert(1)', '//evil.test', 'a b', 'q=<x>', 'x'.repeat(2_001)])(
  'only what stands behind the ? of an address is kept: not %.20s',
  async (query) => {
    const rejected = await save('reviewer', { query });
    expect([rejected.status, rejected.body.code]).toEqual([422, 'ValidationFailed']);
  },
);

it('one person keeps so many at most', async () => {
  const views = Array.from({ length: mostSavedViews }, (_, index) => ({
    tenantId: api.tenantId,
    id: randomUUID(),
    owner: api.memberIds.admin,
    apiKeyId: null,
    name: `View ${index}`,
    query: '',
    shared: false,
    changedAt: new Date(),
  }));
  await api.db.insertInto('savedView').values(views).execute();
  expect((await save('admin', {})).body.code).toBe('TooManyViews');
});
