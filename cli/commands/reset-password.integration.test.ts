import request from 'supertest';
import {
  type ApiUnderTest,
  apiUnderTest,
  emailOf,
  signInFirstCookie,
} from '../../test/environment/api-under-test.ts';
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
