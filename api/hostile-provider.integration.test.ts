import { randomBytes, randomUUID } from 'node:crypto';
import { TOTP } from 'otpauth';
import request from 'supertest';
import { createMemberOfProvider } from '../db/people/external-identities.ts';
import { findMember } from '../db/people/people.ts';
import { findCandidateOfPerson, findMemberToSignIn } from '../db/people/sign-ins.ts';
import { setSignInPolicy } from '../db/settings/sign-in-policy.ts';
import { codeOf, cookiesOf, makePeople } from '../test/environment/people-with-factors.ts';
import { type ScriptedProviders, scriptedProviders } from '../test/environment/scripted-provider.ts';
import { startSession } from '../use-cases/people/sessions.ts';
import { twoOrganizations, type TwoOrganizations } from '../test/environment/two-organizations.ts';
import { cookieNameOf, tokenHash } from './sign-in/session-cookie.ts';

/**
 * The identity provider of organization A says whatever it likes about a person of A and B: a session that it opened is as
 * good as its word, which B never took.
 */

const hostile = 'https://hostile.idp.test';
const honest = 'https://honest.idp.test';

let both: TwoOrganizations;
let api: TwoOrganizations['api'];
let ofB: TwoOrganizations['ofB'];
let providers: ScriptedProviders;
beforeAll(async () => {
  providers = await scriptedProviders([new URL(hostile).host, new URL(honest).host]);
  both = await twoOrganizations({ sso: providers.outbound });
  ({ api, ofB } = both);
});
afterAll(async () => {
  await api.close();
  providers.close();
});

/** The provider of all sessions of {@link openedByProvider}: an organization has few. */
const providerId = randomUUID();

