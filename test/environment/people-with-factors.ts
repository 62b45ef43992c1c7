import type { Express } from 'express';
import { Secret, TOTP } from 'otpauth';
import request from 'supertest';
import { createMember } from '../../db/people/people.ts';
import type { Role } from '../../domain/roles.ts';
import type { ApiUnderTest } from './api-under-test.ts';
import { type CreationOptions, softwareAuthenticator } from './software-authenticator.ts';
import { hashTestPassword } from './test-password.ts';

/** The page that the API under test takes passkeys of. */
const ownPage = { origin: 'http://localhost:4000', rpId: 'localhost' } as const;
export const newAuthenticator = (counts = true) => softwareAuthenticator(ownPage, counts);

/** The code of an authenticator app, `steps` of 30 seconds from now. */
export const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

type Headers = Readonly<Record<string, string>>;

/** The cookies that an answer sets, as a browser sends them back. */
export const cookiesOf = ({ headers }: request.Response): string =>
  ((headers['set-cookie'] ?? []) as unknown as string[]).map((cookie) => cookie.split(';')[0]!).join('; ');

export function browserOf(app: Express, headers: Headers = {}) {
  const send =
    (method: 'get' | 'post' | 'put' | 'patch' | 'delete') =>
    (path: string, cookie = '', body?: object) => {
      const sent = request(app)[method](`/api/v1${path}`).set(headers);
      return (cookie === '' ? sent : sent.set('Cookie', cookie)).send(body);
    };
  return { get: send('get'), post: send('post'), put: send('put'), patch: send('patch'), delete: send('delete') };
} // prettier-ignore

let people = 0;

/** Makes people who sign in with the password of the API under test. */
export function makePeople(api: ApiUnderTest) {
  const browser = browserOf(api.app);
  const newPerson = async (role: Role = 'viewer') => {
    people += 1;
    const email = `factors-${people}@harbor-lane.test`;
    const passwordHash = await hashTestPassword(api.password);
    const member = await api.db
      .transaction()
      .execute((tx) => createMember(tx, { tenantId: api.tenantId, email, name: 'P', role, passwordHash }));
    return { email, id: member!.id, personId: member!.personId };
  };
  const signIn = (email: string, password = api.password, from = browser) =>
    from.post('/session', '', { email, password });
  const addTotp = async (cookie: string) => {
    const { body } = await browser.post('/me/totp', cookie).expect(200);
    const secret = body.secret as string;
    const added = await browser.post('/me/totp/confirm', cookie, { code: codeOf(secret, -1) }).expect(201);
    return { secret, codes: added.body.recoveryCodes as readonly string[] };
  };
  const addPasskey = async (cookie: string, authenticator = newAuthenticator()) => {
    const { body } = await browser.post('/me/passkeys/options', cookie).expect(200);
    const response = authenticator.create(body as CreationOptions);
    const added = await browser.post('/me/passkeys', cookie, { name: 'Key', response }).expect(201);
    return { authenticator, codes: added.body.recoveryCodes as readonly string[] };
  };
  return {
    browser,
    newPerson,
    signIn,
    addTotp,
    addPasskey,
    /** Signed in with a password, and an app since. */
    withTotp: async (role: Role = 'viewer') => {
      const person = await newPerson(role);
      const cookie = cookiesOf(await signIn(person.email));
      return { ...person, cookie, ...(await addTotp(cookie)) };
    },
    withPasskey: async (role: Role = 'viewer', counts = true) => {
      const person = await newPerson(role);
      const cookie = cookiesOf(await signIn(person.email));
      return { ...person, cookie, ...(await addPasskey(cookie, newAuthenticator(counts))) };
    },
    /** The cookie of the step that their password opens. */
    step: async (email: string, password = api.password): Promise<string> =>
      cookiesOf(await signIn(email, password).expect(200)),
    giveFactor: (step: string, body: object) => browser.post('/session/second-factor', step, body),
    /** Every session of theirs was confirmed an hour ago and more. */
    forgetConfirmations: (memberId: string) =>
      api.db
        .updateTable('session')
        .set({ passwordAt: new Date(Date.now() - 2 * 3_600_000) })
        .where('memberId', '=', memberId)
        .execute(),
  };
}
