import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type request from 'supertest';
import { emailOf, signInCookie } from '../test/environment/api-under-test.ts';
import {
  type Method,
  twoOrganizations,
  type TwoOrganizations,
} from '../test/environment/two-organizations.ts';
import { createMemberOfProvider } from '../db/people/external-identities.ts';
import { findMemberToSignIn } from '../db/people/sign-ins.ts';
import { setSignInPolicy } from '../db/settings/sign-in-policy.ts';
import { tokenHash } from './sign-in/session-cookie.ts';
import { everyRow } from '../test/described-api/two-tenants.ts';
import { statementsOf } from '../test/environment/statements.ts';

/** One installation with two organizations: A, whose administrator attacks, and B. */
let both: TwoOrganizations;
let api: TwoOrganizations['api'];
let ofB: TwoOrganizations['ofB'];
beforeAll(async () => {
  both = await twoOrganizations();
  ({ api, ofB } = both);
});
afterAll(() => api.close());

const send: TwoOrganizations['send'] = (...args) => both.send(...args);
const signIn: TwoOrganizations['signIn'] = (...args) => both.signIn(...args);
const invite = (cookie: string, email: string) =>
  send(cookie, 'post', '/members', { email, name: 'Invited', role: 'approver' });

describe('an invitation', () => {
  it('gets the same response for a new address and one that another organization knows', async () => {
    const known = 'known@bay-street.test';
    const personId = await both.personOf(await both.newMember(ofB.tenantId, known));
    await api.db
      .insertInto('totp')
      .values({ personId, ciphertext: 'sealed', keyVersion: 1, lastStep: '0' })
      .execute();
    const key = await send(api.cookies.admin, 'post', '/api-keys', { name: 'given', role: 'viewer' });
    const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as { paths: object };
    const routes = Object.entries(paths)
      .filter(([path]) => path.includes('{memberId}'))
      .flatMap(([path, methods]) =>
        Object.keys(methods as object).map(
          (method) => `${method} ${path.replace('/members/{memberId}', '')}`,
        ),
      );
    const bodies: Readonly<Record<string, readonly object[]>> = {
      'patch ': [{ role: 'reviewer', name: 'Renamed' }, { disabled: true }, { disabled: false }],
      'put /break-glass': [{ breakGlass: true }],
    };
    expect(routes).toEqual(expect.arrayContaining(Object.keys(bodies)));
    const seen = [];
    for (const email of [known, 'not-known@bay-street.test']) {
      const answers: request.Response[] = [];
      const statements = await statementsOf(async () => answers.push(await invite(api.cookies.admin, email)));
      const { id } = answers[0]!.body.member as { id: string };
      answers.push(await send(api.cookies.admin, 'get', `/members?q=${email}`));
      const secrets = await send(api.cookies.admin, 'get', '/secrets');
      for (const route of routes) {
        const [method, path] = route.split(' ') as [Method, string];
        for (const body of bodies[route] ?? [undefined])
          answers.push(await send(api.cookies.admin, method, `/members/${id}${path}`, body));
      }
      const keyPath = `/api-keys/${key.body.apiKey.id as string}`;
      answers.push(await send(api.cookies.admin, 'patch', keyPath, { ownerId: id }));
      const rejections = answers.filter(({ status }) => status >= 400).map(({ body }) => body.code as string);
      expect(rejections).toEqual(['BreakGlassUnfit', 'KeyOwnerTooSmall']);
      const masked = answers.map(({ status, headers, text }) =>
        `${status} ${Object.keys(headers as object)
          .sort()
          .join(' ')} ${text}`
          .replaceAll(email, 'EMAIL')
          .replaceAll(id, 'ID')
          .replaceAll(/"[\w-]{20,36}"/gu, '"SECRET"')
          .replaceAll(/"seq":\d+/gu, '"seq":0')
          .replaceAll(/"\d{4}-\d\d[^"]+"/gu, '"INSTANT"'),
      );
      const held = (secrets.body.items as { id: string; kind: string }[]).filter((one) => one.id === id);
      seen.push([masked, held.map(({ kind }) => kind), statements.map(({ text }) => text)]);
    }
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]![1]).toEqual(['temporary-password']);
  });
});

