import type { Express } from 'express';
import request from 'supertest';
import { type ApiUnderTest, apiUnderTest } from '../test/environment/api-under-test.ts';
import { asRole } from '../test/environment/database.ts';
import { hashTestPassword } from '../test/environment/test-password.ts';
import { buildApp } from './app.ts';
import type { Problem } from './problems.ts';
import { startApi } from './start.ts';
import { hashPassword, withPassword } from './sign-in/passwords.ts';
import { openDatabase } from '../db/model/database.ts';
import { createMember } from '../db/people/people.ts';

/** Attacks on sign-in, each from networks of its own, as a proxy in front names them. */

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest({
    settings: {
      trustedProxies: 1,
      requestsPerMinute: 600,
      signInLimits: { perPersonAndNetwork: 5, perNetwork: 12, perPerson: 20 },
    },
  });
});
afterAll(() => api.close());

const wrong = 'not the password';
let networks = 0;
const newNetwork = (): string => `198.18.${Math.floor(networks / 250)}.${(networks++ % 250) + 1}`;

const signIn = (email: string, password: string, from: string, app = api.app) =>
  request(app).post('/api/v1/session').set('X-Forwarded-For', from).send({ email, password });

const statuses = (answers: readonly request.Response[]): Record<number, number> =>
  answers.reduce<Record<number, number>>(
    (counts, { status }) => ({ ...counts, [status]: (counts[status] ?? 0) + 1 }),
    {},
  );

/** One after the other, or a few at a time: more at once are rejected for that alone. */
async function each<T>(items: readonly T[], atOnce: number, ask: (item: T) => PromiseLike<request.Response>) {
  const answers: request.Response[] = [];
  for (let from = 0; from < items.length; from += atOnce)
    answers.push(...(await Promise.all(items.slice(from, from + atOnce).map(ask))));
  return answers;
}

/** @param hash where it matters how long a look at the password takes: the product's own */
async function newMember(
  name: string,
  hash: (password: string) => Promise<string> = hashTestPassword,
): Promise<{ readonly email: string; readonly id: string }> {
  const email = `${name}@harbor-lane.test`;
  const passwordHash = await hash(api.password);
  const member = await api.db
    .transaction()
    .execute((tx) => createMember(tx, { tenantId: api.tenantId, email, name, role: 'viewer', passwordHash }));
  return { email, id: member!.id };
}

const admin = (path: string) => request(api.app).get(`/api/v1${path}`).set('Cookie', api.cookies.admin);

describe('passwords that are guessed', () => {
  it('are counted by one key however the email is written, alike for an email that nobody has', async () => {
    const { email } = await newMember('spelled');
    for (const asked of [email, 'nobody-has-it@harbor-lane.test']) {
      const from = newNetwork();
      const spellings = [asked, ` ${asked}`, asked.toUpperCase(), `\t${asked} `, `\u00a0${asked}`];
      const answers = await each(spellings, 1, (spelling) => signIn(spelling, wrong, from));
      expect(statuses(answers)).toEqual({ 401: 5 });
      const rejected = await signIn(`  ${asked}  `, api.password, from);
      expect(rejected.status).toBe(429);
      expect(Number(rejected.headers['retry-after'])).toBeGreaterThan(200);
    }
  });

  it('30 in parallel: five are looked at', async () => {
    const { email } = await newMember('parallel');
    const from = newNetwork();
    const answers = await each(new Array<string>(30).fill(email), 6, (one) => signIn(one, wrong, from));
    expect(statuses(answers)).toEqual({ 401: 5, 429: 25 });
    const { rejectedSignIns } = await api.db
      .selectFrom('member')
      .select('rejectedSignIns')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    expect(rejectedSignIns).toBe(5);
  });

  it('is counted before its hash is looked at: one too many is rejected while those before it still wait', async () => {
    const { email } = await newMember('counted-first', hashPassword);
    const from = newNetwork();
    // Hashes of the product's own cost keep the few that look at passwords busy.
    const busy = Promise.all(Array.from({ length: 16 }, () => hashPassword('keeps them busy')));
    const ended: number[] = [];
    const ask = async (): Promise<void> => void ended.push((await signIn(email, wrong, from)).status);
    await Promise.all(Array.from({ length: 6 }, ask));
    await busy;
    expect(ended).toEqual([429, 401, 401, 401, 401, 401]);
  });

  it('are counted for all processes, and by the /64 of IPv6', async () => {
    const { email } = await newMember('processes');
    const { app: another } = buildApp(api.deps);
    const answers = await each([1, 2, 3, 4, 5, 6], 1, (n) =>
      signIn(email, wrong, `2001:db8:77:1::${n}`, n % 2 === 0 ? api.app : another),
    );
    expect(statuses(answers)).toEqual({ 401: 5, 429: 1 });
    expect((await signIn(email, api.password, '2001:db8:77:2::1')).status).toBe(201);
  });

  it('from one network at many persons: no more than its limit, and people are told', async () => {
    const from = newNetwork();
    const emails = Array.from({ length: 16 }, (_, n) => `guessed-${n}@harbor-lane.test`);
    expect(statuses(await each(emails, 4, (email) => signIn(email, wrong, from)))).toEqual({
      401: 12,
      429: 4,
    });
    const { body } = await admin('/notices?state=open').expect(200);
    expect(body.items).toContainEqual(expect.objectContaining({ code: 'SignInsRejected', subject: from }));
  });

  it('from a hundred networks do not shut out the person, where they signed in before', async () => {
    const { email } = await newMember('besieged');
    const home = newNetwork();
    await signIn(email, api.password, home).expect(201);
    const strangers = Array.from({ length: 24 }, newNetwork);
    const answers = await each(strangers, 4, (from) => signIn(email, wrong, from));
    expect(statuses(answers)).toEqual({ 401: 20, 429: 4 });
    await signIn(email, api.password, newNetwork()).expect(429);
    await signIn(email, api.password, home).expect(201);
  });

  it('what fits is given back: signing in often is no reason to wait', async () => {
    const { email } = await newMember('often');
    const from = newNetwork();
    const answers = await each(new Array<string>(15).fill(email), 1, (one) =>
      signIn(one, api.password, from),
    );
    expect(statuses(answers)).toEqual({ 201: 15 });
  });

  it('as the present password are counted along with sign-ins', async () => {
    const { email } = await newMember('inside');
    const from = newNetwork();
    const signedIn = await signIn(email, api.password, from);
    const cookie = signedIn.headers['set-cookie']![0]!.split(';')[0]!;
    const answers = await each(new Array<string>(12).fill(wrong), 4, (currentPassword) =>
      request(api.app)
        .put('/api/v1/me/password')
        .set('Cookie', cookie)
        .set('X-Forwarded-For', from)
        .send({ currentPassword, newPassword: 'a wholly new sentence' }),
    );
    expect(statuses(answers)).toEqual({ 422: 5, 429: 7 });
    await signIn(email, api.password, from).expect(429);
  });
});

