import { createHmac, randomUUID } from 'node:crypto';
import { exportJWK, type JWTPayload, SignJWT } from 'jose';
import { sql } from 'kysely';
import request from 'supertest';
import { setSignInPolicy } from '../db/settings/sign-in-policy.ts';
import {
  type ApiUnderTest,
  apiUnderTest,
  emailOf,
  signInCookie,
} from '../test/environment/api-under-test.ts';
import {
  newSigningKey,
  type ScriptedProvider,
  type ScriptedProviders,
  scriptedProviders,
} from '../test/environment/scripted-provider.ts';

const entraTenant = '00000000-1111-4222-8333-444444444444';
const issuers = {
  generic: 'https://alpha.idp.test',
  okta: 'https://okta.idp.test',
  google: 'https://accounts.google.com',
  entra: `https://login.microsoftonline.com/${entraTenant}/v2.0`,
} as const;
type Kind = keyof typeof issuers;

let api: ApiUnderTest;
let providers: ScriptedProviders;
const ids = {} as Record<Kind, string>;
beforeAll(async () => {
  providers = await scriptedProviders(Object.values(issuers).map((issuer) => new URL(issuer).host));
  api = await apiUnderTest({ sso: providers.outbound });
  for (const [kind, issuer] of Object.entries(issuers)) {
    const { body } = await asAdmin('post', '/identity-providers')
      .send({
        kind,
        name: kind,
        issuer,
        clientId: `client at ${kind}`,
        clientSecret: randomUUID(),
        domains: kind === 'google' ? ['harbor-lane.test'] : [],
        roleClaim: kind === 'google' ? null : kind === 'entra' ? 'roles' : 'groups',
        roles:
          kind === 'google'
            ? []
            : [
                { value: 'readers', role: 'viewer' },
                { value: 'approvers', role: 'approver' },
                { value: 'administrators', role: 'admin' },
              ],
        defaultRole: kind === 'google' ? 'viewer' : null,
      })
      .expect(201);
    ids[kind as Kind] = body.id as string;
  }
});
afterAll(async () => {
  await api.close();
  providers.close();
});

const asAdmin = (method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string) =>
  request(api.app)[method](`/api/v1${path}`).set('Cookie', api.cookies.admin);
const asked = (cookie: string, method: 'get' | 'delete', path: string) =>
  request(api.app)[method](`/api/v1${path}`).set('Cookie', cookie);

const at = (kind: Kind): ScriptedProvider => providers.at(issuers[kind]);

beforeEach(() => {
  for (const kind of Object.keys(issuers) as Kind[])
    Object.assign(at(kind), { claims: {}, userInfo: null, metadata: {}, instead: null, sign: usual });
});
let usual: ScriptedProvider['sign'];
beforeAll(() => {
  usual = at('generic').sign;
});

interface Started {
  readonly url: string;
  readonly step: string;
}

const cookiesOf = (response: request.Response): string[] =>
  ((response.headers['set-cookie'] as unknown as string[] | undefined) ?? []).map(
    (cookie) => cookie.split(';')[0]!,
  );

async function start(kind: Kind, more: object = {}, cookie = ''): Promise<Started> {
  const response = await request(api.app)
    .post('/api/v1/session/sso')
    .set('Cookie', cookie)
    .send({ providerId: ids[kind], purpose: 'sign-in', ...more })
    .expect(200);
  return { url: response.body.url as string, step: cookiesOf(response)[0]! };
}

interface Arrived {
  readonly location: string;
  /** Of the session that it opened; null: it opened none. */
  readonly cookie: string | null;
}

async function comeBack(address: string, step: string): Promise<Arrived> {
  const url = new URL(address);
  const response = await request(api.app)
    .get(url.pathname + url.search)
    .set('Cookie', step)
    .expect(303);
  const cookie = cookiesOf(response).find((one) => !one.includes('-sso=')) ?? null;
  return { location: response.headers['location'] as string, cookie };
}

/** A change of a provider makes its discovery document be read again. */
const readAgain = (kind: Kind) =>
  asAdmin('patch', `/identity-providers/${ids[kind]}`).send({ name: kind }).expect(200);

const fits = (kind: Kind, subject: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  sub: subject,
  email: `${subject}@harbor-lane.test`,
  name: `Name of ${subject}`,
  ...(kind === 'google' ? { hd: 'harbor-lane.test', email_verified: true } : {}),
  ...(kind === 'entra' ? { tid: entraTenant, oid: `oid of ${subject}`, roles: ['readers'] } : {}),
  ...(kind === 'generic' || kind === 'okta' ? { groups: ['readers'] } : {}),
  ...more,
});