describe('a password', () => {
  it('given to a member whom a provider introduced is answered alike, whoever has the email elsewhere', async () => {
    const claimed = 'claimed@bay-street.test';
    await both.newMember(ofB.tenantId, claimed);
    for (const email of [claimed, 'not-claimed@bay-street.test']) {
      const fromProvider = {
        tenantId: api.tenantId,
        email,
        name: 'S',
        role: 'viewer',
        roleFrom: null,
      } as const;
      const id = await api.db.transaction().execute((tx) => createMemberOfProvider(tx, fromProvider));
      const { body } = await send(api.cookies.admin, 'post', `/members/${id!}/reset-password`).expect(200);
      const { status } = await signIn(email, body.temporaryPassword as string);
      expect([email, status]).toEqual([email, email === claimed ? 401 : 201]);
    }
    expect((await signIn(claimed, api.password).expect(201)).body.tenant.id).toBe(ofB.tenantId);
  });

  it('of a person who is elsewhere too is not reset by an administrator; one who only waits elsewhere is', async () => {
    const email = 'in-both@harbor-lane.test';
    const id = await both.newMember(api.tenantId, email);
    const personId = await both.personOf(id);
    await invite(ofB.cookie, email).expect(201);
    await send(api.cookies.admin, 'post', `/members/${id}/reset-password`).expect(200);
    await api.db
      .insertInto('member')
      .values({
        tenantId: ofB.tenantId,
        id: randomUUID(),
        personId,
        email: 'other@b.test',
        name: 'B',
        role: 'viewer',
      })
      .onConflict((conflict) =>
        conflict.columns(['personId', 'tenantId']).doUpdateSet({
          invitationHash: null,
          invitationUntil: null,
        }),
      )
      .execute();
    const { status, body } = await send(api.cookies.admin, 'post', `/members/${id}/reset-password`);
    expect([status, body.code]).toEqual([409, 'PersonElsewhere']);
  });

  it('that is wrong is audited in each organization of the person; of an unknown email in none', async () => {
    const email = 'guessed@harbor-lane.test';
    const ids = await both.inBoth(email);
    const before = await both.auditOf(ofB.tenantId, 'session.rejected');
    await signIn(email, 'wrong').expect(401);
    await signIn('nobody@harbor-lane.test', 'wrong').expect(401);
    const after = await both.auditOf(ofB.tenantId, 'session.rejected');
    expect(after).toHaveLength(before.length + 1);
    expect(after[0]).toMatchObject({ actorKind: 'system', objectId: ids.b });
    expect((await both.auditOf(api.tenantId, 'session.rejected'))[0]).toMatchObject({ objectId: ids.a });
  });

  it('that the person changes signs out their other sessions in every organization, audited in each', async () => {
    const email = 'changes@harbor-lane.test';
    const ids = await both.inBoth(email);
    const [a, b] = [await both.sessionOf(ids.a, api.tenantId), await both.sessionOf(ids.b, ofB.tenantId)];
    await send(a, 'put', '/me/password', {
      currentPassword: api.password,
      newPassword: 'seven quiet herons',
    }).expect(204);
    await send(a, 'get', '/session').expect(200);
    await send(b, 'get', '/session').expect(401);
    for (const [tenantId, id] of [
      [api.tenantId, ids.a],
      [ofB.tenantId, ids.b],
    ] as const)
      expect((await both.auditOf(tenantId, 'member.password-changed'))[0]).toEqual({
        actorKind: 'member',
        actorId: id,
        objectId: id,
      });
  });
});

