import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import request from 'supertest';
import { type Database, openDatabase } from '../db/model/database.ts';
import { keepBreakGlassNotices } from '../db/notices/break-glass-notices.ts';
import { createIdentity, noteIdentityUse, removeIdentity } from '../db/people/external-identities.ts';
import { findMember } from '../db/people/people.ts';
import { dayMs } from '../domain/calendar.ts';
import type { SessionOpening } from '../domain/sign-ins.ts';
import { type ApiUnderTest, apiUnderTest, emailOf } from '../test/environment/api-under-test.ts';
import { asRole } from '../test/environment/database.ts';
import { hashTestPassword } from '../test/environment/test-password.ts';
import { isRejected } from '../use-cases/outcome.ts';
import { requireWayAround } from '../use-cases/people/break-glass.ts';
import { connectIdentity } from '../use-cases/people/provider-sign-in.ts';
import { startSession } from '../use-cases/people/sessions.ts';
import { resetPassword } from '../use-cases/people/temporary-passwords.ts';
import { findProvider } from '../db/people/identity-providers.ts';

let api: ApiUnderTest;
let worker: Database;
let providerId: string;
beforeAll(async () => {
  api = await apiUnderTest();
  worker = openDatabase({ url: asRole(api.databaseUrl, 'worker'), poolMax: 1 });
  const { body } = await asAdmin('post', '/identity-providers').send({
    kind: 'generic',
    name: 'Keycloak',
    issuer: 'https://sso.nowhere.test',
    clientId: 'seatwise',
    clientSecret: randomUUID(),
    domains: [],
    roleClaim: null,
    roles: [],
    defaultRole: 'viewer',
  });
  providerId = body.id as string;
});
afterAll(async () => {
  await worker.destroy();
  await api.close();
});

const asAdmin = (method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string) =>
  request(api.app)[method](`/api/v1${path}`).set('Cookie', api.cookies.admin);
const by = () => ({
  tenantId: api.tenantId,
  actor: { kind: 'system', id: 'system' } as const,
  requestId: randomUUID(),
  address: '203.0.113.9',
  now: new Date(),
});
const personOf = async (memberId: string) =>
  (await api.db.selectFrom('member').select('personId').where('id', '=', memberId).executeTakeFirstOrThrow())
    .personId;

async function require(isSsoRequired: boolean): Promise<void> {
  const value = JSON.stringify({ secondFactorFor: [], isSsoRequired });
  await sql`insert into setting (tenant_id, name, value) values (${api.tenantId}, 'signIn', ${value})
    on conflict (tenant_id, name) do update set value = excluded.value`.execute(api.db);
}
afterEach(() => require(false));

