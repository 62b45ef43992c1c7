import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import request from 'supertest';
import { createMemberOfProvider } from '../../db/people/external-identities.ts';
import { inviteMember } from '../../db/people/invitations.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { message } from '../../messages/message.ts';
import {
  type ApiUnderTest,
  apiUnderTest,
  emailOf,
  signInCookie,
  signInFirstCookie,
} from '../../test/environment/api-under-test.ts';
import { asRole } from '../../test/environment/database.ts';
import { makePeople } from '../../test/environment/people-with-factors.ts';
import { runSeatwise } from '../seatwise.ts';
import { commands } from './index.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest();
});
afterAll(() => api.close());

const reset = (...args: readonly string[]) => seatwise('reset-password', ...args);
async function seatwise(...args: readonly string[]) {
  let [out, err] = ['', ''];
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  const env = { DATABASE_URL: asRole(api.databaseUrl, 'commands'), SEATWISE_HOME: '/nowhere' };
  const code = await runSeatwise(commands, args, env, terminal, new AbortController().signal);
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

describe('a member whom an identity provider created', () => {
  const create = (email: string, tenantId = api.tenantId) =>
    api.db.transaction().execute(async (tx) => {
      const member = { tenantId, email, name: 'Sam', role: 'admin', roleFrom: null } as const;
      return (await createMemberOfProvider(tx, member))!;
    });

  it('is found by the email of the organization, and signs in by it where single sign-on is required', async () => {
    const email = 'sam@harbor-lane.test';
    await create(email);
    const value = JSON.stringify({ secondFactorFor: [], isSsoRequired: true });
    await api.db.insertInto('setting').values({ tenantId: api.tenantId, name: 'signIn', value }).execute();
    try {
      const { out } = await reset('SAM@harbor-lane.test', '--json');
      const { temporaryPassword, ...rest } = JSON.parse(out) as { temporaryPassword: string };
      expect(rest).toMatchObject({ email, organizations: ['Harbor Lane IT Services'] });
      await request(api.app).post('/api/v1/session').send({ email, password: temporaryPassword }).expect(201);
    } finally {
      await api.db.deleteFrom('setting').where('name', '=', 'signIn').execute();
    }
  });

  it('can export what is held about them', async () => {
    const memberId = await create('sasha@harbor-lane.test');
    const folder = mkdtempSync(join(tmpdir(), 'seatwise-export-'));
    try {
      const file = join(folder, 'person.json');
      const args = ['--email', 'sasha@harbor-lane.test', '--file', file];
      expect(await seatwise('person', 'export', ...args)).toMatchObject({ code: 0 });
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
        'Harbor Lane IT Services': { member: [{ id: memberId }] },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is not guessed where two organizations know different people by the email', async () => {
    const tenantId = randomUUID();
    await api.db.insertInto('tenant').values({ id: tenantId, name: 'Cove IT' }).execute();
    const [here, there] = [await create('alex@msp.test'), await create('alex@msp.test', tenantId)];
    expect(await reset('alex@msp.test')).toMatchObject({
      code: 2,
      err: expect.stringContaining('different people in Cove IT and Harbor Lane IT Services'),
    });
    await api.db.updateTable('member').set({ disabledAt: new Date() }).where('id', '=', there).execute();
    expect(await reset('alex@msp.test')).toMatchObject({ code: 0 });
    const { email } = await api.db
      .selectFrom('member')
      .innerJoin('person', 'person.id', 'member.personId')
      .select('person.email')
      .where('member.id', '=', here)
      .executeTakeFirstOrThrow();
    expect(email).toBe('alex@msp.test');
  });
});

it('signs out and audits in every organization where the password applies, and removes factors on request', async () => {
  const tenantId = randomUUID();
  await api.db.insertInto('tenant').values({ id: tenantId, name: 'Bay Street IT' }).execute();
  const { personId } = await api.db
    .selectFrom('member')
    .select('personId')
    .where('id', '=', api.memberIds.viewer)
    .executeTakeFirstOrThrow();
  const email = emailOf('viewer');
  const elsewhere = {
    tenantId,
    id: randomUUID(),
    personId,
    email,
    name: 'Elsewhere',
    role: 'viewer',
  } as const;
  await api.db.insertInto('member').values(elsewhere).execute();
  const cookie = await signInCookie(api.app, email, api.password);
  await makePeople(api).addTotp(cookie);
  const plain = await reset(email);
  expect(plain.out).toContain('The new password applies in Bay Street IT and Harbor Lane IT Services.');
  const password = /\s\s(\S+)$/mu.exec(plain.out)?.[1];
  const asked = await request(api.app).post('/api/v1/session').send({ email, password });
  expect(asked.body).toMatchObject({ next: 'second-factor' });
  await request(api.app).get('/api/v1/session').set('Cookie', cookie).expect(401);
  const low = {
    code: 'RecoveryCodesLow',
    subject: email,
    detail: message('notices.recovery-codes-low', { memberId: elsewhere.id, count: 1 }),
  } as const;
  await api.db.transaction().execute((tx) => raiseNotice(tx, { tenantId, integrationId: null }, low));
  const { out } = await reset(email, '--factors', '--json');
  expect(JSON.parse(out)).toMatchObject({
    organizations: ['Bay Street IT', 'Harbor Lane IT Services'],
    factorsRemoved: true,
  });
  for (const table of ['totp', 'recoveryCode'] as const)
    expect(await api.db.selectFrom(table).selectAll().execute()).toEqual([]);
  const audited = await api.db
    .selectFrom('auditEvent')
    .select(['objectId', 'action'])
    .where('action', 'like', 'member.%-reset')
    .where('objectId', 'in', [elsewhere.id, api.memberIds.viewer])
    .execute();
  const of = (action: string) =>
    audited.filter((entry) => entry.action === action).map(({ objectId }) => objectId);
  expect(of('member.password-reset')).toHaveLength(4);
  expect(of('member.factors-reset').sort()).toEqual([elsewhere.id, api.memberIds.viewer].sort());
  const notices = await api.db.selectFrom('notice').select(['tenantId', 'code']).where('state', '=', 'open').where('subject', '=', email).execute(); // prettier-ignore
  expect(notices).toHaveLength(2);
  expect(notices).toEqual(
    expect.arrayContaining([tenantId, api.tenantId].map((id) => ({ tenantId: id, code: 'FactorsReset' }))),
  );
});

it('accepts the invitation of a person who is disabled elsewhere, without anything that signs in as them', async () => {
  const email = 'squatted@harbor-lane.test';
  const squatted = await signInCookie(api.app, emailOf('reviewer'), api.password);
  await makePeople(api).addTotp(squatted);
  await sql`update person set email = ${email} where lower(email) = ${emailOf('reviewer')}`.execute(api.db);
  await api.db.updateTable('member').set({ disabledAt: new Date() }).where('id', '=', api.memberIds.reviewer).execute(); // prettier-ignore
  expect(await reset(email)).toMatchObject({ code: 2, err: expect.stringContaining('is disabled') });
  const tenantId = randomUUID();
  await api.db.insertInto('tenant').values({ id: tenantId, name: 'Second Street IT' }).execute();
  const until = new Date(Date.now() + 60_000);
  const invited = await api.db.transaction().execute(
    (tx) =>
    inviteMember(tx, { tenantId, email, name: 'Invited', role: 'viewer', passwordHash: '', invitationHash: 'hash', until, createdBy: null, createdByKey: null }), // prettier-ignore
  );
  const { code, out } = await reset(email);
  expect(code).toBe(0);
  expect(out).toContain('The new password applies in Second Street IT.');
  const password = /\s\s(\S+)$/mu.exec(out)?.[1];
  const signedIn = await request(api.app).post('/api/v1/session').send({ email, password }).expect(201);
  expect(signedIn.body).toMatchObject({ member: { id: invited!.id }, passwordChangeRequired: true });
  const audited = await api.db
    .selectFrom('auditEvent')
    .select(['action', 'actorKind'])
    .where('objectId', '=', invited!.id)
    .where('action', 'in', ['member.joined', 'member.password-reset'])
    .orderBy('seq')
    .execute();
  expect(audited).toEqual([
    { action: 'member.joined', actorKind: 'system' },
    { action: 'member.password-reset', actorKind: 'system' },
  ]);
});