async function signIn(kind: Kind, claims: Record<string, unknown>, more: object = {}): Promise<Arrived> {
  at(kind).claims = claims;
  const { url, step } = await start(kind, more);
  return comeBack(at(kind).authorize(url), step);
}

const failedWith = (code: string) => ({ location: `/sign-in?failed=${code}`, cookie: null });
const member = (email: string) =>
  api.db.selectFrom('member').selectAll().where('email', '=', email).executeTakeFirst();
const newSubject = (): string => `s${randomUUID().slice(0, 8)}`;

describe('signing in by a provider', () => {
  it.each(Object.keys(issuers) as Kind[])(
    'of kind %s creates a member once, and knows them again',
    async (kind) => {
      const subject = newSubject();
      const { location, cookie } = await signIn(kind, fits(kind, subject), {
        returnTo: '/usage?kind=increase',
      });
      expect(location).toBe('/usage?kind=increase');
      const { body } = await asked(cookie!, 'get', '/session').expect(200);
      expect(body).toMatchObject({
        role: 'viewer',
        method: 'provider',
        provider: { id: ids[kind], name: kind },
        member: { email: `${subject}@harbor-lane.test`, name: `Name of ${subject}` },
      });
      const again = await signIn(kind, fits(kind, subject));
      expect((await asked(again.cookie!, 'get', '/session').expect(200)).body.member).toEqual(body.member);
      const { personId } = (await member(`${subject}@harbor-lane.test`))!;
      expect(
        await api.db
          .selectFrom('person')
          .select(['email', 'passwordHash'])
          .where('id', '=', personId)
          .execute(),
      ).toEqual([{ email: null, passwordHash: null }]);
    },
  );

  it('asks for code, PKCE, state, nonce, and keeps nothing that a script could read', async () => {
    const response = await request(api.app)
      .post('/api/v1/session/sso')
      .send({ providerId: ids.generic, purpose: 'sign-in' });
    const url = new URL(response.body.url as string);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      scope: 'openid profile email',
    });
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(url.searchParams.get(name)!.length).toBeGreaterThanOrEqual(43);
    expect((response.headers['set-cookie'] as unknown as string[])[0]).toMatch(
      /^__Host-seatwise-\w+-sso=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/u,
    );
  });

  it('takes what the ID token leaves out from the user info endpoint', async () => {
    const subject = newSubject();
    at('okta').userInfo = { email: `${subject}@harbor-lane.test`, groups: ['approvers'] };
    await readAgain('okta');
    const { cookie } = await signIn('okta', { sub: subject });
    expect((await asked(cookie!, 'get', '/session').expect(200)).body.role).toBe('approver');
  });

  it('follows a changed email, but never to one that another member has', async () => {
    const subject = newSubject();
    await signIn('generic', fits('generic', subject));
    const before = await member(`${subject}@harbor-lane.test`);
    await signIn('generic', fits('generic', subject, { email: `new-${subject}@harbor-lane.test` }));
    expect((await member(`new-${subject}@harbor-lane.test`))?.id).toBe(before!.id);
    const { cookie } = await signIn('generic', fits('generic', subject, { email: emailOf('admin') }));
    const { body } = await asked(cookie!, 'get', '/session').expect(200);
    expect(body.member).toMatchObject({ id: before!.id, email: `new-${subject}@harbor-lane.test` });
  });

  it('keeps the same subject of two providers apart', async () => {
    const subject = newSubject();
    await signIn('generic', fits('generic', subject, { email: `g-${subject}@harbor-lane.test` }));
    await signIn('okta', fits('okta', subject, { email: `o-${subject}@harbor-lane.test` }));
    expect((await member(`g-${subject}@harbor-lane.test`))!.id).not.toBe(
      (await member(`o-${subject}@harbor-lane.test`))!.id,
    );
  });

  it('reads roles again each time: the highest counts, and no one changes them here', async () => {
    const subject = newSubject();
    await signIn('entra', fits('entra', subject));
    const { id } = (await member(`${subject}@harbor-lane.test`))!;
    await signIn('entra', fits('entra', subject, { roles: ['readers', 'approvers', 'others'] }));
    expect((await member(`${subject}@harbor-lane.test`))!.role).toBe('approver');
    const { body } = await asAdmin('patch', `/members/${id}`).send({ role: 'viewer' }).expect(409);
    expect(body.code).toBe('RoleFromProvider');
    await asAdmin('patch', `/members/${id}`).send({ name: 'Renamed' }).expect(200);
    expect(await signIn('entra', fits('entra', subject, { roles: ['others'] }))).toEqual(
      failedWith('NoRoleFromProvider'),
    );
  });

  it('shows administrators what the provider sent for a person without a role', async () => {
    const subject = newSubject();
    const arrived = await signIn('generic', fits('generic', subject, { groups: ['sales', 'all-staff'] }));
    expect(arrived).toEqual(failedWith('NoRoleFromProvider'));
    const { body } = await asAdmin('get', '/notices').expect(200);
    const items = body.items as { subject: string }[];
    expect(
      JSON.stringify(items.find((notice) => notice.subject === `${subject}@harbor-lane.test`)),
    ).toContain('sales');
    expect(await member(`${subject}@harbor-lane.test`)).toBeUndefined();
    const audit = await asAdmin('get', '/audit?action=session.rejected&limit=1').expect(200);
    expect(audit.body.items).toMatchObject([
      { object: { id: ids.generic }, detail: { code: 'NoRoleFromProvider' } },
    ]);
  });

  const overage = {
    roles: undefined,
    _claim_names: { roles: 'src1' },
    _claim_sources: { src1: { endpoint: 'https://graph' } },
  };
  it.each<[string, Kind, Record<string, unknown>, string]>([
    ['has too many groups for its token', 'entra', overage, 'TooManyGroups'],
    ['is of another Entra tenant', 'entra', { tid: randomUUID() }, 'SsoRejected'],
    ['has no object ID', 'entra', { oid: undefined }, 'SsoRejected'],
    ['is of another Google organization', 'google', { hd: 'other.test' }, 'DomainNotAllowed'],
    ['has a private Google account with our email', 'google', { hd: undefined }, 'DomainNotAllowed'],
    ['has an email that Google did not verify', 'google', { email_verified: false }, 'DomainNotAllowed'],
    ['has no email', 'generic', { email: undefined }, 'EmailFromProviderMissing'],
    [
      'has the email of a member with a password',
      'generic',
      { email: emailOf('admin').toUpperCase() },
      'ConnectFirst',
    ],
  ])('rejects whoever %s', async (_, kind, more, code) => {
    expect(await signIn(kind, fits(kind, newSubject(), more))).toEqual(failedWith(code));
  });

  it('names in a notice whom a provider makes an administrator, immediately or later', async () => {
    const [first, later] = [newSubject(), newSubject()];
    await signIn('generic', fits('generic', first, { groups: ['administrators'] }));
    await signIn('generic', fits('generic', later));
    await signIn('generic', fits('generic', later, { groups: ['administrators'] }));
    await signIn('generic', fits('generic', later, { groups: ['administrators'] }));
    const { body } = await asAdmin('get', '/notices?state=open&limit=200').expect(200);
    const found = (body.items as { code: string; subject: string; detail: string; times: number }[])
      .filter(({ code }) => code === 'AdministratorCreated')
      .map(({ subject, detail, times }) => [subject, detail, times]);
    expect(found.sort()).toEqual(
      [first, later]
        .map((subject) => [
          `${subject}@harbor-lane.test`,
          `generic made Name of ${subject} an administrator at sign-in.`,
          1,
        ])
        .sort(),
    );
  });

  it('rejects a member who is disabled', async () => {
    const subject = newSubject();
    await signIn('generic', fits('generic', subject));
    const { id } = (await member(`${subject}@harbor-lane.test`))!;
    await asAdmin('patch', `/members/${id}`).send({ disabled: true }).expect(200);
    expect(await signIn('generic', fits('generic', subject))).toEqual(failedWith('MembershipDisabled'));
  });
});