/** Adds a second factor whose kind does not matter, and marks open sessions as confirmed with it. */
async function giveFactor(memberId: string): Promise<void> {
  const personId = await personOf(memberId);
  await api.db
    .insertInto('totp')
    .values({ personId, ciphertext: 'sealed', keyVersion: 1, lastStep: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await api.db.updateTable('session').set({ factor: 'totp' }).where('memberId', '=', memberId).execute();
}

async function open(memberId: string, opening: SessionOpening) {
  const session = {
    tokenHash: randomUUID(),
    expiresAt: new Date(Date.now() + 60_000),
    address: '203.0.113.9',
    network: '203.0.113.9',
    device: 'test',
  };
  return api.db.transaction().execute(async (tx) => {
    const member = await findMember(tx, api.tenantId, memberId);
    return startSession(tx, member!, session, opening, by());
  });
}
const codeOf = (outcome: unknown) => (isRejected(outcome) ? outcome.code : null);
const breakGlass = (memberId: string, value: boolean) =>
  asAdmin('put', `/members/${memberId}/break-glass`).send({ breakGlass: value });

describe('a break-glass administrator', () => {
  it('has an own password and a second factor, the role, and no provider', async () => {
    const { admin, approver } = api.memberIds;
    expect((await breakGlass(admin, true).expect(409)).body.code).toBe('BreakGlassUnfit');
    await giveFactor(approver);
    expect((await breakGlass(approver, true).expect(409)).body.code).toBe('BreakGlassUnfit');
    await giveFactor(admin);
    const identity = { subject: 'admin', email: null, name: null };
    const id = await api.db
      .transaction()
      .execute((tx) =>
        createIdentity(tx, { tenantId: api.tenantId, providerId, subject: 'admin' }, admin, null),
      );
    expect((await breakGlass(admin, true).expect(409)).body.code).toBe('BreakGlassUnfit');
    await api.db.transaction().execute((tx) => removeIdentity(tx, api.tenantId, admin, id!));
    await breakGlass(admin, true).expect(204);
    const provider = (await findProvider(api.db, api.tenantId, providerId))!;
    const connected = api.db
      .transaction()
      .execute((tx) => connectIdentity(tx, provider, admin, identity, by()));
    expect(codeOf(await connected)).toBe('BreakGlassProtected');
  });

  it('alone signs in without the provider where single sign-on is required, and is noticed', async () => {
    const { admin, viewer } = api.memberIds;
    await require(true);
    for (const opening of [
      { method: 'password', factor: null },
      { method: 'passkey', factor: null },
    ] as const)
      expect(codeOf(await open(viewer, opening))).toBe('SsoRequired');
    // Right, wrong, with a second factor, and of nobody: one answer.
    await giveFactor(api.memberIds.reviewer);
    const attempts = [
      [emailOf('viewer'), api.password],
      [emailOf('reviewer'), api.password],
      [emailOf('viewer'), 'not the password'],
      ['no.one@harbor-lane.test', 'not the password'],
      [emailOf('admin'), 'not the password'],
    ] as const;
    for (const [email, password] of attempts) {
      const { status, body } = await request(api.app).post('/api/v1/session').send({ email, password });
      expect([status, body.code, body.detail]).toEqual([
        401,
        'SignInRejected',
        'Wrong email or password, or your organization signs in through its provider.',
      ]);
    }
    const rejection = await api.db
      .selectFrom('auditEvent')
      .select(['objectId', 'detail'])
      .where('action', '=', 'session.rejected')
      .orderBy('seq')
      .limit(1)
      .execute();
    expect(rejection).toMatchObject([{ objectId: viewer, detail: { code: 'SsoRequired' } }]);
    const { rejectedSignIns } = await api.db
      .selectFrom('person')
      .innerJoin('member', 'member.personId', 'person.id')
      .select('person.rejectedSignIns')
      .where('member.id', '=', viewer)
      .executeTakeFirstOrThrow();
    expect(rejectedSignIns).toBe(2);
    expect(codeOf(await open(admin, { method: 'password', factor: 'totp' }))).toBeNull();
    const { body: notices } = await asAdmin('get', '/notices').expect(200);
    expect(notices.items).toContainEqual(
      expect.objectContaining({ code: 'BreakGlassUsed', subject: emailOf('admin') }),
    );
    await require(false);
    expect(codeOf(await open(viewer, { method: 'password', factor: null }))).toBeNull();
  });

  it('signs in without the provider only while they are fit for it', async () => {
    const { admin } = api.memberIds;
    await require(true);
    await api.db.deleteFrom('totp').execute();
    for (const opening of [
      { method: 'password', factor: null },
      { method: 'passkey', factor: null },
    ] as const)
      expect(codeOf(await open(admin, opening))).toBe('SsoRequired');
    await giveFactor(admin);
    expect(codeOf(await open(admin, { method: 'password', factor: 'totp' }))).toBeNull();
  });

  it('keeps role, password, and access while single sign-on is required', async () => {
    const { admin } = api.memberIds;
    await require(true);
    for (const change of [{ role: 'viewer' }, { disabled: true }])
      expect((await asAdmin('patch', `/members/${admin}`).send(change).expect(409)).body.code).toBe(
        'BreakGlassProtected',
      );
    expect((await asAdmin('post', `/members/${admin}/reset-password`).expect(409)).body.code).toBe(
      'BreakGlassProtected',
    );
    expect((await breakGlass(admin, false).expect(409)).body.code).toBe('BreakGlassProtected');
  });

  it('is asked to sign in after 60 and after 85 days, and nothing else happens', async () => {
    await require(true);
    const reminded = async (days: number) => {
      const now = new Date(Date.now() + days * dayMs);
      await worker.transaction().execute((tx) => keepBreakGlassNotices(tx, api.tenantId, now));
      const rows = await api.db
        .selectFrom('notice')
        .select('subject')
        .where('code', '=', 'BreakGlassUnused')
        .where('state', '=', 'open')
        .execute();
      return rows.map(({ subject }) => subject);
    };
    expect(await reminded(59)).toEqual([]);
    expect(await reminded(61)).toEqual([`${emailOf('admin')} (60)`]);
    expect(await reminded(86)).toEqual([`${emailOf('admin')} (85)`]);
    expect(codeOf(await open(api.memberIds.admin, { method: 'password', factor: 'totp' }))).toBeNull();
    expect(await reminded(0)).toEqual([]);
  });
});

describe('requiring single sign-on', () => {
  async function thirdAdmin(): Promise<string> {
    const { id: personId } = await api.db
      .insertInto('person')
      .values({ email: null, passwordHash: null })
      .returning('id')
      .executeTakeFirstOrThrow();
    const id = randomUUID();
    await api.db.insertInto('member').values({ tenantId: api.tenantId, id, personId, email: 'third@harbor-lane.test', name: 'T', role: 'admin' }).execute(); // prettier-ignore
    return id;
  }

  const mayRequire = async (now = new Date()) =>
    codeOf(await api.db.transaction().execute((tx) => requireWayAround(tx, api.tenantId, now)));

  it('takes an administrator who signed in by a provider, and a break-glass one who did lately', async () => {
    expect(await mayRequire()).toBe('BreakGlassMissing');
    const passwordHash = await hashTestPassword(randomUUID());
    const person = await api.db
      .insertInto('person')
      .values({ email: null, passwordHash })
      .returning('id')
      .executeTakeFirstOrThrow();
    const memberId = randomUUID();
    await api.db
      .insertInto('member')
      .values({ tenantId: api.tenantId, id: memberId, personId: person.id, email: 'sso@harbor-lane.test', name: 'S', role: 'admin' })
      .execute(); // prettier-ignore
    const identityId = randomUUID();
    await api.db.insertInto('externalIdentity').values({ tenantId: api.tenantId, id: identityId, providerId, subject: 's', memberId }).execute(); // prettier-ignore
    // Connected, but never signed in by it.
    expect(await mayRequire()).toBe('BreakGlassMissing');
    await api.db.transaction().execute((tx) => noteIdentityUse(tx, api.tenantId, identityId, null));
    expect(await mayRequire()).toBeNull();
    expect(await mayRequire(new Date(Date.now() + 91 * dayMs))).toBe('BreakGlassMissing');
    await asAdmin('patch', `/identity-providers/${providerId}`).send({ enabled: false }).expect(200);
    expect(await mayRequire()).toBe('BreakGlassMissing');
    await asAdmin('patch', `/identity-providers/${providerId}`).send({ enabled: true }).expect(200);
  });

  it('takes as a test of break-glass access a sign-in here by a factor, and no recovery code', async () => {
    const { admin } = api.memberIds;
    await api.db.updateTable('member').set({ localSignInAt: null }).where('id', '=', admin).execute();
    // Such as a sign-in to another organization.
    await api.db.updateTable('person').set({ signedInAt: new Date() }).execute();
    await open(admin, { method: 'password', factor: 'recovery-code' });
    expect(await mayRequire()).toBe('BreakGlassMissing');
    await open(admin, { method: 'password', factor: 'totp' });
    expect(await mayRequire()).toBeNull();
  });

  it('lets in whoever requires it, and ends the sessions that no provider opened, or no longer trusts them', async () => {
    const { admin, approver } = api.memberIds;
    const put = (more: object) =>
      asAdmin('put', '/settings/sign-in').send({ secondFactorFor: [], isSsoRequired: true, ...more });
    const sessions = () =>
      api.db
        .selectFrom('session')
        .select(['memberId', 'passwordAt'])
        .where('memberId', 'in', [admin, approver])
        .execute();
    // What a recovery code opened is unconfirmed anyway.
    await api.db.deleteFrom('session').where('factor', '=', 'recovery-code').execute();
    await open(admin, { method: 'password', factor: 'totp' });
    await api.db.updateTable('member').set({ breakGlass: false }).where('id', '=', admin).execute();
    const other = await api.db
      .selectFrom('member')
      .select('id')
      .where('email', '=', 'sso@harbor-lane.test')
      .executeTakeFirstOrThrow();
    // Another one could get in, but not the one who asks.
    await api.db.deleteFrom('externalIdentity').where('memberId', '=', other.id).execute();
    await api.db.updateTable('person').set({ email: 'sso@harbor-lane.test' }).where('id', '=', await personOf(other.id)).execute(); // prettier-ignore
    await giveFactor(other.id);
    await api.db.updateTable('member').set({ breakGlass: true, localSignInAt: new Date() }).where('id', '=', other.id).execute(); // prettier-ignore
    await api.db.insertInto('externalIdentity').values({ tenantId: api.tenantId, id: randomUUID(), providerId, subject: 'of the administrator', memberId: admin, createdAt: new Date(0), lastUsedAt: new Date() }).execute(); // prettier-ignore
    expect((await put({}).expect(409)).body.code).toBe('SsoNotProven');
    await api.db.deleteFrom('externalIdentity').where('memberId', '=', admin).execute();
    await api.db.insertInto('externalIdentity').values({ tenantId: api.tenantId, id: randomUUID(), providerId, subject: 'of another', memberId: await thirdAdmin(), createdAt: new Date(0), lastUsedAt: new Date() }).execute(); // prettier-ignore
    await api.db.updateTable('member').set({ breakGlass: true }).where('id', '=', admin).execute();
    await put({}).expect(200);
    const unconfirmed = (await sessions()).filter(({ passwordAt }) => passwordAt.getTime() === 0);
    expect(new Set(unconfirmed.map(({ memberId }) => memberId))).toEqual(new Set([approver]));
    await put({ endSessions: true }).expect(200);
    expect(new Set((await sessions()).map(({ memberId }) => memberId))).toEqual(new Set([admin]));
    for (const end of [
      asAdmin('patch', `/identity-providers/${providerId}`).send({ enabled: false }),
      asAdmin('delete', `/identity-providers/${providerId}`),
    ])
      expect((await end.expect(409)).body.code).toBe('LastProvider');
    expect((await findProvider(api.db, api.tenantId, providerId))?.enabled).toBe(true);
    await put({ isSsoRequired: false }).expect(200);
  });
});

describe('a temporary password where single sign-on is required', () => {
  const signIn = (email: string, password: string) =>
    request(api.app).post('/api/v1/session').send({ email, password });

  it('signs in once where the operator set it on the machine, and not where an administrator did', async () => {
    await require(true);
    const personId = await personOf(api.memberIds.reviewer);
    const set = async (password: string, byOperator: boolean) => {
      const passwordHash = await hashTestPassword(password);
      await api.db
        .transaction()
        .execute((tx) => resetPassword(tx, personId, passwordHash, by(), { byOperator }));
    };
    await set('from an administrator', false);
    expect((await signIn(emailOf('reviewer'), 'from an administrator').expect(401)).body.code).toBe(
      'SignInRejected',
    );
    await set('from the operator', true);
    const { body } = await signIn(emailOf('reviewer'), 'from the operator').expect(201);
    expect(body.passwordChangeRequired).toBe(true);
    expect((await signIn(emailOf('reviewer'), 'from the operator').expect(401)).body.code).toBe(
      'TemporaryPasswordExpired',
    );
  });
});