describe('a rejected password', () => {
  it('is told at the next sign-in, once', async () => {
    const { email } = await newMember('told');
    const from = newNetwork();
    expect((await signIn(email, api.password, from)).body.rejectedBefore).toBeNull();
    await each([1, 2, 3], 1, () => signIn(email, wrong, '203.0.113.99'));
    const { body } = await signIn(email, api.password, from);
    expect(body.rejectedBefore).toEqual({
      times: 3,
      lastAt: expect.any(String),
      lastAddress: '203.0.113.99',
    });
    expect((await signIn(email, api.password, from)).body.rejectedBefore).toBeNull();
  });

  it('stands in the audit with person and address, and never what was typed as an email', async () => {
    const { email, id } = await newMember('audited');
    const from = newNetwork();
    const known = await signIn(email, wrong, from);
    const unknown = await signIn('typed-My-Password!@by.mistake', wrong, from);
    const { body } = await admin('/audit?action=session.rejected&limit=2').expect(200);
    expect(body.items).toMatchObject([
      {
        object: { kind: 'email', id: 'unknown' },
        detail: { address: from },
        requestId: unknown.body.requestId,
      },
      { object: { kind: 'member', id }, detail: { address: from }, requestId: known.body.requestId },
    ]);
    expect(JSON.stringify(body)).not.toContain('typed-my-password');
    expect(JSON.stringify(body)).not.toContain('typed-My-Password');
  });

  it('ten times: a notice names person and address, until somebody acknowledges it', async () => {
    const { email } = await newMember('burst');
    const places = [newNetwork(), newNetwork()];
    for (const from of places) await each([1, 2, 3, 4, 5], 1, () => signIn(email, wrong, from));
    const { body } = await admin('/notices?state=open').expect(200);
    expect(body.items).toContainEqual(
      expect.objectContaining({
        code: 'SignInsRejected',
        subject: email,
        detail: expect.stringContaining(places[1]!),
        acknowledgeable: true,
      }),
    );
  });

  it('is counted in a metric by outcome', async () => {
    const { text } = await request(api.app)
      .get('/metrics')
      .set('Authorization', 'Bearer metrics-key-of-the-test')
      .expect(200);
    for (const outcome of ['accepted', 'rejected', 'limited'])
      expect(text).toMatch(
        new RegExp(`seatwise_sign_ins_total\\{method="password",outcome="${outcome}"\\} [1-9]`),
      );
  });
});