describe('an answer that is not from the provider, or not for this sign-in', () => {
  const now = () => Math.floor(Date.now() / 1_000);
  const unsigned = (claims: JWTPayload): string =>
    [{ alg: 'none' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.') + '.';
  const byHmac = (claims: JWTPayload, kid: string): string => {
    const text = [{ alg: 'HS256', kid }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${createHmac('sha256', 'client secret').update(text).digest('base64url')}`;
  };

  it.each<[string, Partial<ScriptedProvider>]>([
    ['for another client', { claims: { aud: 'another client' } }],
    ['of another issuer', { claims: { iss: issuers.okta } }],
    ['with another nonce', { claims: { nonce: 'another' } }],
    ['that has expired', { claims: { iat: now() - 600, exp: now() - 120 } }],
    ['of the future', { claims: { nbf: now() + 300 } }],
    ['issued in an hour', { claims: { iat: now() + 3_600, exp: now() + 7_200 } }],
    ['that is not signed', { sign: (claims) => Promise.resolve(unsigned(claims)) }],
    [
      'signed with what the client knows',
      { sign: (claims, key) => Promise.resolve(byHmac(claims, key.kid)) },
    ],
  ])('is rejected: an ID token %s', async (_, { claims = {}, sign = usual }) => {
    at('generic').sign = sign;
    expect(await signIn('generic', fits('generic', newSubject(), claims))).toEqual(failedWith('SsoRejected'));
  });

  it('is rejected: signed with a foreign key, under its own name or that of a known one', async () => {
    const foreign = await newSigningKey();
    for (const kid of ['known', 'own']) {
      at('generic').sign = (claims, key) =>
        new SignJWT(claims)
          .setProtectedHeader({ alg: 'RS256', kid: kid === 'known' ? key.kid : foreign.kid })
          .sign(foreign.private);
      expect(await signIn('generic', fits('generic', newSubject()))).toEqual(failedWith('SsoRejected'));
    }
  });

  it('is rejected: signed with a key that it brings along', async () => {
    const foreign = await newSigningKey();
    at('generic').sign = async (claims, key) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: key.kid, jwk: await exportJWK(foreign.public) })
        .sign(foreign.private);
    expect(await signIn('generic', fits('generic', newSubject()))).toEqual(failedWith('SsoRejected'));
  });

  it('is rejected: the ID token of an earlier sign-in', async () => {
    let earlier: Promise<string> | undefined;
    at('generic').sign = (claims, key) => (earlier ??= usual(claims, key));
    const claims = fits('generic', newSubject());
    expect((await signIn('generic', claims)).cookie).not.toBeNull();
    expect(await signIn('generic', claims)).toEqual(failedWith('SsoRejected'));
  });

  it('is taken with a key that the provider just began to use', async () => {
    await signIn('generic', fits('generic', newSubject()));
    at('generic').keys = [await newSigningKey()];
    expect((await signIn('generic', fits('generic', newSubject()))).cookie).not.toBeNull();
  });

  it('accepts a clock that is 50 seconds fast or slow', async () => {
    for (const off of [-50, 50]) {
      const claims = { iat: now() + off, nbf: now() + off, exp: now() + off + (off < 0 ? 10 : 300) };
      expect((await signIn('generic', fits('generic', newSubject(), claims))).cookie).not.toBeNull();
    }
  });

  it('is rejected a second time, whole or its code alone', async () => {
    at('generic').claims = fits('generic', newSubject());
    const first = await start('generic');
    const back = at('generic').authorize(first.url);
    expect((await comeBack(back, first.step)).cookie).not.toBeNull();
    expect(await comeBack(back, first.step)).toEqual(failedWith('SsoExpired'));
    const second = await start('generic');
    const replayed = new URL(back);
    replayed.searchParams.set('state', new URL(second.url).searchParams.get('state')!);
    expect(await comeBack(replayed.href, second.step)).toEqual(failedWith('SsoRejected'));
  });

  it('is rejected in another browser than the one that began, and with another state', async () => {
    at('generic').claims = fits('generic', newSubject());
    const [mine, attackers] = [await start('generic'), await start('generic')];
    const back = at('generic').authorize(attackers.url);
    at('generic').calls.length = 0;
    expect(await comeBack(back, '')).toEqual(failedWith('SsoExpired'));
    expect(await comeBack(back, mine.step)).toEqual(failedWith('SsoRejected'));
    expect(at('generic').calls).not.toContain('/token');
  });

  it('is rejected where another provider answers for it (mix-up), and nothing is sent to either', async () => {
    const { url, step } = await start('generic');
    const back = new URL(at('okta').authorize(url));
    for (const kind of ['generic', 'okta'] as const) at(kind).calls.length = 0;
    expect(await comeBack(back.href, step)).toEqual(failedWith('SsoRejected'));
    back.searchParams.delete('iss');
    expect(await comeBack(back.href, (await start('generic')).step)).toEqual(failedWith('SsoRejected'));
    expect([...at('generic').calls, ...at('okta').calls]).not.toContain('/token');
  });

  it('sends no provider the code of another that does not say who it is (mix-up)', async () => {
    const [generic, okta] = ['generic', 'okta'] as const;
    at(generic).metadata = { authorization_response_iss_parameter_supported: false };
    await readAgain(generic);
    const { body } = await asAdmin('get', `/identity-providers/${ids[okta]}`);
    const { url, step } = await start(generic);
    // The attacker's provider sends the browser on to the honest one, which answers to what is registered there.
    const onward = new URL(url);
    onward.searchParams.set('redirect_uri', body.redirectUri as string);
    const back = new URL(at(okta).authorize(onward.href));
    back.searchParams.delete('iss');
    at(generic).calls.length = 0;
    expect(await comeBack(back.href, step)).toEqual(failedWith('SsoRejected'));
    expect(at(generic).calls).not.toContain('/token');
    at(generic).metadata = {};
    await readAgain(generic);
  });

  it('says what the provider says: that it does not sign them in', async () => {
    const { url, step } = await start('generic');
    const back = new URL(at('generic').authorize(url));
    back.searchParams.delete('code');
    back.searchParams.set('error', 'access_denied');
    expect(await comeBack(back.href, step)).toEqual(failedWith('SsoDenied'));
  });

  it('is repeated in the audit only as a code of the standard', async () => {
    const reasons: unknown[] = [];
    for (const error of ['login_required', 'call 555-0100 now', `a${'a'.repeat(50)}`]) {
      const { url, step } = await start('generic');
      const back = new URL(at('generic').authorize(url));
      back.searchParams.delete('code');
      back.searchParams.set('error', error);
      expect(await comeBack(back.href, step)).toEqual(failedWith('SsoDenied'));
      const row = await api.db
        .selectFrom('auditEvent')
        .select('detail')
        .where('action', '=', 'session.rejected')
        .orderBy('at', 'desc')
        .executeTakeFirstOrThrow();
      reasons.push(row.detail);
    }
    expect(reasons).toMatchObject(
      ['login_required', 'other', 'other'].map((reason) => ({ code: 'SsoDenied', reason })),
    );
  });

  it.each([{ enabled: false }, { clientId: 'another' }])(
    'is rejected once its provider was changed since: %j',
    async (change) => {
      const subject = newSubject();
      at('generic').sign = async (claims, key) => {
        await asAdmin('patch', `/identity-providers/${ids.generic}`).send(change).expect(200);
        return usual(claims, key);
      };
      expect(await signIn('generic', fits('generic', subject))).toEqual(failedWith('SsoExpired'));
      expect(await member(`${subject}@harbor-lane.test`)).toBeUndefined();
      const restored = { enabled: true, clientId: 'client at generic' };
      await asAdmin('patch', `/identity-providers/${ids.generic}`).send(restored).expect(200);
    },
  );

  it('is too late after ten minutes', async () => {
    const { url, step } = await start('generic');
    await api.db
      .updateTable('signInStep')
      .set({ expiresAt: new Date() })
      .where('kind', '=', 'provider')
      .execute();
    expect(await comeBack(at('generic').authorize(url), step)).toEqual(failedWith('SsoExpired'));
  });

  it.each(['/.//evil.test', '/%2e%2e//evil.test', '/\\evil.test', 'https://evil.test'])(
    'never leads out of the console: %j',
    async (returnTo) => {
      const { body } = await request(api.app)
        .post('/api/v1/session/sso')
        .send({ providerId: ids.generic, purpose: 'sign-in', returnTo })
        .expect(422);
      expect(body.code).toBe('ValidationFailed');
    },
  );

  it('never leads out of the console by a step that an earlier version stored', async () => {
    at('generic').claims = fits('generic', newSubject());
    const { url, step } = await start('generic');
    await sql`update sign_in_step set data = jsonb_set(data, '{returnTo}', '"/.//evil.test"')
      where kind = 'provider'`.execute(api.db);
    expect((await comeBack(at('generic').authorize(url), step)).location).toBe('/');
  });
});

describe('a provider that is down', () => {
  it('is said within 3 s, and holds up no other', async () => {
    at('okta').instead = () => true;
    await readAgain('okta');
    const [down, up] = await Promise.all([
      request(api.app).post('/api/v1/session/sso').send({ providerId: ids.okta, purpose: 'sign-in' }),
      signIn('generic', fits('generic', newSubject())),
    ]);
    expect([down.status, down.body.code]).toEqual([503, 'ProviderUnavailable']);
    expect(up.cookie).not.toBeNull();
  });
});

describe('confirming that it is you', () => {
  async function confirm(claims: Record<string, unknown>, cookie: string): Promise<Arrived> {
    const { url, step } = await start('generic', { purpose: 'confirm', returnTo: '/settings' }, cookie);
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({ prompt: 'login', max_age: '0' });
    at('generic').claims = claims;
    return comeBack(at('generic').authorize(url), step);
  }

  it('takes a fresh sign-in of the same person, and nothing else', async () => {
    const subject = newSubject();
    const claims = fits('generic', subject);
    const { cookie } = await signIn('generic', claims);
    const longAgo = new Date(Date.now() - 7_200_000);
    const stale = () =>
      api.db
        .updateTable('session')
        .set({ passwordAt: longAgo })
        .where('providerId', '=', ids.generic)
        .execute();
    const at2 = async () =>
      (
        await api.db
          .selectFrom('session')
          .select('passwordAt')
          .where('providerId', '=', ids.generic)
          .orderBy('createdAt', 'desc')
          .executeTakeFirstOrThrow()
      ).passwordAt;
    await stale();
    const rejected = { location: '/settings?failed=ConfirmationRejected', cookie: null };
    expect(await confirm({ ...claims, auth_time: Math.floor(Date.now() / 1_000) - 600 }, cookie!)).toEqual(
      rejected,
    );
    expect(await confirm({ ...claims, auth_time: undefined }, cookie!)).toEqual(rejected);
    expect(await confirm(fits('generic', newSubject()), cookie!)).toEqual(rejected);
    expect(await at2()).toEqual(longAgo);
    expect(await confirm(claims, cookie!)).toEqual({ location: '/settings', cookie: null });
    expect((await at2()).getTime()).toBeGreaterThan(longAgo.getTime());
  });

  it.each<[string, number | undefined]>([
    ['that was silent', Math.floor(Date.now() / 1_000) - 600],
    ['of an unknown time', undefined],
  ])('is not what a sign-in %s does', async (_, time) => {
    const claims = fits('generic', newSubject());
    const { cookie } = await signIn('generic', { ...claims, auth_time: time });
    const add = () => request(api.app).post('/api/v1/me/totp').set('Cookie', cookie!).send({});
    expect((await add().expect(403)).body.code).toBe('StepUpRequired');
    expect((await confirm(claims, cookie!)).location).toBe('/settings');
    await add().expect(200);
  });

  it('takes a first factor of their own from whom Google signs in, which says no time, and no second one', async () => {
    const { cookie } = await signIn('google', fits('google', newSubject(), { auth_time: undefined }));
    const add = () => request(api.app).post('/api/v1/me/totp').set('Cookie', cookie!).send({});
    await add().expect(200);
    const { body } = await asked(cookie!, 'get', '/session');
    const { personId } = (await member(body.member.email as string))!;
    await api.db
      .insertInto('totp')
      .values({ personId, ciphertext: 'sealed', keyVersion: 1, lastStep: 0 })
      .execute();
    expect((await add().expect(403)).body.code).toBe('StepUpRequired');
  });

  it('ends with the session that began it', async () => {
    const { cookie } = await signIn('generic', fits('generic', newSubject()));
    const { url, step } = await start('generic', { purpose: 'confirm' }, cookie!);
    await asked(cookie!, 'delete', '/session');
    expect((await comeBack(at('generic').authorize(url), step)).location).toBe('/sign-in?failed=SsoExpired');
  });

  it('is nothing for a session of another kind, or none', async () => {
    const begin = (cookie: string) =>
      request(api.app)
        .post('/api/v1/session/sso')
        .set('Cookie', cookie)
        .send({ providerId: ids.generic, purpose: 'confirm' });
    expect((await begin('')).body.code).toBe('NotSignedIn');
    expect((await begin(api.cookies.admin)).body.code).toBe('ConfirmationRejected');
  });
});

describe('connecting', () => {
  it('lets a member sign in by the provider from then on, and no other member take over the identity', async () => {
    const subject = newSubject();
    const claims = fits('generic', subject, { email: emailOf('reviewer') });
    expect(await signIn('generic', claims)).toEqual(failedWith('ConnectFirst'));
    at('generic').claims = claims;
    const begun = await start(
      'generic',
      { purpose: 'connect', returnTo: '/settings/sign-in' },
      api.cookies.reviewer,
    );
    expect((await comeBack(at('generic').authorize(begun.url), begun.step)).location).toBe(
      '/settings/sign-in',
    );
    const { cookie } = await signIn('generic', claims);
    expect((await asked(cookie!, 'get', '/session').expect(200)).body.member.id).toBe(api.memberIds.reviewer);
    const others = await start('generic', { purpose: 'connect' }, api.cookies.viewer);
    expect((await comeBack(at('generic').authorize(others.url), others.step)).location).toBe(
      '/?failed=IdentityTaken',
    );
  });

  it('asks for a confirmation, at the beginning and at the end', async () => {
    const cookie = await signInCookie(api.app, emailOf('approver'), api.password);
    const begun = await start('generic', { purpose: 'connect' }, cookie);
    await api.db
      .updateTable('session')
      .set({ passwordAt: new Date(0) })
      .where('memberId', '=', api.memberIds.approver)
      .execute();
    at('generic').claims = fits('generic', newSubject());
    expect((await comeBack(at('generic').authorize(begun.url), begun.step)).location).toBe(
      '/?failed=StepUpRequired',
    );
    const again = await request(api.app)
      .post('/api/v1/session/sso')
      .set('Cookie', cookie)
      .send({ providerId: ids.generic, purpose: 'connect' });
    expect(again.body.code).toBe('StepUpRequired');
  });
});

it('lets a session of before single sign-on was required confirm by the provider alone', async () => {
  const { tenantId, memberIds, cookies } = api;
  const subject = newSubject();
  const own = cookies.reviewer;
  at('entra').claims = fits('entra', subject, { email: emailOf('reviewer') });
  const begun = await start('entra', { purpose: 'connect' }, own);
  await comeBack(at('entra').authorize(begun.url), begun.step);
  await api.db
    .deleteFrom('externalIdentity')
    .where('memberId', '=', memberIds.reviewer)
    .where('providerId', '=', ids.generic)
    .execute();
  const policy = { secondFactorFor: [], isSsoRequired: true };
  await api.db.transaction().execute((tx) => setSignInPolicy(tx, tenantId, policy));
  await api.db
    .updateTable('session')
    .set({ passwordAt: new Date(0) })
    .where('memberId', '=', memberIds.reviewer)
    .execute();
  try {
    const add = () => request(api.app).post('/api/v1/me/totp').set('Cookie', own).send({});
    expect((await add().expect(403)).body.code).toBe('StepUpRequired');
    const byPassword = await request(api.app)
      .post('/api/v1/session/step-up')
      .set('Cookie', own)
      .send({ password: api.password });
    expect(byPassword.body.code).toBe('ConfirmationNotAccepted');
    const seen = async (cookie: string): Promise<unknown> =>
      (await asked(cookie, 'get', '/session').expect(200)).body;
    expect(await seen(own)).toMatchObject({
      confirmWith: ['provider'],
      provider: null,
      confirmProvider: { id: ids.entra, name: 'entra' },
    });
    expect(await seen(cookies.viewer)).toMatchObject({ confirmWith: [], confirmProvider: null });
    for (const [who, isThem] of [
      [newSubject(), false],
      [subject, true],
    ] as const) {
      const { url, step } = await start('entra', { purpose: 'confirm', returnTo: '/settings' }, own);
      at('entra').claims = fits('entra', who);
      const { location } = await comeBack(at('entra').authorize(url), step);
      expect(location).toBe(isThem ? '/settings' : '/settings?failed=ConfirmationRejected');
      await add().expect(isThem ? 200 : 403);
    }
  } finally {
    await api.db
      .transaction()
      .execute((tx) => setSignInPolicy(tx, tenantId, { ...policy, isSsoRequired: false }));
  }
});

describe('back-channel logout', () => {
  const now = () => Math.floor(Date.now() / 1_000);
  const token = (claims: Record<string, unknown>, kind: Kind = 'generic') =>
    at(kind).logoutToken({ aud: `client at ${kind}`, ...claims });
  const logOut = (text: string, kind: Kind = 'generic') =>
    request(api.app)
      .post(`/api/v1/session/sso/back-channel-logout/${ids[kind]}`)
      .type('form')
      .send({ logout_token: text });
  const isOpen = async (cookie: string) => (await asked(cookie, 'get', '/session')).status === 200;

  it('signs out the sessions of one provider session, or all of a subject, and no others', async () => {
    const [one, two] = [newSubject(), newSubject()];
    const first = await signIn('generic', fits('generic', one, { sid: 'sid-1' }));
    const second = await signIn('generic', fits('generic', one, { sid: 'sid-2' }));
    const other = await signIn('generic', fits('generic', two, { sid: 'sid-3' }));
    await logOut(await token({ sid: 'sid-1' })).expect(204);
    expect(await Promise.all([first, second, other].map(({ cookie }) => isOpen(cookie!)))).toEqual([
      false,
      true,
      true,
    ]);
    await logOut(await token({ sub: one })).expect(204);
    expect(await Promise.all([second, other].map(({ cookie }) => isOpen(cookie!)))).toEqual([false, true]);
  });

  it('leaves sessions of another provider alone that have the same session ID', async () => {
    await readAgain('okta');
    const [own, elsewhere] = [
      await signIn('generic', fits('generic', newSubject(), { sid: 'shared' })),
      await signIn('okta', fits('okta', newSubject(), { sid: 'shared' })),
    ];
    await logOut(await token({ sid: 'shared' })).expect(204);
    expect([await isOpen(own.cookie!), await isOpen(elsewhere.cookie!)]).toEqual([false, true]);
  });

  it('reads the keys once a minute for tokens with unknown key IDs, and for each sign-in', async () => {
    await readAgain('generic');
    await signIn('generic', fits('generic', newSubject()));
    const { private: foreign } = await newSigningKey();
    const invented = (): Promise<string> =>
      new SignJWT({ sub: 'x', events: {} })
        .setProtectedHeader({ alg: 'RS256', kid: randomUUID() })
        .setIssuedAt()
        .sign(foreign);
    const reads = (): number => at('generic').calls.filter((path) => path === '/jwks').length;
    const before = reads();
    const answers = await Promise.all(Array.from({ length: 60 }, async () => logOut(await invented())));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    expect(reads() - before).toBe(1);
    at('generic').keys = [await newSigningKey()];
    const { cookie } = await signIn('generic', fits('generic', 'after-rotation'));
    expect([cookie !== null, reads() - before]).toEqual([true, 2]);
    await logOut(await token({ sub: 'after-rotation' })).expect(204);
    const clock = jest.spyOn(Date, 'now');
    const start = Date.now();
    clock.mockImplementation(() => start + 61_000);
    await logOut(await invented()).expect(400);
    clock.mockRestore();
    expect(reads() - before).toBe(3);
  });

  it.each<[string, Record<string, unknown>]>([
    ['of a foreign issuer', { iss: issuers.okta }],
    ['for another client', { aud: 'client at okta' }],
    ['that is an ID token', { nonce: 'n' }],
    ['without the event', { events: {} }],
    ['about nobody', { sub: undefined, sid: undefined }],
    ['that is old', { iat: now() - 300 }],
    ['without an ID of its own', { jti: undefined }],
  ])('rejects a token %s', async (_, claims) => {
    const subject = newSubject();
    const { cookie } = await signIn('generic', fits('generic', subject));
    const { body } = await logOut(await token({ sub: subject, ...claims })).expect(400);
    expect(body.code).toBe('LogoutTokenRejected');
    expect(await isOpen(cookie!)).toBe(true);
  });

  it('rejects a token that was used, one that another signed, and what is none', async () => {
    const used = await token({ sub: newSubject() });
    await logOut(used).expect(204);
    await logOut(used).expect(400);
    at('okta').keys = [await newSigningKey()];
    await logOut(await token({ iss: issuers.generic, aud: 'client at generic', sub: 'x' }, 'okta')).expect(
      400,
    );
    await logOut('nothing').expect(400);
  });
});

describe('signing out', () => {
  it('of a session that a provider opened says where to sign out there too', async () => {
    const { cookie } = await signIn('generic', fits('generic', newSubject()));
    const { body } = await asked(cookie!, 'delete', '/session').expect(200);
    const url = new URL(body.logoutUrl as string);
    expect(url.origin + url.pathname).toBe(`${issuers.generic}/logout`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'client at generic',
      post_logout_redirect_uri: 'http://localhost:4000/sign-in',
    });
    await asked(cookie!, 'get', '/session').expect(401);
  });

  it('does not send to the page of Okta, which asks for the ID token', async () => {
    await readAgain('okta');
    const { cookie } = await signIn('okta', fits('okta', newSubject()));
    expect((await asked(cookie!, 'delete', '/session').expect(200)).body).toEqual({ logoutUrl: null });
  });
});

describe('a provider that is switched off or deleted', () => {
  it('loses its sessions, and members keep roles that can then be changed here', async () => {
    for (const end of ['patch', 'delete'] as const) {
      const { body } = await asAdmin('post', '/identity-providers')
        .send({ kind: 'generic', name: 'short', issuer: issuers.generic, clientId: 'short', clientSecret: 'short', domains: [], roleClaim: 'groups', roles: [{ value: 'readers', role: 'viewer' }], defaultRole: null })
        .expect(201); // prettier-ignore
      ids.generic = body.id as string;
      const subject = newSubject();
      const { cookie } = await signIn('generic', fits('generic', subject));
      await asAdmin(end, `/identity-providers/${ids.generic}`).send(
        end === 'patch' ? { enabled: false } : undefined,
      );
      await asked(cookie!, 'get', '/session').expect(401);
      const { id } = (await member(`${subject}@harbor-lane.test`))!;
      await asAdmin('patch', `/members/${id}`).send({ role: 'reviewer' }).expect(200);
    }
  });
});
