import { sql } from 'kysely';
import request from 'supertest';
import {
  type ApiUnderTest,
  apiUnderTest,
  emailOf,
  signInCookie,
  signInFirstCookie,
} from '../test/environment/api-under-test.ts';
import { statementsOf } from '../test/environment/statements.ts';
import { hashTestPassword } from '../test/environment/test-password.ts';
import { createMember } from '../db/people/people.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.close());

const session = (cookie: string) => request(api.app).get('/api/v1/session').set('Cookie', cookie);

async function newMember(email: string): Promise<string> {
  const passwordHash = await hashTestPassword(api.password);
  const member = await api.db
    .transaction()
    .execute((tx) =>
      createMember(tx, { tenantId: api.tenantId, email, name: 'New', role: 'viewer', passwordHash }),
    );
  return member!.id;
}

describe('signing in', () => {
  it('answers with who it is, and a cookie that only this host gets, over https or loopback, never to scripts', async () => {
    const response = await request(api.app)
      .post('/api/v1/session')
      .send({ email: emailOf('admin').toUpperCase(), password: api.password });
    expect(response.status).toBe(201);
    expect(response.body).toMatchObject({ role: 'admin', by: 'session', tenant: { currency: 'USD' } });
    const [cookie] = response.headers['set-cookie'] as unknown as string[];
    const installation = await api.db.selectFrom('installation').select('id').executeTakeFirstOrThrow();
    expect(cookie).toMatch(new RegExp(`^__Host-seatwise-${installation.id.slice(0, 8)}=[A-Za-z0-9_-]{43}; `));
    for (const attribute of ['Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/'])
      expect(cookie).toContain(attribute);
  });

  it('stores only the hash of the session token', async () => {
    const cookie = await signInCookie(api.app, emailOf('viewer'), api.password);
    const rows = await api.db.selectFrom('session').select('idHash').execute();
    expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1]);
  });

  it('rejects a wrong password and an unknown email alike', async () => {
    const answers = await Promise.all(
      [emailOf('reviewer'), 'nobody@harbor-lane.test'].map((email) =>
        request(api.app).post('/api/v1/session').send({ email, password: 'not the password' }),
      ),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(401);
      expect(body).toMatchObject({ code: 'SignInRejected', errors: [] });
    }
    const [one, two] = answers.map(({ body }) => ({ ...(body as object), requestId: '' }));
    expect(one).toEqual(two);
  });

  it('looks at no further try once an email had too many, whether somebody has it or not', async () => {
    for (const email of ['throttled@harbor-lane.test', 'throttled-too@harbor-lane.test']) {
      if (email.startsWith('throttled@')) await newMember(email);
      for (let index = 0; index < 5; index += 1) {
        await request(api.app).post('/api/v1/session').send({ email, password: 'wrong' }).expect(401);
      }
      const response = await request(api.app).post('/api/v1/session').send({ email, password: api.password });
      expect(response.status).toBe(429);
      expect(response.body.code).toBe('TooManyRequests');
      expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  it('rejects a disabled member', async () => {
    const id = await newMember('left@harbor-lane.test');
    const cookie = await signInCookie(api.app, 'left@harbor-lane.test', api.password);
    await request(api.app)
      .patch(`/api/v1/members/${id}`)
      .set('Cookie', api.cookies.admin)
      .send({ disabled: true })
      .expect(200);
    await session(cookie).expect(401);
    await request(api.app)
      .post('/api/v1/session')
      .send({ email: 'left@harbor-lane.test', password: api.password })
      .expect(401);
  });
});

describe('a session', () => {
  it('ends on the server when signed out', async () => {
    const cookie = await signInCookie(api.app, emailOf('viewer'), api.password);
    const response = await request(api.app).delete('/api/v1/session').set('Cookie', cookie);
    expect(response.status).toBe(204);
    expect((response.headers['set-cookie'] as unknown as string[])[0]).toContain('Max-Age=0');
    await session(cookie).expect(401);
  });

  it.each([
    ['30 minutes without a request', 'last_seen_at', "now() - interval '31 minutes'"],
    ['12 hours after signing in', 'expires_at', "now() - interval '1 second'"],
  ])('ends %s', async (_, column, at) => {
    const email = `${column.replaceAll('_', '-')}@harbor-lane.test`;
    const id = await newMember(email);
    const cookie = await signInCookie(api.app, email, api.password);
    await session(cookie).expect(200);
    await sql`update session set ${sql.ref(column)} = ${sql.raw(at)} where member_id = ${id}`.execute(api.db);
    await session(cookie).expect(401);
  });

  it("follows the member's present role", async () => {
    const id = await newMember('rising@harbor-lane.test');
    const cookie = await signInCookie(api.app, 'rising@harbor-lane.test', api.password);
    await request(api.app).get('/api/v1/audit').set('Cookie', cookie).expect(403);
    await request(api.app)
      .patch(`/api/v1/members/${id}`)
      .set('Cookie', api.cookies.admin)
      .send({ role: 'admin' })
      .expect(200);
    await request(api.app).get('/api/v1/audit').set('Cookie', cookie).expect(200);
  });

  it('of other browsers ends with a new password; the present one goes on', async () => {
    await newMember('changing@harbor-lane.test');
    const [here, elsewhere] = [
      await signInCookie(api.app, 'changing@harbor-lane.test', api.password),
      await signInCookie(api.app, 'changing@harbor-lane.test', api.password),
    ];
    const change = (currentPassword: string) =>
      request(api.app)
        .put('/api/v1/me/password')
        .set('Cookie', here)
        .send({ currentPassword, newPassword: 'correct horse battery' });
    expect((await change('wrong')).body).toMatchObject({ code: 'PasswordWrong' });
    await change(api.password).expect(204);
    await session(here).expect(200);
    await session(elsewhere).expect(401);
    await signInCookie(api.app, 'changing@harbor-lane.test', 'correct horse battery');
  });

  it('is kept alive by a person, not by what an open page reads by itself', async () => {
    const cookie = await signInCookie(api.app, emailOf('viewer'), api.password);
    await sql`update session set last_seen_at = now() - interval '29 minutes'
      where member_id = ${api.memberIds.viewer}`.execute(api.db);
    const idleEndsIn = async (headers: Record<string, string>): Promise<number> => {
      const { body } = await request(api.app)
        .get('/api/v1/session')
        .set('Cookie', cookie)
        .set(headers)
        .expect(200);
      return new Date(body.idleEndsAt as string).getTime() - Date.now();
    };
    const minute = 60_000;
    expect(await idleEndsIn({ 'seatwise-unattended': 'true' })).toBeLessThanOrEqual(minute);
    expect(await idleEndsIn({ accept: 'text/event-stream' })).toBeLessThanOrEqual(minute);
    expect(await idleEndsIn({})).toBeGreaterThan(25 * minute);
    await sql`update session set last_seen_at = now() - interval '30 minutes'
      where member_id = ${api.memberIds.viewer}`.execute(api.db);
    await request(api.app).get('/api/v1/session').set('Cookie', cookie).expect(401);
  });
});

describe('sessions of a person', () => {
  const list = async (cookie: string) =>
    (await request(api.app).get('/api/v1/sessions').set('Cookie', cookie).expect(200)).body.items as {
      id: string;
      device: string;
      address: string;
      isPresent: boolean;
    }[];
  const end = (path: string, cookie: string) =>
    request(api.app).delete(`/api/v1${path}`).set('Cookie', cookie);
  const three = async (name: string) => {
    const email = `${name}@harbor-lane.test`;
    const id = await newMember(email);
    const cookies = [];
    for (let n = 0; n < 3; n += 1) cookies.push(await signInCookie(api.app, email, api.password));
    return { id, cookies };
  };

  it('are listed with device and address, and end one or all', async () => {
    const { cookies } = await three('listed');
    const [here, there, elsewhere] = cookies as [string, string, string];
    const sessions = await list(here);
    expect(sessions).toHaveLength(3);
    for (const one of sessions) expect(one).toMatchObject({ device: 'a program', address: '127.0.0.1' });
    expect(sessions.filter(({ isPresent }) => isPresent)).toHaveLength(1);
    const ofThere = (await list(there)).find(({ isPresent }) => isPresent)!;
    await end(`/sessions/${ofThere.id}`, here).expect(204);
    await session(there).expect(401);
    await session(elsewhere).expect(200);
    expect((await end('/sessions', here).expect(200)).body).toEqual({ ended: 1 });
    await session(elsewhere).expect(401);
    await session(here).expect(200);
  });

  it('of another person are none of one’s own; an administrator ends all of a member, audited', async () => {
    const { id, cookies } = await three('ended');
    const [theirs] = await list(cookies[0]!);
    await end(`/sessions/${theirs!.id}`, api.cookies.admin).expect(404);
    await session(cookies[0]!).expect(200);
    expect((await end(`/members/${id}/sessions`, api.cookies.admin).expect(200)).body).toEqual({ ended: 3 });
    for (const cookie of cookies) await session(cookie).expect(401);
    const { body } = await request(api.app)
      .get('/api/v1/audit?action=member.sessions-ended&limit=1')
      .set('Cookie', api.cookies.admin);
    expect(body.items[0]).toMatchObject({
      actor: { id: api.memberIds.admin },
      object: { id },
      detail: { sessions: 3, address: '127.0.0.1' },
    });
  });
});

describe('what is privileged', () => {
  const post = (path: string, headers: Record<string, string>, body: object) =>
    request(api.app).post(`/api/v1${path}`).set(headers).send(body);
  const person = { email: 'made@harbor-lane.test', name: 'Made', role: 'viewer' };
  const long = "now() - interval '61 minutes'";

  async function administrator(name: string) {
    const email = `${name}@harbor-lane.test`;
    const id = await newMember(email);
    await sql`update member set role = 'admin' where id = ${id}`.execute(api.db);
    const cookie = await signInCookie(api.app, email, api.password);
    const later = () =>
      sql`update session set password_at = ${sql.raw(long)} where member_id = ${id}`.execute(api.db);
    return { cookie: { Cookie: cookie }, later };
  }

  it('goes on once the password was given, which is counted as every other and audited', async () => {
    const { cookie, later } = await administrator('steps-up');
    await later();
    expect((await post('/members', cookie, person)).body.code).toBe('StepUpRequired');
    const wrong = await post('/session/step-up', cookie, { password: 'wrong' });
    expect(wrong.body).toMatchObject({ code: 'PasswordWrong', errors: [{ field: 'password' }] });
    await post('/session/step-up', cookie, { password: api.password }).expect(204);
    await post('/members', cookie, person).expect(201);
    await later();
    const many = [];
    for (let n = 0; n < 6; n += 1)
      many.push((await post('/session/step-up', cookie, { password: 'wrong' })).status);
    expect(many).toEqual([422, 422, 422, 422, 422, 429]);
  });

  it('is confirmed for the session in which the password was given, and for no other of the same person', async () => {
    const first = await administrator('two-sessions');
    const second = await signInCookie(api.app, 'two-sessions@harbor-lane.test', api.password);
    await first.later();
    await post('/session/step-up', first.cookie, { password: api.password }).expect(204);
    expect((await post('/members', { Cookie: second }, person)).body.code).toBe('StepUpRequired');
    expect((await post('/members', first.cookie, {})).body.code).toBe('ValidationFailed');
  });

  it('what stops things asks nobody: revoking a key, ending sessions', async () => {
    const { cookie, later } = await administrator('stops');
    const made = await post('/api-keys', cookie, { name: 'to be revoked', role: 'viewer' }).expect(201);
    await later();
    await request(api.app).delete(`/api/v1/api-keys/${made.body.apiKey.id}`).set(cookie).expect(200);
    await request(api.app).delete('/api/v1/sessions').set(cookie).expect(200);
  });

  it('is for a key only with the scope, which a person gave it and no key passes on', async () => {
    const key = async (scopes: readonly string[]) => {
      const body = { name: 'scoped', role: 'admin', scopes };
      const made = await post('/api-keys', { Cookie: api.cookies.admin }, body).expect(201);
      expect(made.body.apiKey.scopes).toEqual(scopes);
      return { Authorization: `Bearer ${made.body.key as string}` };
    };
    const [plain, privileged] = [await key([]), await key(['privileged'])];
    const other = { ...person, email: 'by-key@harbor-lane.test' };
    expect((await post('/members', plain, other)).body.code).toBe('KeyScopeMissing');
    await post('/members', privileged, other).expect(201);
    await post('/api-keys', privileged, { name: 'child', role: 'viewer' }).expect(201);
    const passedOn = { name: 'child', role: 'viewer', scopes: ['privileged'] };
    expect((await post('/api-keys', privileged, passedOn)).body.code).toBe('PersonRequired');
  });
});

describe('a new password', () => {
  it.each([
    ['password1234', /common/],
    ['aaaaaaaaaaaa', /aaa/],
    ['reviewer@harbor-lane', /Leave them out/],
  ])('that is guessed easily is rejected with the reason: %s', async (newPassword, reason) => {
    const response = await request(api.app)
      .put('/api/v1/me/password')
      .set('Cookie', api.cookies.reviewer)
      .send({ currentPassword: api.password, newPassword });
    expect(response.status).toBe(422);
    expect(response.body).toMatchObject({
      code: 'PasswordTooWeak',
      errors: [{ field: 'newPassword', detail: expect.stringMatching(reason) }],
    });
  });

  it('counts as it was given: blanks, capitals, and every one of its many characters', async () => {
    const email = 'exact@harbor-lane.test';
    await newMember(email);
    const newPassword = ` ${'Seven quiet herons '.repeat(6)}é `;
    await request(api.app)
      .put('/api/v1/me/password')
      .set('Cookie', await signInCookie(api.app, email, api.password))
      .send({ currentPassword: api.password, newPassword })
      .expect(204);
    for (const other of [newPassword.trim(), newPassword.toLowerCase(), newPassword.slice(0, 72)]) {
      const { status } = await request(api.app).post('/api/v1/session').send({ email, password: other });
      expect([other, status]).toEqual([other, 401]);
    }
    await signInCookie(api.app, email, newPassword);
  });

  it('of 11 characters is rejected, whatever they are', async () => {
    const response = await request(api.app)
      .put('/api/v1/me/password')
      .set('Cookie', api.cookies.reviewer)
      .send({ currentPassword: api.password, newPassword: 'x9$Kq!2vTzP' });
    expect(response.body).toMatchObject({ code: 'ValidationFailed', errors: [{ field: 'newPassword' }] });
  });
});

describe('requests from other sites', () => {
  const post = (headers: Record<string, string>) =>
    request(api.app)
      .post('/api/v1/api-keys')
      .set('Cookie', api.cookies.admin)
      .set(headers)
      .send({ name: 'x', role: 'viewer' });

  it.each([
    [{ 'Sec-Fetch-Site': 'cross-site' }],
    [{ 'Sec-Fetch-Site': 'same-site' }],
    [{ Origin: 'https://evil.test' }],
    [{ Origin: 'null' }],
  ])('are rejected: %j', async (headers) => {
    const response = await post(headers);
    expect(response.status).toBe(403);
    expect(response.body.code).toBe('CrossSiteRejected');
  });

  it.each([[{ 'Sec-Fetch-Site': 'same-origin' }], [{ Origin: 'http://localhost:4000' }], [{}]])(
    'from the own page, or from a program, pass: %j',
    async (headers) => {
      await post(headers).expect(201);
    },
  );

  it('cannot sign somebody in', async () => {
    const response = await request(api.app)
      .post('/api/v1/session')
      .set('Sec-Fetch-Site', 'cross-site')
      .send({ email: emailOf('admin'), password: api.password });
    expect(response.status).toBe(403);
  });
});

describe('an API key', () => {
  const make = async (body: object, cookie = api.cookies.admin) => {
    const response = await request(api.app)
      .post('/api/v1/api-keys')
      .set('Cookie', cookie)
      .send(body)
      .expect(201);
    return response.body as { key: string; apiKey: { id: string } };
  };
  const use = (key: string) => request(api.app).get('/api/v1/session').set('Authorization', `Bearer ${key}`);

  it('is shown once, stored as a hash, and signs in with its role', async () => {
    const { key } = await make({ name: 'tour', role: 'approver' });
    expect(key).toMatch(/^sw_[0-9a-z]{38}$/);
    expect((await use(key)).body).toMatchObject({ role: 'approver', by: 'api-key' });
    const list = await request(api.app).get('/api/v1/api-keys').set('Cookie', api.cookies.admin).expect(200);
    expect(JSON.stringify(list.body)).not.toContain(key);
    const { rows } = await sql<{ dump: string }>`select jsonb_agg(k)::text as dump from api_key k`.execute(
      api.db,
    );
    expect(rows[0]!.dump).not.toContain(key);
  });

  it('never has more than its creator has now', async () => {
    const id = await newMember('falling@harbor-lane.test');
    const patch = (role: string) =>
      request(api.app)
        .patch(`/api/v1/members/${id}`)
        .set('Cookie', api.cookies.admin)
        .send({ role })
        .expect(200);
    await patch('admin');
    const { key } = await make(
      { name: 'k', role: 'admin' },
      await signInCookie(api.app, 'falling@harbor-lane.test', api.password),
    );
    expect((await use(key)).body.role).toBe('admin');
    await patch('viewer');
    expect((await use(key)).body.role).toBe('viewer');
  });

  it('ends when revoked, and when it expires; a mistyped one is none', async () => {
    const { key, apiKey } = await make({ name: 'short', role: 'viewer', expiresInDays: 1 });
    await use(key).expect(200);
    await use(`${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`).expect(401);
    await sql`update api_key set expires_at = now() - interval '1 second' where id = ${apiKey.id}`.execute(
      api.db,
    );
    await use(key).expect(401);
    const other = await make({ name: 'revoked', role: 'viewer' });
    await request(api.app)
      .delete(`/api/v1/api-keys/${other.apiKey.id}`)
      .set('Cookie', api.cookies.admin)
      .expect(200);
    await use(other.key).expect(401);
  });

  it('has its use noted at most once a minute, and never waits for its own row', async () => {
    const { key, apiKey } = await make({ name: 'busy', role: 'viewer' });
    const state = async () => {
      const { rows } = await sql<{ xmin: string; age: number }>`
        select xmin::text, extract(epoch from now() - last_used_at)::float8 as age from api_key where id = ${apiKey.id}`.execute(
        api.db,
      );
      return rows[0]!;
    };
    await use(key).expect(200);
    const { xmin: first, age } = await state();
    expect(age).toBeLessThan(60);
    const statements = await statementsOf(async () => {
      for (let n = 0; n < 5; n += 1) await use(key).expect(200);
    });
    expect(statements.filter(({ text }) => /^update/iu.test(text))).toEqual([]);
    expect((await state()).xmin).toBe(first);
    await sql`update api_key set last_used_at = now() - interval '61 seconds' where id = ${apiKey.id}`.execute(
      api.db,
    );
    await api.db.transaction().execute(async (tx) => {
      await sql`select from api_key where id = ${apiKey.id} for update`.execute(tx);
      await use(key).expect(200);
    });
    expect((await state()).age).toBeGreaterThan(60);
    await Promise.all(Array.from({ length: 20 }, () => use(key).expect(200)));
    expect((await state()).age).toBeLessThan(60);
  });

  it('is none once its creator is disabled, by whomever, and nor is a session of theirs', async () => {
    const email = 'leaving@harbor-lane.test';
    const id = await newMember(email);
    await sql`update member set role = 'admin' where id = ${id}`.execute(api.db);
    const cookie = await signInCookie(api.app, email, api.password);
    const { key } = await make({ name: 'left behind', role: 'viewer' }, cookie);
    await use(key).expect(200);
    await sql`update member set disabled_at = now() where id = ${id}`.execute(api.db);
    await use(key).expect(401);
    await session(cookie).expect(401);
  });

  it('cannot change a password', async () => {
    const { key } = await make({ name: 'p', role: 'admin' });
    const response = await request(api.app)
      .put('/api/v1/me/password')
      .set('Authorization', `Bearer ${key}`)
      .send({ currentPassword: api.password, newPassword: 'correct horse battery' });
    expect(response.body.code).toBe('PersonRequired');
  });
});

describe('members', () => {
  it('cannot all lose the administrator role', async () => {
    const admins = await api.db.selectFrom('member').select('id').where('role', '=', 'admin').execute();
    for (const { id } of admins) {
      if (id !== api.memberIds.admin) {
        await request(api.app)
          .patch(`/api/v1/members/${id}`)
          .set('Cookie', api.cookies.admin)
          .send({ role: 'viewer' });
      }
    }
    const response = await request(api.app)
      .patch(`/api/v1/members/${api.memberIds.admin}`)
      .set('Cookie', api.cookies.admin)
      .send({ role: 'viewer' });
    expect(response.status).toBe(409);
    expect(response.body.code).toBe('LastAdministrator');
  });

  it('come with a temporary password that works once, and leave an audit row with actor and request', async () => {
    const response = await request(api.app)
      .post('/api/v1/members')
      .set('Cookie', api.cookies.admin)
      .send({ email: 'ola@harbor-lane.test', name: 'Ola Berg', role: 'approver' })
      .expect(201);
    await signInFirstCookie(api.app, 'ola@harbor-lane.test', response.body.temporaryPassword as string);
    const audit = await request(api.app)
      .get('/api/v1/audit?action=member.created')
      .set('Cookie', api.cookies.admin)
      .expect(200);
    expect(audit.body.items[0]).toMatchObject({
      actor: { kind: 'member', id: api.memberIds.admin },
      object: { kind: 'member', id: response.body.member.id },
      requestId: response.headers['x-request-id'],
    });
    const twice = await request(api.app)
      .post('/api/v1/members')
      .set('Cookie', api.cookies.admin)
      .send({ email: 'OLA@harbor-lane.test', name: 'Ola Berg', role: 'approver' });
    expect(twice.body.code).toBe('EmailTaken');
  });

  describe('a temporary password', () => {
    const invited = async (name: string) => {
      const email = `${name}@harbor-lane.test`;
      const { body } = await request(api.app)
        .post('/api/v1/members')
        .set('Cookie', api.cookies.admin)
        .send({ email, name, role: 'admin' })
        .expect(201);
      return { email, id: body.member.id as string, password: body.temporaryPassword as string };
    };
    const signIn = (email: string, password: string) =>
      request(api.app).post('/api/v1/session').send({ email, password });
    const ended = {
      code: 'TemporaryPasswordExpired',
      detail: expect.stringContaining('seatwise reset-password'),
    };

    it('opens one session, in which nothing is possible but to set another', async () => {
      const { email, password } = await invited('once');
      const first = await signIn(email, password).expect(201);
      expect(first.body).toMatchObject({ role: 'admin', passwordChangeRequired: true });
      const cookie = first.headers['set-cookie']![0]!.split(';')[0]!;
      for (const path of ['/integrations', '/members', '/events', '/openapi.json']) {
        const rejected = await request(api.app).get(`/api/v1${path}`).set('Cookie', cookie);
        expect([path, rejected.status, rejected.body.code]).toEqual([path, 403, 'PasswordChangeRequired']);
      }
      expect((await signIn(email, password)).body).toMatchObject(ended);
      const set = (newPassword: string) =>
        request(api.app)
          .put('/api/v1/me/password')
          .set('Cookie', cookie)
          .send({ currentPassword: password, newPassword });
      expect((await set(password)).body).toMatchObject({ code: 'PasswordTooWeak' });
      await set('seven quiet herons').expect(204);
      await request(api.app).get('/api/v1/members').set('Cookie', cookie).expect(200);
      expect((await session(cookie)).body).toMatchObject({ passwordChangeRequired: false });
      expect((await signIn(email, 'seven quiet herons')).status).toBe(201);
    });

    it('opens one session where two come at once', async () => {
      const { email, password } = await invited('twins');
      const answers = await Promise.all([signIn(email, password), signIn(email, password)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 401]);
    });

    it('ends after seven days', async () => {
      const { email, password } = await invited('late');
      await sql`update person set temporary_until = temporary_until - interval '7 days' where email = ${email}`.execute(
        api.db,
      );
      expect((await signIn(email, password)).body).toMatchObject(ended);
    });

    it('is given by an administrator to who forgot theirs: sessions end, it is audited', async () => {
      const { email, id, password } = await invited('forgetful');
      const cookie = await signInFirstCookie(api.app, email, password, 'nine loud bitterns');
      const reset = await request(api.app)
        .post(`/api/v1/members/${id}/reset-password`)
        .set('Cookie', api.cookies.admin)
        .expect(200);
      expect(reset.body.member.temporaryPasswordUntil).not.toBeNull();
      await session(cookie).expect(401);
      await signIn(email, 'nine loud bitterns').expect(401);
      await signInFirstCookie(api.app, email, reset.body.temporaryPassword as string);
      const { body } = await request(api.app)
        .get('/api/v1/audit?action=member.password-reset')
        .set('Cookie', api.cookies.admin);
      expect(body.items[0]).toMatchObject({
        actor: { id: api.memberIds.admin },
        object: { id },
        detail: { address: '127.0.0.1' },
      });
    });
  });
});
