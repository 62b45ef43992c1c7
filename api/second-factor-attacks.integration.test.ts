import { sql } from 'kysely';
import type { Role } from '../domain/roles.ts';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { browserOf, codeOf, cookiesOf, makePeople } from '../test/environment/people-with-factors.ts';

/** Ways around a second factor, with the password, a session, or a key. */

let api: ApiUnderTest;
let people: ReturnType<typeof makePeople>;
beforeAll(async () => {
  api = await apiUnderTest({
    settings: { trustedProxies: 1, signInLimits: { perPersonAndNetwork: 5, perNetwork: 12, perPerson: 20 } },
  });
  people = makePeople(api);
});
afterAll(() => api.close());

let networks = 0;
/** A browser at another network. */
const stranger = () => browserOf(api.app, { 'X-Forwarded-For': `198.18.7.${(networks += 1)}` });
const wrong = { factor: 'totp', code: '000000' } as const;
const policy = (secondFactorFor: readonly Role[]) =>
  people.browser.put('/settings/sign-in', api.cookies.admin, { secondFactorFor, isSsoRequired: false });
const codeOfAnswer = async (answer: PromiseLike<{ body: { code?: string } }>) => (await answer).body.code;

describe('the step between password and second factor', () => {
  it('opens one session, and none without its cookie, after its time, or for a member who was disabled', async () => {
    const { email, id, secret, codes } = await people.withTotp();
    const used = await people.step(email);
    const given = { factor: 'totp', code: codeOf(secret) };
    await people.giveFactor(used, given).expect(201);
    const code = (n: number) => ({ factor: 'recovery-code', code: codes[n]! });
    expect(await codeOfAnswer(people.giveFactor(used, code(0)))).toBe('SignInExpired');
    expect(await codeOfAnswer(people.giveFactor('', code(0)))).toBe('SignInExpired');
    const late = await people.step(email);
    await sql`update sign_in_step set expires_at = now() where member_id = ${id}`.execute(api.db);
    expect(await codeOfAnswer(people.giveFactor(late, code(0)))).toBe('SignInExpired');
    const disabled = await people.step(email);
    await people.browser.patch(`/members/${id}`, api.cookies.admin, { disabled: true }).expect(200);
    expect(await codeOfAnswer(people.giveFactor(disabled, code(0)))).toBe('SignInExpired');
    expect((await api.db.selectFrom('recoveryCode').select('codeHash').where('usedAt', 'is not', null).execute()).length).toBe(0);
  }); // prettier-ignore

  it('is over after five wrong codes, though each comes from another network', async () => {
    const { email, secret } = await people.withTotp();
    const step = await people.step(email);
    for (let n = 0; n < 5; n += 1) await stranger().post('/session/second-factor', step, wrong).expect(422);
    const right = { factor: 'totp', code: codeOf(secret) };
    expect(await codeOfAnswer(people.giveFactor(step, right))).toBe('SignInExpired');
  });

  it('is over with the password that began it, and the new one is asked for the factor too', async () => {
    const { email, id, secret } = await people.withTotp();
    const step = await people.step(email);
    const reset = await people.browser.post(`/members/${id}/reset-password`, api.cookies.admin).expect(200);
    const right = { factor: 'totp', code: codeOf(secret) };
    expect(await codeOfAnswer(people.giveFactor(step, right))).toBe('SignInExpired');
    const temporary = reset.body.temporaryPassword as string;
    const begun = await people.giveFactor(await people.step(email, temporary), right).expect(201);
    expect(begun.body).toMatchObject({ passwordChangeRequired: true, factor: 'totp' });
    const later = { factor: 'totp', code: codeOf(secret, 1) };
    const again = people.giveFactor(await people.step(email, temporary), later);
    expect(await codeOfAnswer(again)).toBe('TemporaryPasswordExpired');
  });

  it('is no session, and a session is no step', async () => {
    const { email, cookie, secret } = await people.withTotp();
    const name = cookie.split('=')[0]!;
    const token = (await people.step(email)).split('=')[1]!;
    await people.browser.get('/session', `${name}=${token}`).expect(401);
    const asStep = `${name}-step=${cookie.split('=')[1]!}`;
    const right = { factor: 'totp', code: codeOf(secret) };
    expect(await codeOfAnswer(people.giveFactor(asStep, right))).toBe('SignInExpired');
  });
});

describe('codes that are guessed', () => {
  it('count toward the limits of passwords; a correct password in between refunds none', async () => {
    const { email, secret } = await people.withTotp();
    const there = stranger();
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const step = cookiesOf(await people.signIn(email, api.password, there).expect(200));
      statuses.push((await there.post('/session/second-factor', step, wrong)).status);
    }
    expect(statuses).toEqual([422, 422, 422, 422, 422]);
    await people.signIn(email, api.password, there).expect(429);
    const elsewhere = cookiesOf(await people.signIn(email, api.password, stranger()).expect(200));
    const right = { factor: 'totp', code: codeOf(secret) };
    await there.post('/session/second-factor', elsewhere, right).expect(429);
    await people.giveFactor(elsewhere, right).expect(201);
  });

  it('count for the network regardless of person, passkeys included', async () => {
    const there = stranger();
    const persons = await Promise.all([1, 2, 3].map(() => people.withTotp()));
    const statuses: number[] = [];
    for (const { email } of persons)
      for (let n = 0; n < 3; n += 1) {
        const step = await people.step(email);
        statuses.push((await there.post('/session/second-factor', step, wrong)).status);
      }
    const unknown = { id: '0123', rawId: '0123', type: 'public-key', response: {} };
    for (let n = 0; n < 4; n += 1) {
      const step = cookiesOf(await there.post('/session/passkey/options'));
      statuses.push((await there.post('/session/passkey', step, { response: unknown })).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 12 }, () => 422), 429]);
  });

  it('to confirm are counted along, audited, and reported at the next sign-in', async () => {
    const { email, id, cookie, codes } = await people.withTotp();
    const there = stranger();
    for (let n = 0; n < 5; n += 1) await there.post('/session/step-up', cookie, wrong).expect(422);
    await there.post('/session/step-up', cookie, wrong).expect(429);
    const audited = await api.db.selectFrom('auditEvent').select('id').where('objectId', '=', id)
      .where('action', '=', 'member.factor-rejected').execute(); // prettier-ignore
    expect(audited).toHaveLength(5);
    const given = { factor: 'recovery-code', code: codes[0]! };
    const { body } = await people.giveFactor(await people.step(email), given).expect(201);
    expect(body.rejectedBefore).toMatchObject({ times: 5 });
  });
});