describe('sign-ins at once', () => {
  it('are looked at a few at a time; the rest is rejected before anything is asked, and others are served', async () => {
    const { email } = await newMember('crowd', hashPassword);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const rejections: unknown[] = [];
    const works = Array.from({ length: 400 }, () =>
      withPassword(() => held).catch((error: unknown) => rejections.push(error)),
    );
    await new Promise(setImmediate);
    expect(rejections.length).toBeGreaterThan(330);
    const crowded = await signIn(email, api.password, newNetwork());
    expect(crowded.status).toBe(429);
    const told = rejections.map((rejection) => Number((rejection as Problem).headers['Retry-After']));
    expect(told[0]).toBe(1);
    expect(Math.max(...told)).toBeGreaterThan(3);
    expect(Math.max(...told)).toBeLessThanOrEqual(30);
    for (const second of new Set(told))
      expect(told.filter((one) => one === second).length).toBeLessThanOrEqual(61);
    await request(api.app).get('/api/v1/session').set('Cookie', api.cookies.viewer).expect(200);
    release();
    await Promise.all(works);
    await signIn(email, api.password, newNetwork()).expect(201);
  });

  it('400 over the wire: some are let in, the rest is told to come again, none fails, and who is in is served', async () => {
    const { email } = await newMember('morning', hashPassword);
    // How long a connection is waited for is the machine's.
    const db = openDatabase({ url: asRole(api.databaseUrl, 'api'), poolMax: 5, connectTimeoutMs: 60_000 });
    const deps = { ...api.deps, db, settings: { ...api.deps.settings, requestsPerMinute: 100_000 } };
    const running = await startApi({ deps, host: '127.0.0.1', port: 0, metricsPort: null });
    try {
      const origin = `http://127.0.0.1:${running.port}/api/v1`;
      const crowd = Promise.all(
        Array.from({ length: 400 }, async () => {
          const answer = await fetch(`${origin}/session`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': newNetwork() },
            body: JSON.stringify({ email, password: api.password }),
          });
          await answer.arrayBuffer();
          return answer;
        }),
      );
      const seen: number[] = [];
      while (seen.length < 20) {
        const answer = await fetch(`${origin}/session`, { headers: { Cookie: api.cookies.viewer } });
        await answer.arrayBuffer();
        seen.push(answer.status);
      }
      expect(new Set(seen)).toEqual(new Set([200]));
      const answers = await crowd;
      const of = (status: number) => answers.filter((one) => one.status === status);
      // 503: the machine was too busy with other work to look somebody up in time; that too says when to come again.
      expect(of(201).length + of(429).length + of(503).length).toBe(400);
      expect(of(201).length).toBeGreaterThan(0);
      expect(of(429).length).toBeGreaterThan(0);
      for (const { headers } of [...of(429), ...of(503)])
        expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    } finally {
      await running.close();
      await db.destroy();
    }
  });
});

describe('requests of nobody known', () => {
  const from = '198.51.100.50';
  let app: Express;
  beforeEach(() => {
    ({ app } = buildApp({ ...api.deps, settings: { ...api.deps.settings, requestsPerMinute: 60 } }));
  });
  const ask = (cookie: string, address = from) =>
    request(app).get('/api/v1/session').set('Cookie', cookie).set('X-Forwarded-For', address);

  it('with a changing cookie or key are counted by address; who is known there goes on', async () => {
    const name = api.cookies.viewer.split('=')[0]!;
    await ask(api.cookies.viewer).expect(200);
    const guesses = Array.from({ length: 72 }, (_, n) => `${name}=${'x'.repeat(40)}${n}`);
    const answers = await each(guesses, 12, (cookie) => ask(cookie));
    expect(statuses(answers)).toEqual({ 401: 60, 429: 12 });
    const withKey = await request(app)
      .get('/api/v1/session')
      .set('Authorization', 'Bearer sw_made-up')
      .set('X-Forwarded-For', from);
    expect(withKey.status).toBe(429);
    const known = await ask(api.cookies.viewer).expect(200);
    expect(known.headers['ratelimit']).toMatch(/^limit=60, remaining=58, reset=\d+$/);
    await ask(`${name}=${'y'.repeat(40)}`, '198.51.100.51').expect(401);
  });

  it('that make up where they come from are counted by what the proxy saw, and without one by their own', async () => {
    const nobody = `${api.cookies.viewer.split('=')[0]}=${'z'.repeat(43)}`;
    const madeUp = Array.from({ length: 66 }, (_, n) => `203.0.113.${n}`);
    const proxied = await each(madeUp, 11, (address) => ask(nobody, `${address}, 198.51.100.52`));
    expect(statuses(proxied)).toEqual({ 401: 60, 429: 6 });
    const direct = { ...api.deps.settings, requestsPerMinute: 60, trustedProxies: 0 };
    ({ app } = buildApp({ ...api.deps, settings: direct }));
    expect(statuses(await each(madeUp, 11, (address) => ask(nobody, address)))).toEqual({ 401: 60, 429: 6 });
  });

  it('a session has a limit of its own, wherever its requests come from', async () => {
    const sources = Array.from({ length: 66 }, (_, n) => `198.51.101.${n}`);
    const answers = await each(sources, 11, (address) => ask(api.cookies.reviewer, address));
    expect(statuses(answers)).toEqual({ 200: 60, 429: 6 });
    await ask(api.cookies.approver, '198.51.101.1').expect(200);
  });
});