describe('joining', () => {
  const join = (cookie: string, code: string) => send(cookie, 'post', '/me/invitations', { code });

  it('accepts the code once, from the session of the invited person, and never as a sign-in', async () => {
    const email = 'joins@harbor-lane.test';
    const id = await both.newMember(api.tenantId, email);
    const cookie = await signInCookie(api.app, email, api.password);
    const elsewhere = await signInCookie(api.app, email, api.password);
    const other = await both
      .newMember(api.tenantId, 'other@harbor-lane.test')
      .then(() => signInCookie(api.app, 'other@harbor-lane.test', api.password));
    const { body } = await invite(ofB.cookie, email).expect(201);
    const { memberId, code } = { memberId: body.member.id as string, code: body.temporaryPassword as string };
    await signIn(email, code).expect(401);
    const waiting = await send(cookie, 'put', '/session/membership', { memberId });
    expect([waiting.status, waiting.body.code]).toEqual([404, 'NotFound']);
    for (const [sender, typed] of [
      [cookie, `${code.slice(1)}x`],
      [other, code],
      [ofB.cookie, code],
    ] as const) {
      const answer = await join(sender, typed);
      expect([answer.status, answer.body.code]).toEqual([422, 'InvitationRejected']);
    }
    expect((await send(cookie, 'get', '/session')).body.organizations).toHaveLength(1);
    const twice = await Promise.all([join(cookie, code), join(cookie, code)]);
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(twice.find(({ status }) => status === 200)!.body).toEqual({
      memberId,
      tenantId: ofB.tenantId,
      name: 'Bay Street IT',
      factorsRemoved: false,
    });
    // Other sessions of the person stay out.
    await send(elsewhere, 'get', '/session').expect(401);
    expect((await send(cookie, 'get', '/session')).body).toMatchObject({
      member: { id },
      organizations: [{ memberId, name: 'Bay Street IT' }, { memberId: id }],
    });
    expect((await both.auditOf(ofB.tenantId, 'member.joined'))[0]).toMatchObject({ actorId: memberId });
    await signIn(email, api.password).expect(201);
  });

  it.each(['passkey', 'totp'] as const)(
    'keeps the %s that confirmed the session, and removes what else signs in as them',
    async (factor) => {
      const email = `planted-${factor}@harbor-lane.test`;
      const personId = await both.personOf(await both.newMember(api.tenantId, email));
      const cookie = await signInCookie(api.app, email, api.password);
      const { body } = await invite(ofB.cookie, email).expect(201);
      const confirmed = new Date();
      const passkey = { personId, publicKey: Buffer.of(1), counter: '0', aaguid: '', backedUp: false, rpId: 'localhost' }; // prettier-ignore
      await api.db
        .insertInto('passkey')
        .values([
          { ...passkey, credentialId: `A${factor}`, name: 'Own', lastUsedAt: factor === 'passkey' ? confirmed : null },
          { ...passkey, credentialId: `B${factor}`, name: 'Planted', lastUsedAt: new Date(confirmed.getTime() + 1) },
        ])
        .execute(); // prettier-ignore
      await api.db.insertInto('totp').values({ personId, ciphertext: 'sealed', keyVersion: 1, lastStep: '0' }).execute(); // prettier-ignore
      const hash = tokenHash(cookie.slice(cookie.indexOf('=') + 1));
      await api.db
        .updateTable('session')
        .set({ factor, passwordAt: confirmed })
        .where('idHash', '=', hash)
        .execute();
      const joined = await join(cookie, body.temporaryPassword as string);
      expect([joined.status, joined.body.factorsRemoved]).toEqual([200, true]);
      const left = [
        ...(await api.db.selectFrom('passkey').select('name as left').where('personId', '=', personId).execute()),
        ...(await api.db.selectFrom('totp').select(sql<string>`'totp'`.as('left')).where('personId', '=', personId).execute()),
      ]; // prettier-ignore
      expect(left.map((one) => one.left)).toEqual([factor === 'passkey' ? 'Own' : 'totp']);
    },
  );

  it('is limited, and no longer possible once the invitation expires, is renewed or is withdrawn', async () => {
    const email = 'late@harbor-lane.test';
    await both.newMember(api.tenantId, email);
    const cookie = await signInCookie(api.app, email, api.password);
    const first = (await invite(ofB.cookie, email).expect(201)).body;
    const path = `/members/${first.member.id as string}`;
    const second = (await send(ofB.cookie, 'post', `${path}/reset-password`).expect(200)).body;
    const code = second.temporaryPassword as string;
    const rejected = async (typed: string) =>
      expect((await join(cookie, typed)).body.code).toBe('InvitationRejected');
    await rejected(first.temporaryPassword as string);
    await send(ofB.cookie, 'patch', path, { disabled: true }).expect(200);
    await rejected(code);
    await send(ofB.cookie, 'patch', path, { disabled: false }).expect(200);
    expect((await send(cookie, 'get', '/session')).body.organizations).toHaveLength(1);
    const until = async (interval: string) =>
      sql`update member set invitation_until = now() + ${interval}::interval where email = ${email} and tenant_id = ${ofB.tenantId}`.execute(
        api.db,
      );
    await until('-1 second');
    await rejected(code);
    await until('1 day');
    for (let n = 0; n < 2; n += 1) await rejected('guessed');
    expect((await join(cookie, code)).status).toBe(429);
  });

  it.each([
    ['who signs in elsewhere', () => emailOf('admin')],
    ['who is known nowhere', () => `${randomUUID()}@harbor-lane.test`],
  ])('of a person %s counts for nothing before: the last administrator stays', async (_, email) => {
    const { body } = await invite(ofB.cookie, email()).expect(201);
    await send(ofB.cookie, 'patch', `/members/${body.member.id as string}`, { role: 'admin' }).expect(200);
    const lowered = await send(ofB.cookie, 'patch', `/members/${ofB.id}`, { role: 'viewer' });
    expect(lowered.body.code).toBe('LastAdministrator');
  });
});