describe('what is privileged', () => {
  it('is confirmed by the factor alone, in sessions too that the password opened before there was one', async () => {
    const { email, id } = await people.newPerson('admin');
    const before = cookiesOf(await people.signIn(email));
    const cookie = cookiesOf(await people.signIn(email));
    const { secret } = await people.addTotp(cookie);
    const ask = (as: string) => codeOfAnswer(people.browser.post('/members', as, {}));
    expect(await ask(cookie)).toBe('ValidationFailed');
    expect(await ask(before)).toBe('StepUpRequired');
    const password = { password: api.password };
    const refused = people.browser.post('/session/step-up', before, password);
    expect(await codeOfAnswer(refused)).toBe('ConfirmationNotAccepted');
    const code = { factor: 'totp', code: codeOf(secret) };
    await people.browser.post('/session/step-up', before, code).expect(204);
    expect(await ask(before)).toBe('ValidationFailed');
    expect(await codeOfAnswer(people.browser.post('/session/step-up', cookie, code))).toBe('SecondFactorRejected');
    await people.forgetConfirmations(id);
    for (const [method, path] of [
      ['post', '/me/totp'],
      ['delete', '/me/totp'],
      ['post', '/me/passkeys/options'],
      ['post', '/me/recovery-codes'],
      ['put', '/settings/sign-in'],
      ['post', `/members/${api.memberIds.viewer}/reset-factors`],
    ] as const)
      expect([path, await codeOfAnswer(people.browser[method](path, cookie, {}))]).toEqual([path, 'StepUpRequired']);
  }); // prettier-ignore
});

describe('a second factor that the policy requires', () => {
  afterAll(() => policy([]));

  it('limits sessions of the role immediately, open ones too, to adding one; not keys', async () => {
    const { email, id } = await people.newPerson('approver');
    const cookie = cookiesOf(await people.signIn(email));
    await people.browser.get('/integrations', cookie).expect(200);
    await policy(['approver']).expect(200);
    const limited = () => people.browser.get('/integrations', cookie);
    expect(await codeOfAnswer(limited())).toBe('SecondFactorRequired');
    const again = await people.signIn(email).expect(201);
    expect(again.body).toMatchObject({ secondFactorRequired: true, hasSecondFactor: false });
    for (const path of ['/month', '/events', '/sessions', '/openapi.json'])
      expect([path, (await people.browser.get(path, cookie)).body.code]).toEqual([path, 'SecondFactorRequired']);
    await people.forgetConfirmations(id);
    await people.browser.post('/session/step-up', cookie, { password: api.password }).expect(204);
    await people.addTotp(cookie);
    await limited().expect(200);
    expect(await codeOfAnswer(people.browser.get('/integrations', cookiesOf(again)))).toBe('SecondFactorRequired');
    expect(await codeOfAnswer(people.browser.delete('/me/totp', cookie))).toBe('LastSecondFactor');
    await people.addPasskey(cookie);
    await people.browser.delete('/me/totp', cookie).expect(204);
  }); // prettier-ignore
});

describe('a reset by an administrator', () => {
  const reset = (id: string, by = api.cookies.admin) =>
    people.browser.post(`/members/${id}/reset-factors`, by);

  it('signs the person out, cancels pending steps, raises a notice, and lets the password sign in', async () => {
    const { email, id, cookie, secret } = await people.withTotp();
    const step = await people.step(email);
    await reset(id).expect(204);
    await people.browser.get('/session', cookie).expect(401);
    const right = { factor: 'totp', code: codeOf(secret) };
    expect(await codeOfAnswer(people.giveFactor(step, right))).toBe('SignInExpired');
    await people.signIn(email).expect(201);
    const { body } = await people.browser.get('/notices?state=open', api.cookies.admin).expect(200);
    expect(body.items).toContainEqual(
      expect.objectContaining({ code: 'FactorsReset', subject: email, acknowledgeable: true }),
    );
  });

  it('is for others alone, by administrators, of people who are in no other organization', async () => {
    const { id, personId, email } = await people.withTotp();
    expect(await codeOfAnswer(reset(api.memberIds.admin))).toBe('OwnSecondFactors');
    expect(await codeOfAnswer(reset(id, api.cookies.approver))).toBe('RoleTooSmall');
    const tenantId = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
    await api.db.insertInto('tenant').values({ id: tenantId, name: 'Bay Street IT' }).execute();
    await api.db
      .insertInto('member')
      .values({ tenantId, id: tenantId, personId, email, name: 'Elsewhere', role: 'viewer' })
      .execute();
    expect(await codeOfAnswer(reset(id))).toBe('PersonElsewhere');
    await people.signIn(email).expect(200);
  });
});
