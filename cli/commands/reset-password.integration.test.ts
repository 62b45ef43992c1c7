import { randomUUID } from 'node:crypto';
import request from 'supertest';
import {
  type ApiUnderTest,
  apiUnderTest,
  emailOf,
  signInCookie,
  signInFirstCookie,
} from '../../test/environment/api-under-test.ts';
import { makePeople } from '../../test/environment/people-with-factors.ts';
import { runSeatwise } from '../seatwise.ts';
import { commands } from './index.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.close());

async function reset(...args: readonly string[]) {
  let [out, err] = ['', ''];
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  const env = { DATABASE_URL: api.databaseUrl, SEATWISE_HOME: '/nowhere' };
  const code = await runSeatwise(
    commands,
    ['reset-password', ...args],
    env,
    terminal,
    new AbortController().signal,
  );
  return { code, out, err };
}

it('gives the last administrator a way back: one sign-in, sessions end, audited', async () => {
  const { code, out } = await reset(` ${emailOf('admin').toUpperCase()}`, '--json');
  expect(code).toBe(0);
  const { temporaryPassword } = JSON.parse(out) as { temporaryPassword: string };
  await request(api.app).get('/api/v1/session').set('Cookie', api.cookies.admin).expect(401);
  await request(api.app)
    .post('/api/v1/session')
    .send({ email: emailOf('admin'), password: api.password })
    .expect(401);
  const cookie = await signInFirstCookie(api.app, emailOf('admin'), temporaryPassword);
  const { body } = await request(api.app)
    .get('/api/v1/audit?action=member.password-reset')
    .set('Cookie', cookie);
  expect(body.items).toMatchObject([
    { actor: { kind: 'system', id: 'command-line' }, object: { id: api.memberIds.admin } },
  ]);
  expect(JSON.stringify(body)).not.toContain(temporaryPassword);
});

it('says so where nobody has the email', async () => {
  expect(await reset('nobody@harbor-lane.test')).toMatchObject({
    code: 2,
    err: expect.stringContaining('No member has the email nobody@harbor-lane.test'),
  });
});

it('signs out and audits in every organization where the password applies, and removes factors on request', async () => {
  const tenantId = randomUUID();
  await api.db.insertInto('tenant').values({ id: tenantId, name: 'Bay Street IT' }).execute();
  const { personId } = await api.db
    .selectFrom('member')
    .select('personId')
    .where('id', '=', api.memberIds.viewer)
    .executeTakeFirstOrThrow();
  const email = emailOf('viewer');
  const elsewhere = {
    tenantId,
    id: randomUUID(),
    personId,
    email,
    name: 'Elsewhere',
    role: 'viewer',
  } as const;
  await api.db.insertInto('member').values(elsewhere).execute();
  const cookie = await signInCookie(api.app, email, api.password);
  await makePeople(api).addTotp(cookie);
  const plain = await reset(email);
  expect(plain.out).toContain('The new password applies in Bay Street IT and Harbor Lane IT Services.');
  const password = /\s\s(\S+)$/mu.exec(plain.out)?.[1];
  const asked = await request(api.app).post('/api/v1/session').send({ email, password });
  expect(asked.body).toMatchObject({ next: 'second-factor' });
  await request(api.app).get('/api/v1/session').set('Cookie', cookie).expect(401);
  const { out } = await reset(email, '--factors', '--json');
  expect(JSON.parse(out)).toMatchObject({
    organizations: ['Bay Street IT', 'Harbor Lane IT Services'],
    factorsRemoved: true,
  });
  for (const table of ['totp', 'recoveryCode'] as const)
    expect(await api.db.selectFrom(table).selectAll().execute()).toEqual([]);
  const audited = await api.db
    .selectFrom('auditEvent')
    .select('objectId')
    .where('action', '=', 'member.password-reset')
    .where('objectId', 'in', [elsewhere.id, api.memberIds.viewer])
    .execute();
  expect(audited).toHaveLength(4);
});