describe('a session', () => {
  it('continues in another organization under another token, and expires when it would have', async () => {
    const ids = await both.inBoth('switches@harbor-lane.test');
    const a = await both.sessionOf(ids.a, api.tenantId);
    const before = (await send(a, 'get', '/session').expect(200)).body;
    const moved = await send(a, 'put', '/session/membership', { memberId: ids.b }).expect(204);
    const b = moved.headers['set-cookie']![0]!.split(';')[0]!;
    await send(a, 'get', '/session').expect(401);
    const after = (await send(b, 'get', '/session').expect(200)).body;
    expect(after).toMatchObject({ tenant: { id: ofB.tenantId }, expiresAt: before.expiresAt });
    // The latest used is where the next sign-in leads.
    const next = await signIn('switches@harbor-lane.test', api.password).expect(201);
    expect(next.body.tenant.id).toBe(ofB.tenantId);
    for (const memberId of [ofB.id, api.memberIds.admin, randomUUID()])
      await send(b, 'put', '/session/membership', { memberId }).expect(404);
    await sql`update member set disabled_at = now() where id = ${ids.a}`.execute(api.db);
    await send(b, 'put', '/session/membership', { memberId: ids.a }).expect(404);
    await send(b, 'get', '/session').expect(200);
  });

  it('says how it was opened, and that break-glass access was used, where single sign-on is required', async () => {
    const ids = await both.inBoth('emergency@harbor-lane.test');
    const a = await both.sessionOf(ids.a, api.tenantId);
    const personId = await both.personOf(ids.b);
    const totp = { personId, ciphertext: 'sealed', keyVersion: 1, lastStep: 0 };
    await api.db.insertInto('totp').values(totp).execute();
    await sql`update member set role = 'admin', break_glass = true where id = ${ids.b}`.execute(api.db);
    const require = (isSsoRequired: boolean) =>
      api.db
        .transaction()
        .execute((tx) => setSignInPolicy(tx, ofB.tenantId, { secondFactorFor: [], isSsoRequired }));
    await require(true);
    await send(a, 'put', '/session/membership', { memberId: ids.b }).expect(204);
    await require(false);
    const started = await api.db
      .selectFrom('auditEvent')
      .select('detail')
      .where('action', '=', 'session.started')
      .where('tenantId', '=', ofB.tenantId)
      .where('objectId', '=', ids.b)
      .execute();
    expect(started).toMatchObject([{ detail: { method: 'password', factor: null } }]);
    const { body } = await send(ofB.cookie, 'get', '/notices').expect(200);
    expect(body.items).toContainEqual(expect.objectContaining({ code: 'BreakGlassUsed' }));
  });

  it('opens where a password or a passkey may, even if the organization used last requires single sign-on', async () => {
    const email = 'shut-out@harbor-lane.test';
    const ids = await both.inBoth(email);
    const require = (isSsoRequired: boolean) =>
      api.db
        .transaction()
        .execute((tx) => setSignInPolicy(tx, api.tenantId, { secondFactorFor: [], isSsoRequired }));
    await both.sessionOf(ids.a, api.tenantId);
    await require(true);
    const { body } = await signIn(email, api.password).expect(201);
    expect(body.member.id).toBe(ids.b);
    const personId = await both.personOf(ids.a);
    expect((await findMemberToSignIn(api.db, personId))?.id).toBe(ids.b);
    // A temporary password of the operator opens either: again the one used last.
    await both.send(ofB.cookie, 'delete', `/members/${ids.b}/sessions`).expect(200);
    await sql`update sign_in_network set last_at = now() - interval '1 hour' where member_id = ${ids.b}`.execute(
      api.db,
    );
    await sql`update person set operator_reset = true where id = ${personId}`.execute(api.db);
    expect((await signIn(email, api.password).expect(201)).body.member.id).toBe(ids.a);
    await require(false);
  });
});

