import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { type Database, openDatabase, type Tx } from '../../db/model/database.ts';
import { inviteMember } from '../../db/people/invitations.ts';
import { lockMemberships } from '../../db/people/memberships.ts';
import { createFirstAdministrator } from '../../db/people/people.ts';
import { setPassword } from '../../db/people/persons.ts';
import { countRejection, findSignInCandidate } from '../../db/people/sign-ins.ts';
import { asRole, testDatabase, type TestDatabase } from '../environment/database.ts';

/**
 * While an installation is upgraded, API processes of 0.1.0 go on with the columns of `member`, and those of this version
 * with `person`. These are the statements of 0.1.0, alongside the functions of this version.
 */

let database: TestDatabase;
let db: Database;
let tenantId: string;
beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase({ url: asRole(database.url, 'api'), poolMax: 10 });
  const owner = openDatabase({ url: database.url, poolMax: 1 });
  ({ tenantId } = await owner.transaction().execute((tx) =>
    createFirstAdministrator(tx, {
      tenantName: 'Harbor Lane',
      currency: 'USD',
      email: 'admin@harbor-lane.test',
      name: 'Dana Kim',
      passwordHash: 'first',
    }),
  ));
  await owner.destroy();
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const addMember = async (email: string): Promise<string> => {
  const id = randomUUID();
  await sql`insert into member (tenant_id, id, email, name, role, password_hash, temporary_until, created_by, created_by_key)
    values (${tenantId}, ${id}, ${email}, 'Pat', 'viewer', 'of-0.1.0', null, null, null) on conflict do nothing`.execute(
    db,
  );
  return id;
};
const givePassword = (id: string, hash: string) =>
  sql`update member set password_hash = ${hash}, temporary_until = null, temporary_used_at = null
    where tenant_id = ${tenantId} and id = ${id}`.execute(db);
const lockMember = (tx: Tx, id: string) =>
  sql`select rejected_sign_ins from member where tenant_id = ${tenantId} and id = ${id} for update`.execute(
    tx,
  );
const rejectOnce = (tx: Database, id: string) =>
  sql`update member set rejected_sign_ins = rejected_sign_ins + 1, rejected_sign_in_at = now(), rejected_sign_in_from = '192.0.2.1'
    where tenant_id = ${tenantId} and id = ${id}`.execute(tx);
const asSeen = async (id: string) => {
  const { rows } = await sql<{ hash: string | null; rejected: number }>`
    select password_hash as hash, rejected_sign_ins as rejected from member where id = ${id}`.execute(db);
  return rows[0]!;
};
const personOf = async (email: string) => (await findSignInCandidate(db, email, '')).person!;
const rejectedOf = async (personId: string) =>
  (
    await db
      .selectFrom('person')
      .select('rejectedSignIns')
      .where('id', '=', personId)
      .executeTakeFirstOrThrow()
  ).rejectedSignIns;

it('add a member whom this version signs in, and passwords go both ways', async () => {
  const id = await addMember('added@harbor-lane.test');
  const { person, member } = await findSignInCandidate(db, 'ADDED@harbor-lane.test', '');
  expect([person!.passwordHash, member!.id]).toEqual(['of-0.1.0', id]);
  await givePassword(id, 'reset by 0.1.0');
  expect((await personOf('added@harbor-lane.test')).passwordHash).toBe('reset by 0.1.0');
  await db.transaction().execute((tx) => setPassword(tx, person!.id, 'changed by this version'));
  expect(await asSeen(id)).toMatchObject({ hash: 'changed by this version' });
});

it('create keys that their creator owns, and sessions by password', async () => {
  const id = await addMember('creates@harbor-lane.test');
  await sql`insert into api_key (tenant_id, id, name, prefix, key_hash, role, scopes, created_by, created_by_key, expires_at)
    values (${tenantId}, ${randomUUID()}, 'k', 'sw_', 'hash', 'viewer', '{}', ${id}, null, null)`.execute(db);
  await sql`insert into session (tenant_id, id_hash, member_id, expires_at, address, device)
    values (${tenantId}, 'token', ${id}, now() + interval '1 hour', '', '')`.execute(db);
  expect(await db.selectFrom('apiKey').select('ownerId').execute()).toEqual([{ ownerId: id }]);
  expect(await db.selectFrom('session').select('method').execute()).toEqual([{ method: 'password' }]);
});

it('count rejections alongside this version, both in one transaction each, without waiting for each other forever', async () => {
  const id = await addMember('guessed@harbor-lane.test');
  const { id: personId } = await personOf('guessed@harbor-lane.test');
  const former = () =>
    db.transaction().execute(async (tx) => {
      await lockMember(tx, id);
      await sql`select pg_sleep(0.002)`.execute(tx);
      await rejectOnce(tx, id);
    });
  const present = () =>
    db.transaction().execute(async (tx) => {
      await lockMemberships(tx, personId);
      await sql`select from person where id = ${personId} for update`.execute(tx);
      await sql`select pg_sleep(0.002)`.execute(tx);
      await countRejection(tx, { personId, address: '192.0.2.2' });
    });
  await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? former() : present())));
  expect([await rejectedOf(personId), (await asSeen(id)).rejected]).toEqual([40, 40]);
});

it('find no password in an invitation that waits, and set none for the person', async () => {
  const id = await addMember('invited@harbor-lane.test');
  const person = await personOf('invited@harbor-lane.test');
  const elsewhere = randomUUID();
  const owner = openDatabase({ url: database.url, poolMax: 1 });
  await owner.insertInto('tenant').values({ id: elsewhere, name: 'Bay Street IT' }).execute();
  await owner.destroy();
  const waiting = await db.transaction().execute((tx) =>
    inviteMember(tx, {
      tenantId: elsewhere,
      email: 'invited@harbor-lane.test',
      name: 'Pat',
      role: 'viewer',
      passwordHash: 'never used',
      invitationHash: 'code',
      until: new Date(Date.now() + 60_000),
      createdBy: null,
      createdByKey: null,
    }),
  );
  expect(await asSeen(waiting!.id)).toMatchObject({ hash: null });
  const { rows } = await sql`select from member where id = ${waiting!.id} and disabled_at is null`.execute(
    db,
  );
  expect(rows).toEqual([]);
  await sql`update member set password_hash = 'by 0.1.0' where id = ${waiting!.id}`.execute(db);
  expect((await personOf('invited@harbor-lane.test')).passwordHash).toBe(person.passwordHash);
  expect(await asSeen(id)).toMatchObject({ hash: 'of-0.1.0' });
});
