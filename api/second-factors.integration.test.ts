import { sql } from 'kysely';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import {
  browserOf,
  codeOf,
  cookiesOf,
  makePeople,
  newAuthenticator,
} from '../test/environment/people-with-factors.ts';
import { buildApp } from './app.ts';
import type { CreationOptions } from '../test/environment/software-authenticator.ts';

let api: ApiUnderTest;
let people: ReturnType<typeof makePeople>;
beforeAll(async () => {
  api = await apiUnderTest();
  people = makePeople(api);
});
afterAll(() => api.close());

const session = async (cookie: string) => (await people.browser.get('/session', cookie)).body as object;
const ownSignIn = async (cookie: string) =>
  (await people.browser.get('/me/sign-in', cookie).expect(200)).body as {
    readonly passkeys: readonly { readonly id: string }[];
  };
const actionsOf = async (memberId: string) =>
  (
    await api.db
      .selectFrom('auditEvent')
      .select('action')
      .where('objectId', '=', memberId)
      .orderBy('seq')
      .execute()
  ).map(({ action }) => action);
const noticesOf = async (email: string) =>
  (
    await api.db.selectFrom('notice').select('code').where('subject', '=', email).where('state', '=', 'open').execute()
  ).map(({ code }) => code); // prettier-ignore

describe('an authenticator app', () => {
  it('is added by a code, comes with ten recovery codes, and is asked for after the password', async () => {
    const person = await people.newPerson();
    const cookie = cookiesOf(await people.signIn(person.email));
    expect(await session(cookie)).toMatchObject({ hasSecondFactor: false, factor: null, confirmWith: ['password'] });
    const { body } = await people.browser.post('/me/totp', cookie).expect(200);
    expect(body.uri).toContain(`secret=${body.secret as string}`);
    expect(body.qr).toMatch(/^<svg/u);
    await people.browser.post('/me/totp/confirm', cookie, { code: '000000' }).expect(422);
    const added = await people.browser.post('/me/totp/confirm', cookie, { code: codeOf(body.secret, -1) }).expect(201);
    expect(new Set(added.body.recoveryCodes).size).toBe(10);
    for (const code of added.body.recoveryCodes) expect(code).toMatch(/^[0-9a-z]{4}(-[0-9a-z]{4}){2}$/u);
    expect(await session(cookie)).toMatchObject({ hasSecondFactor: true, factor: 'totp', confirmWith: ['totp'] });

    const asked = await people.signIn(person.email).expect(200);
    expect(asked.body).toMatchObject({ next: 'second-factor', factors: ['totp', 'recovery-code'] });
    const [set] = asked.headers['set-cookie'] as unknown as string[];
    for (const attribute of ['__Host-', '-step=', 'Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=300'])
      expect(set).toContain(attribute);
    await people.browser.get('/session', cookiesOf(asked)).expect(401);
    const begun = await people.giveFactor(cookiesOf(asked), { factor: 'totp', code: codeOf(body.secret) }).expect(201);
    expect(begun.body).toMatchObject({ method: 'password', factor: 'totp', by: 'session' });
    expect(await actionsOf(person.id)).toEqual(['session.started', 'member.totp-added', 'session.started']);
    const audited = await people.browser.get('/audit?action=session.started&limit=1', api.cookies.admin).expect(200);
    expect(audited.body.items).toMatchObject([{ object: { id: person.id }, detail: { method: 'password', factor: 'totp' } }]);
    const { rows } = await sql<{ all: string }>`select concat((select jsonb_agg(t) from totp t),
      (select jsonb_agg(c) from recovery_code c), (select jsonb_agg(s) from sign_in_step s)) as all`.execute(api.db);
    for (const secret of [body.secret, ...added.body.recoveryCodes]) expect(rows[0]!.all).not.toContain(secret);
  }); // prettier-ignore

  it('gives one sign-in for one code, also of two concurrent ones, and none for an earlier code', async () => {
    const { email, secret } = await people.withTotp();
    const code = codeOf(secret);
    const steps = [await people.step(email), await people.step(email)];
    const answers = await Promise.all(steps.map((step) => people.giveFactor(step, { factor: 'totp', code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    const again = await people.giveFactor(await people.step(email), { factor: 'totp', code });
    expect(again.body).toMatchObject({ code: 'SecondFactorRejected' });
    const earlier = { factor: 'totp', code: codeOf(secret, -1) };
    await people.giveFactor(await people.step(email), earlier).expect(422);
    await people
      .giveFactor(await people.step(email), { factor: 'totp', code: codeOf(secret, 1) })
      .expect(201);
  });

  it('of another person, or two steps off, opens nothing', async () => {
    const [one, other] = [await people.withTotp(), await people.withTotp()];
    const step = await people.step(one.email);
    await people.giveFactor(step, { factor: 'totp', code: codeOf(other.secret) }).expect(422);
    await people.giveFactor(step, { factor: 'totp', code: codeOf(one.secret, 2) }).expect(422);
    await people.giveFactor(step, { factor: 'totp', code: codeOf(one.secret) }).expect(201);
  });

  it('is replaced by another, which signs out the other sessions, and removed with the recovery codes', async () => {
    const { email, id, secret, cookie } = await people.withTotp();
    const there = cookiesOf(await people.giveFactor(await people.step(email), { factor: 'totp', code: codeOf(secret) }));
    const next = await people.addTotp(cookie);
    expect(next.codes).toBeNull();
    await people.browser.get('/session', there).expect(401);
    await people.giveFactor(await people.step(email), { factor: 'totp', code: codeOf(secret, 1) }).expect(422);
    await people.browser.delete('/me/totp', cookie).expect(204);
    expect(await ownSignIn(cookie)).toMatchObject({ totp: null, recoveryCodes: null, passkeys: [] });
    await people.signIn(email).expect(201);
    expect(await actionsOf(id)).toContain('member.totp-removed');
  }); // prettier-ignore
});

describe('a recovery code', () => {
  it('opens one session, also of two concurrent ones, however it is typed', async () => {
    const { email, codes, id } = await people.withTotp();
    const typed = { factor: 'recovery-code', code: ` ${codes[0]!.toUpperCase().replaceAll('-', ' ')}` };
    const steps = [await people.step(email), await people.step(email)];
    const answers = await Promise.all(steps.map((step) => people.giveFactor(step, typed)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    await people.giveFactor(await people.step(email), typed).expect(422);
    expect(await actionsOf(id)).toContain('member.recovery-code-used');
  });

  it('confirms nothing, but the session may add a factor, which confirms', async () => {
    const { email, codes } = await people.withTotp('admin');
    const given = { factor: 'recovery-code', code: codes[0]! };
    const cookie = cookiesOf(await people.giveFactor(await people.step(email), given).expect(201));
    const remove = () => people.browser.delete('/me/totp', cookie);
    expect((await remove()).body.code).toBe('StepUpRequired');
    const byPassword = await people.browser.post('/session/step-up', cookie, { password: api.password });
    expect(byPassword.body.code).toBe('ConfirmationNotAccepted');
    const byCode = { factor: 'recovery-code', code: codes[1]! };
    await people.browser.post('/session/step-up', cookie, byCode).expect(422);
    // The password that they know is changed, and confirms as little.
    const change = { currentPassword: api.password, newPassword: 'seven quiet herons' };
    await people.browser.put('/me/password', cookie, change).expect(204);
    expect((await remove()).body.code).toBe('StepUpRequired');
    await people.addPasskey(cookie);
    await remove().expect(204);
    expect(await session(cookie)).toMatchObject({ factor: 'passkey', confirmWith: ['passkey'] });
  });

  it('is missed before they run out: a notice, until there are new ones', async () => {
    const { email, codes, cookie, secret } = await people.withTotp();
    for (const code of codes.slice(0, 8)) {
      expect(await noticesOf(email)).toEqual([]);
      await people.giveFactor(await people.step(email), { factor: 'recovery-code', code }).expect(201);
    }
    expect(await noticesOf(email)).toEqual(['RecoveryCodesLow']);
    const { body } = await people.browser.post('/me/recovery-codes', cookie).expect(201);
    expect(await noticesOf(email)).toEqual([]);
    const former = { factor: 'recovery-code', code: codes[8]! };
    await people.giveFactor(await people.step(email), former).expect(422);
    const fresh = { factor: 'recovery-code', code: body.recoveryCodes[0] as string };
    await people.giveFactor(await people.step(email), fresh).expect(201);
    await people.giveFactor(await people.step(email), { factor: 'totp', code: codeOf(secret) }).expect(201);
  });
});

describe('a passkey', () => {
  const options = async (cookie = '') => {
    const asked = await people.browser.post('/session/passkey/options', cookie).expect(200);
    return { challenge: asked.body.challenge as string, step: cookiesOf(asked), body: asked.body };
  };
  const give = (step: string, response: object) =>
    people.browser.post('/session/passkey', step, { response });

  it('signs in alone, without an email, and confirms', async () => {
    const { authenticator, id } = await people.withPasskey('admin');
    const { challenge, step, body } = await options();
    expect(body).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    const begun = await give(step, authenticator.get({ challenge })).expect(201);
    expect(begun.body).toMatchObject({ member: { id }, method: 'passkey', factor: null, confirmWith: ['passkey'] });
    const cookie = cookiesOf(begun);
    const sessions = await people.browser.get('/sessions', cookie);
    expect(sessions.body.items[0]).toMatchObject({ method: 'passkey', factor: null, isPresent: true });
    await people.forgetConfirmations(id);
    const renew = () => people.browser.post('/me/recovery-codes', cookie);
    expect((await renew()).body.code).toBe('StepUpRequired');
    const asked = await people.browser.post('/session/step-up/passkey-options', cookie).expect(200);
    const response = authenticator.get(asked.body as CreationOptions);
    const confirm = { factor: 'passkey', response };
    await people.browser.post('/session/step-up', cookie, confirm).expect(204);
    expect((await people.browser.post('/session/step-up', cookie, confirm)).body.code).toBe('SignInExpired');
    await renew().expect(201);
  }); // prettier-ignore

  it('is the second factor after the password; a step offers those of the person alone', async () => {
    const [one, other] = [await people.withPasskey(), await people.withPasskey()];
    const step = await people.step(one.email);
    const asked = await people.browser.post('/session/second-factor/passkey-options', step).expect(200);
    const challenge = { challenge: asked.body.challenge as string };
    expect(asked.body.allowCredentials).toEqual([expect.objectContaining({ type: 'public-key' })]);
    const given = (response: object) => people.giveFactor(step, { factor: 'passkey', response });
    expect((await given(other.authenticator.get(challenge))).body.code).toBe('PasskeyRejected');
    const begun = await given(one.authenticator.get(challenge)).expect(201);
    expect(begun.body).toMatchObject({ method: 'password', factor: 'passkey' });
  });

  it.each([
    ['of another page', { origin: 'https://seatwise.evil.test' }],
    ['of another host', { rpId: 'evil.test' }],
    ['for another challenge', { challenge: 'b3RoZXI' }],
    ['without a verified user', { isUserVerified: false }],
  ])('%s is rejected, in use and when added', async (_, fault) => {
    const { authenticator, cookie } = await people.withPasskey();
    const { challenge, step } = await options();
    expect((await give(step, authenticator.get({ challenge }, fault))).body.code).toBe('PasskeyRejected');
    const { body } = await people.browser.post('/me/passkeys/options', cookie).expect(200);
    const response = newAuthenticator().create(body as CreationOptions, fault);
    const made = await people.browser.post('/me/passkeys', cookie, { name: 'x', response });
    expect(made.body.code).toBe('PasskeyRejected');
  });

  it('of a disabled member does not sign in', async () => {
    const { authenticator, id } = await people.withPasskey();
    await sql`update member set disabled_at = now() where id = ${id}`.execute(api.db);
    const { challenge, step } = await options();
    expect((await give(step, authenticator.get({ challenge }))).body.code).toBe('PasskeyRejected');
  });

  it('signs in alone only with the user handle of its person, and confirms with none or that one', async () => {
    const { authenticator, cookie } = await people.withPasskey();
    const other = Buffer.from((await people.newPerson()).personId).toString('base64url');
    for (const userHandle of [other, null]) {
      const { challenge, step } = await options();
      expect((await give(step, authenticator.get({ challenge }, { userHandle }))).body.code).toBe('PasskeyRejected');
    }
    const confirm = async (userHandle: string | null) => {
      const asked = await people.browser.post('/session/step-up/passkey-options', cookie).expect(200);
      const response = authenticator.get(asked.body as { challenge: string }, { userHandle });
      return people.browser.post('/session/step-up', cookie, { factor: 'passkey', response });
    };
    expect((await confirm(other)).body.code).toBe('PasskeyRejected');
    expect((await confirm(null)).status).toBe(204);
  }); // prettier-ignore

  it('answers a challenge once: not again, not from another browser, not after a failure', async () => {
    const { authenticator } = await people.withPasskey();
    const { challenge, step } = await options();
    const response = authenticator.get({ challenge });
    const elsewhere = await options();
    expect((await give(elsewhere.step, response)).body.code).toBe('PasskeyRejected');
    expect((await give('', response)).body.code).toBe('SignInExpired');
    await give(step, response).expect(201);
    expect((await give(step, response)).body.code).toBe('SignInExpired');
  });

  it('whose counter goes back is rejected, with a notice; one that never counts is accepted', async () => {
    const { authenticator, email } = await people.withPasskey();
    const use = async (fault: object, of = authenticator) => {
      const { challenge, step } = await options();
      return give(step, of.get({ challenge }, fault));
    };
    await use({ counter: 9 }).then(({ status }) => expect(status).toBe(201));
    for (const counter of [9, 8, 0]) {
      const { body } = await use({ counter });
      expect([counter, body.code]).toEqual([counter, 'PasskeyCopied']);
    }
    expect(await noticesOf(email)).toEqual(['PasskeyCopied']);
    const synced = await people.withPasskey('viewer', false);
    for (let n = 0; n < 2; n += 1) expect((await use({}, synced.authenticator)).status).toBe(201);
  });

  it('is named, kept once, twenty at most, and removed', async () => {
    const { authenticator, cookie, email } = await people.withPasskey();
    const { passkeys } = await ownSignIn(cookie);
    expect(passkeys).toMatchObject([{ name: 'Key', isUsable: true, backedUp: false }]);
    await people.browser.patch(`/me/passkeys/${passkeys[0]!.id}`, cookie, { name: 'Desk' }).expect(204);
    expect((await ownSignIn(cookie)).passkeys).toMatchObject([{ name: 'Desk' }]);
    const again = async (key: typeof authenticator) => {
      const { body } = await people.browser.post('/me/passkeys/options', cookie).expect(200);
      const response = key.create(body as CreationOptions);
      return people.browser.post('/me/passkeys', cookie, { name: 'Key', response });
    };
    expect((await again(authenticator)).body.code).toBe('PasskeyKnown');
    for (let n = 1; n < 20; n += 1) await again(newAuthenticator()).then(({ status }) => expect(status).toBe(201));
    expect((await people.browser.post('/me/passkeys/options', cookie)).body.code).toBe('TooManyPasskeys');
    for (const { id } of (await ownSignIn(cookie)).passkeys)
      await people.browser.delete(`/me/passkeys/${id}`, cookie).expect(204);
    await people.signIn(email).expect(201);
  }); // prettier-ignore

  it('of another host keeps the password from being enough', async () => {
    const { email, codes, personId } = await people.withPasskey();
    await api.db.updateTable('passkey').set({ rpId: 'old.test' }).where('personId', '=', personId).execute();
    const asked = await people.signIn(email).expect(200);
    expect(asked.body.factors).toEqual(['recovery-code']);
    const given = { factor: 'recovery-code', code: codes[0]! };
    const cookie = cookiesOf(await people.giveFactor(cookiesOf(asked), given).expect(201));
    expect((await ownSignIn(cookie)).passkeys).toMatchObject([{ isUsable: false }]);
    expect(await session(cookie)).toMatchObject({ hasSecondFactor: true, confirmWith: [] });
  });

  it('is refused where the address is no name', async () => {
    const settings = { ...api.deps.settings, publicUrl: 'http://127.0.0.1:4000' };
    const there = browserOf(buildApp({ ...api.deps, settings }).app);
    expect((await there.post('/session/passkey/options')).body.code).toBe('PasskeysUnavailable');
    const cookie = cookiesOf(await people.signIn((await people.newPerson()).email, api.password, there));
    expect((await there.post('/me/passkeys/options', cookie)).body.code).toBe('PasskeysUnavailable');
    await there.post('/me/totp', cookie).expect(200);
  });
});