it('what an administrator of one organization does to a person of both leaves the other, and the person, as they were', async () => {
  const email = 'of-both@harbor-lane.test';
  const ids = await both.inBoth(email);
  const [a, b] = [await both.sessionOf(ids.a, api.tenantId), await both.sessionOf(ids.b, ofB.tenantId)];
  const key = await send(ofB.cookie, 'post', '/api-keys', { name: 'of B', role: 'viewer' }).expect(201);
  const present = async () => [
    await everyRow(api.db, ofB.tenantId),
    await api.db
      .selectFrom('person')
      .selectAll()
      .where('id', '=', await both.personOf(ids.a))
      .execute(),
  ];
  const before = await present();
  const admin = (method: Method, path: string, body?: object) =>
    send(api.cookies.admin, method, path, body).then(({ status }) => status);
  const own = `/members/${ids.a}`;
  expect(await admin('patch', own, { role: 'admin', name: 'Renamed' })).toBe(200);
  expect(await admin('post', `${own}/reset-password`)).toBe(409);
  expect(await admin('post', '/members', { email, name: 'Again', role: 'admin' })).toBe(409);
  expect(await admin('get', `${own}/data`)).toBe(200);
  expect(await admin('delete', `${own}/sessions`)).toBe(200);
  expect(await admin('patch', own, { disabled: true })).toBe(200);
  const theirs = `/members/${ids.b}`;
  for (const [method, path, body] of [
    ['patch', theirs, { role: 'admin' }],
    ['patch', theirs, { disabled: true }],
    ['post', `${theirs}/reset-password`],
    ['delete', `${theirs}/sessions`],
    ['get', `${theirs}/data`],
    ['get', `${theirs}/lineage`],
    ['patch', `/api-keys/${key.body.apiKey.id as string}`, { ownerId: api.memberIds.admin }],
    ['delete', `/api-keys/${key.body.apiKey.id as string}`],
  ] as const)
    expect([path, await admin(method, path, body)]).toEqual([path, 404]);
  expect(await present()).toEqual(before);
  await send(a, 'get', '/session').expect(401);
  expect((await send(b, 'get', '/session').expect(200)).body).toMatchObject({
    role: 'viewer',
    organizations: [{ memberId: ids.b }],
  });
  expect((await send(b, 'get', '/sessions').expect(200)).body.items).toHaveLength(1);
});