/** A session that A's provider opened as this member, confirmed by it just now. */
async function openedByProvider(memberId: string, email: string | null = null): Promise<string> {
  const { tenantId, db } = api;
  const identityId = randomUUID();
  await db
    .insertInto('identityProvider')
    .values({
      tenantId,
      id: providerId,
      kind: 'generic',
      name: 'Hostile',
      issuer: 'https://hostile.test',
      clientId: 'seatwise',
      ciphertext: 'sealed',
      keyVersion: 1,
      defaultRole: 'viewer',
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await db
    .insertInto('externalIdentity')
    .values({ tenantId, id: identityId, providerId, subject: memberId, memberId, email })
    .execute();
  const token = randomBytes(32).toString('base64url');
  await db
    .insertInto('session')
    .values({
      tenantId,
      idHash: tokenHash(token),
      memberId,
      expiresAt: new Date(Date.now() + 3_600_000),
      method: 'provider',
      providerId,
      identityId,
    })
    .execute();
  const { id } = await db.selectFrom('installation').select('id').executeTakeFirstOrThrow();
  return `${cookieNameOf(id)}=${token}`;
}

it('opens no other organization: no switching, no joining, and none is named', async () => {
  const ids = await both.inBoth('switched@harbor-lane.test');
  const cookie = await openedByProvider(ids.a);
  const { body } = await both.send(cookie, 'get', '/session').expect(200);
  expect(body).toMatchObject({ method: 'provider', organizations: [{ memberId: ids.a }] });
  expect(body.organizations).toHaveLength(1);
  const switched = await both.send(cookie, 'put', '/session/membership', { memberId: ids.b });
  expect([switched.status, switched.body.code]).toEqual([403, 'OneOrganizationOnly']);
  const own = await both.newMember(api.tenantId, 'not-joining@harbor-lane.test');
  const invited = await both.send(ofB.cookie, 'post', '/members', {
    email: 'not-joining@harbor-lane.test',
    name: 'Invited',
    role: 'viewer',
  });
  const code = invited.body.temporaryPassword as string;
  const joined = await both.send(await openedByProvider(own), 'post', '/me/invitations', { code });
  expect([joined.status, joined.body.code]).toEqual([403, 'OneOrganizationOnly']);
});

it('lifts no limit on guessing a password, and resets no count of rejected ones', async () => {
  const email = 'guessed@harbor-lane.test';
  const ids = await both.inBoth(email);
  const personId = await both.personOf(ids.a);
  await both.signIn(email, 'wrong').expect(401);
  await openedByProvider(ids.a);
  const { id: identityId } = await api.db
    .selectFrom('externalIdentity')
    .select('id')
    .where('memberId', '=', ids.a)
    .executeTakeFirstOrThrow();
  const started = await api.db.transaction().execute(async (tx) => {
    const { tenantId } = api;
    const member = await findMember(tx, tenantId, ids.a);
    const session = { tokenHash: tokenHash(randomUUID()), expiresAt: new Date(), address: '203.0.113.9', network: '203.0.113.0/24', device: '' }; // prettier-ignore
    const opening = { method: 'provider', factor: null, provider: { id: providerId, identityId, session: null, isFresh: true } } as const; // prettier-ignore
    const by = { tenantId, actor: { kind: 'member', id: ids.a }, requestId: null, now: new Date() } as const; // prettier-ignore
    return startSession(tx, member!, session, opening, by);
  });
  expect(started).toEqual({ isOneTime: false, rejectedBefore: null });
  expect(await findCandidateOfPerson(api.db, { personId }, '203.0.113.0/24')).toMatchObject({
    isKnownNetwork: false,
  });
  expect((await both.signIn(email, api.password).expect(201)).body.rejectedBefore).toMatchObject({
    times: 1,
  });
});

it('is given nothing of how the person signs in elsewhere', async () => {
  const ids = await both.inBoth('exported@harbor-lane.test');
  const exported = async (cookie: string) =>
    Object.keys(JSON.parse((await both.send(cookie, 'get', '/me/data').expect(200)).text) as object);
  expect(await exported(await both.sessionOf(ids.a, api.tenantId))).toContain('person');
  expect(await exported(await openedByProvider(ids.a))).not.toContain('person');
});

it('adds and removes nothing that the person signs in with elsewhere', async () => {
  const ids = await both.inBoth('factors@harbor-lane.test');
  const cookie = await openedByProvider(ids.a);
  const personId = await both.personOf(ids.a);
  const passkey = {
    personId,
    credentialId: 'AQIDBA',
    publicKey: Buffer.of(1),
    counter: '0',
    aaguid: '',
    backedUp: false,
  };
  const { id } = await api.db
    .insertInto('passkey')
    .values({ ...passkey, name: 'Laptop', rpId: 'localhost' })
    .returning('id')
    .executeTakeFirstOrThrow();
  for (const [method, path, body] of [
    ['post', '/me/recovery-codes'],
    ['patch', `/me/passkeys/${id}`, { name: 'Mine' }],
    ['delete', `/me/passkeys/${id}`],
  ] as const) {
    const { status, body: problem } = await both.send(cookie, method, path, body);
    expect([path, status, problem.code]).toEqual([path, 403, 'OneOrganizationOnly']);
  }
  const setUp = (await both.send(cookie, 'post', '/me/totp').expect(200)).body as { secret: string };
  const code = new TOTP({ secret: setUp.secret }).generate();
  const added = await both.send(cookie, 'post', '/me/totp/confirm', { code });
  expect([added.status, added.body.code]).toEqual([403, 'OneOrganizationOnly']);
  expect(await api.db.selectFrom('totp').select('personId').execute()).toEqual([]);
  expect(await api.db.selectFrom('passkey').select('name').execute()).toEqual([{ name: 'Laptop' }]);
});

it('adds no factor to a person who has a password, and a passkey of a person it introduced cannot sign in', async () => {
  const own = await both.newMember(api.tenantId, 'connected@harbor-lane.test');
  const introduced = (await api.db.transaction().execute(
    (tx) =>
    createMemberOfProvider(tx, { tenantId: api.tenantId, email: 'introduced@harbor-lane.test', name: 'I', role: 'viewer', roleFrom: null }), // prettier-ignore
  ))!;
  const added = [];
  for (const memberId of [own, introduced]) {
    const cookie = await openedByProvider(memberId);
    const { secret } = (await both.send(cookie, 'post', '/me/totp').expect(200)).body as { secret: string };
    const code = new TOTP({ secret }).generate();
    added.push((await both.send(cookie, 'post', '/me/totp/confirm', { code })).body.code as unknown);
  }
  expect(added).toEqual(['OneOrganizationOnly', undefined]);
  expect((await findMemberToSignIn(api.db, await both.personOf(own)))?.id).toBe(own);
  expect(await findMemberToSignIn(api.db, await both.personOf(introduced))).toBeNull();
});

it('cannot confirm by the password of the person whose email the provider claims', async () => {
  const victim = 'victim@bay-street.test';
  const victimId = await both.newMember(ofB.tenantId, victim);
  const personId = randomUUID();
  await api.db.insertInto('person').values({ id: personId, email: null, passwordHash: null }).execute();
  const memberId = randomUUID();
  await api.db
    .insertInto('member')
    .values({ tenantId: api.tenantId, id: memberId, personId, email: victim, name: 'Claimed', role: 'admin' })
    .execute();
  const cookie = await openedByProvider(memberId, victim);
  const { body } = await both.send(cookie, 'get', '/session').expect(200);
  expect(body.organizations).toEqual([expect.objectContaining({ memberId })]);
  const changed = await both.send(cookie, 'put', '/me/password', {
    currentPassword: api.password,
    newPassword: 'seven quiet herons',
  });
  expect(changed.body.code).toBe('PasswordWrong');
  expect((await both.auditOf(ofB.tenantId, 'member.password-rejected')).length).toBe(0);
  const signedIn = await both.signIn(victim, api.password).expect(201);
  expect(signedIn.body.member.id).toBe(victimId);
});

interface Connected {
  readonly id: string;
  readonly issuer: string;
  readonly clientId: string;
}

async function connect(cookie: string, issuer: string): Promise<Connected> {
  const clientId = randomUUID();
  const { body } = await both
    .send(cookie, 'post', '/identity-providers', {
      kind: 'generic',
      name: 'Work account',
      issuer,
      clientId,
      clientSecret: randomUUID(),
      domains: [],
      roleClaim: null,
      roles: [],
      defaultRole: 'viewer',
    })
    .expect(201);
  return { id: body.id as string, issuer, clientId };
}

/** Where the browser is sent, and the cookie of the session, if one was opened. */
async function signInBy({ id, issuer }: Connected, claims: Record<string, unknown>) {
  const provider = providers.at(issuer);
  provider.claims = claims;
  const begun = await request(api.app)
    .post('/api/v1/session/sso')
    .send({ providerId: id, purpose: 'sign-in' })
    .expect(200);
  const back = new URL(provider.authorize(begun.body.url as string));
  const arrived = await request(api.app)
    .get(back.pathname + back.search)
    .set('Cookie', cookiesOf(begun))
    .expect(303);
  return { location: arrived.headers['location'] as string, cookie: cookiesOf(arrived) };
}

const memberOf = async (cookie: string): Promise<string> =>
  (await both.send(cookie, 'get', '/session').expect(200)).body.member.id as string;

it('does not recognize anyone by the subject or email that another provider gave', async () => {
  const [ofA, second] = [await connect(api.cookies.admin, hostile), await connect(api.cookies.admin, honest)];
  const pat = { sub: 'pat', email: 'pat@bay-street.test', name: 'Pat' };
  const known = await memberOf((await signInBy(await connect(ofB.cookie, honest), pat)).cookie);
  const { cookie } = await signInBy(ofA, pat);
  const { body } = await both.send(cookie, 'get', '/session').expect(200);
  const claimed = body.member.id as string;
  expect(body).toMatchObject({ tenant: { id: api.tenantId }, organizations: [{ memberId: claimed }] });
  expect(await both.personOf(claimed)).not.toBe(await both.personOf(known));
  expect((await signInBy(second, pat)).location).toBe('/sign-in?failed=ConnectFirst');
  const other = await signInBy(second, { ...pat, email: 'pat@harbor-lane.test' });
  expect([claimed, known]).not.toContain(await memberOf(other.cookie));
});

it('signs out its own sessions, and none of another organization that uses the same provider', async () => {
  const [ofA, sharedByB] = [await connect(api.cookies.admin, hostile), await connect(ofB.cookie, hostile)];
  const lou = { sub: 'lou', sid: 'the session of Lou', email: 'lou@bay-street.test', name: 'Lou' };
  const [a, b] = [await signInBy(ofA, lou), await signInBy(sharedByB, lou)];
  const logOut = async (to: Connected, { issuer, clientId }: Connected, claims: object) =>
    request(api.app)
      .post(`/api/v1/session/sso/back-channel-logout/${to.id}`)
      .type('form')
      .send({ logout_token: await providers.at(issuer).logoutToken({ aud: clientId, ...claims }) });
  const states = async () =>
    Promise.all([a, b].map(async ({ cookie }) => (await both.send(cookie, 'get', '/session')).status));
  const subject = { sub: lou.sub };
  const honestOfB = await connect(ofB.cookie, honest);
  expect((await logOut(sharedByB, ofA, subject)).status).toBe(400);
  expect((await logOut(honestOfB, { ...honestOfB, issuer: hostile }, subject)).status).toBe(400);
  expect(await states()).toEqual([200, 200]);
  expect((await logOut(ofA, ofA, { ...subject, sid: lou.sid })).status).toBe(204);
  expect((await logOut(ofA, ofA, subject)).status).toBe(204);
  expect(await states()).toEqual([401, 200]);
  expect((await logOut(sharedByB, sharedByB, subject)).status).toBe(204);
  expect(await states()).toEqual([401, 401]);
});

it('is bypassed by a break-glass administrator in the organization that chose them, and in no other', async () => {
  const email = 'break-glass@harbor-lane.test';
  const ids = await both.inBoth(email);
  const chosen = await both.send(api.cookies.admin, 'put', `/members/${ids.b}/break-glass`, {
    breakGlass: true,
  });
  expect(chosen.status).toBe(404);
  await both.sessionOf(ids.b, ofB.tenantId);
  const { addTotp, giveFactor } = makePeople(api);
  const { secret } = await addTotp(cookiesOf(await both.signIn(email, api.password).expect(201)));
  await api.db
    .updateTable('member')
    .set({ breakGlass: true, role: 'admin' })
    .where('id', '=', ids.a)
    .execute();
  const require = (isSsoRequired: boolean) =>
    api.db.transaction().execute(async (tx) => {
      for (const tenantId of [api.tenantId, ofB.tenantId])
        await setSignInPolicy(tx, tenantId, { secondFactorFor: [], isSsoRequired });
    });
  await require(true);
  const step = cookiesOf(await both.signIn(email, api.password).expect(200));
  const signedIn = await giveFactor(step, { factor: 'totp', code: codeOf(secret) }).expect(201);
  expect(signedIn.body.member.id).toBe(ids.a);
  const switched = await both.send(cookiesOf(signedIn), 'put', '/session/membership', { memberId: ids.b });
  expect([switched.status, switched.body.code]).toEqual([403, 'SsoRequired']);
  await require(false);
});
