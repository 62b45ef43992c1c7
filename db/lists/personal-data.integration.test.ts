import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import request from 'supertest';
import { commands } from '../../cli/commands/index.ts';
import { runSeatwise } from '../../cli/seatwise.ts';
import { type ApiUnderTest, apiUnderTest } from '../../test/environment/api-under-test.ts';
import { recordAudits } from '../audit/audit.ts';
import { personalRows, personalSources } from './personal-data.ts';

type Data = Readonly<Record<string, readonly Record<string, unknown>[]>>;

let api: ApiUnderTest;
let folder: string;
beforeAll(async () => {
  api = await apiUnderTest();
  folder = mkdtempSync(join(tmpdir(), 'seatwise-person-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await api.close();
});

const get = (path: string, cookie: string) => request(api.app).get(`/api/v1${path}`).set('Cookie', cookie);
const personOf = async (memberId: string): Promise<string> =>
  (
    await api.db
      .selectFrom('member')
      .select('personId')
      .where('tenantId', '=', api.tenantId)
      .where('id', '=', memberId)
      .executeTakeFirstOrThrow()
  ).personId;

/** Tables that lead to people and are not exported, each with its reason. */
const notPersonal = new Map([
  ['idempotency_key', 'answers kept to repeat them; what the requests did is in the audit'],
  ['sign_in_step', 'an unfinished sign-in, for minutes'],
  ['instance', 'addresses of PSAs'],
]);

describe('the tables', () => {
  /** What refers to a member or person, or names an actor. */
  const leading = async (): Promise<readonly string[]> => {
    const { rows } = await sql<{ name: string }>`
      select c.table_name as name from information_schema.columns c
      join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and (
        c.column_name in ('actor', 'actor_id', 'owner', 'assignee', 'member_id', 'person_id', 'email', 'address')
        or c.column_name ~ '_by$' and c.data_type in ('uuid', 'jsonb', 'text') and c.column_name <> 'disabled_by')
      union
      select c.conrelid::regclass::text from pg_constraint c
      where c.contype = 'f' and c.confrelid in ('member'::regclass, 'person'::regclass)
      order by 1`.execute(api.db);
    return rows.map(({ name }) => name);
  };

  it('that lead to people are exported, or named with a reason', async () => {
    const known = [...personalSources.map(({ table }) => table), ...notPersonal.keys()];
    expect((await leading()).filter((table) => !known.includes(table))).toEqual([]);
    expect(known).toEqual([...new Set(known)]);
  });

  it('give no secret or hash', () => {
    const secret = /hash|ciphertext|public_key|secret|provider_session|counter|last_step/u;
    const given = personalSources.flatMap(({ table, columns }) => columns.map((one) => `${table}.${one}`));
    expect(given.filter((column) => secret.test(column))).toEqual([]);
  });
});

describe('what is held about a person', () => {
  it('is everything by and about them, and nothing of others', async () => {
    const key = await request(api.app)
      .post('/api/v1/api-keys')
      .set('Cookie', api.cookies.admin)
      .send({ name: 'of the admin', role: 'viewer' })
      .expect(201);
    const { body } = await get('/me/data', api.cookies.admin).expect(200);
    const data = body as Data;
    expect(Object.keys(data)).toEqual(personalSources.map(({ table }) => table));
    expect(data['member']).toMatchObject([{ id: api.memberIds.admin, role: 'admin' }]);
    expect(data['person']).toHaveLength(1);
    expect(data['api_key']!.map(({ id }) => id)).toEqual([key.body.apiKey.id]);
    expect(data['session']!.length).toBeGreaterThan(0);
    const actions = data['audit_event']!.map(({ action }) => action);
    expect(actions).toContain('api-key.created');
    // The export itself is the last of them.
    expect(actions.at(-1)).toBe('member.data-exported');
    const others = [api.memberIds.viewer, api.memberIds.reviewer];
    expect(others.filter((id) => JSON.stringify(data['session']).includes(id))).toEqual([]);
  });

  it('is read in pages, whole and in order', async () => {
    const memberId = api.memberIds.viewer;
    const entry = { tenantId: api.tenantId, actor: { kind: 'member', id: memberId } as const, action: 'session.started' as const, objectKind: 'member' as const, objectId: memberId }; // prettier-ignore
    await api.db.transaction().execute((tx) =>
      recordAudits(
        tx,
        Array.from({ length: 1_200 }, () => entry),
      ),
    );
    const source = personalSources.find(({ table }) => table === 'audit_event')!;
    const subject = { tenantId: api.tenantId, memberId, personId: await personOf(memberId) };
    const first = await personalRows(api.db, source, subject, null);
    expect(first!.rows).toHaveLength(500);
    const { body } = await get(`/members/${memberId}/data`, api.cookies.admin).expect(200);
    const ids = (body as Data)['audit_event']!.map(({ id }) => id);
    const { rows } = await sql<{ id: string }>`
      select id from audit_event where actor_id = ${memberId} or object_id = ${memberId} order by seq`.execute(
      api.db,
    );
    expect(ids).toEqual(rows.map(({ id }) => id));
  });

  it('leaves out sign-in data of a person who belongs to another organization too', async () => {
    const memberId = api.memberIds.reviewer;
    const personId = await personOf(memberId);
    const { rows } = await sql<{ id: string }>`insert into tenant (id, name) values (gen_random_uuid(), 'Other') returning id`.execute(api.db); // prettier-ignore
    await sql`insert into member (tenant_id, id, email, name, role, person_id)
      values (${rows[0]!.id}, gen_random_uuid(), 'elsewhere@x.test', 'Elsewhere', 'viewer', ${personId})`.execute(api.db); // prettier-ignore
    const { body } = await get(`/members/${memberId}/data`, api.cookies.admin).expect(200);
    expect(Object.keys(body as Data)).not.toContain('passkey');
    expect(JSON.stringify(body)).not.toContain('elsewhere@x.test');
    expect(Object.keys((await get('/me/data', api.cookies.reviewer).expect(200)).body as Data)).toContain(
      'passkey',
    );
  });

  it('is exported for others by an administrator only, and never by a key for its owner', async () => {
    await get(`/members/${api.memberIds.admin}/data`, api.cookies.approver).expect(403);
    await get('/members/00000000-0000-4000-8000-000000000000/data', api.cookies.admin).expect(404);
    const made = await request(api.app).post('/api/v1/api-keys').set('Cookie', api.cookies.admin).send({ name: 'k', role: 'viewer' }); // prettier-ignore
    const byKey = await request(api.app).get('/api/v1/me/data').set('Authorization', `Bearer ${made.body.key as string}`); // prettier-ignore
    expect([byKey.status, byKey.body.code]).toEqual([403, 'PersonRequired']);
  });

  it('is written by the operator, of every organization, into a file of their own', async () => {
    const email = (await api.db.selectFrom('member').select('email').where('id', '=', api.memberIds.reviewer).executeTakeFirstOrThrow()).email; // prettier-ignore
    const file = join(folder, 'person.json');
    let out = '';
    const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (out += text) };
    const run = (args: readonly string[]) =>
      runSeatwise(commands, ['person', 'export', ...args], { SEATWISE_HOME: folder, DATABASE_URL: api.databaseUrl }, terminal, new AbortController().signal); // prettier-ignore
    expect([await run(['--email', email, '--file', file]), out]).toEqual([0, expect.stringContaining('Other') as string]); // prettier-ignore
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const written = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Data>>;
    expect(Object.values(written).map((data) => data['member']![0]!['name'])).toContain('Elsewhere');
    const { actorId } = await api.db.selectFrom('auditEvent').select('actorId').where('action', '=', 'member.data-exported').orderBy('seq', 'desc').executeTakeFirstOrThrow(); // prettier-ignore
    expect(actorId).toBe('command-line');
    expect(await run(['--email', 'nobody@x.test'])).toBe(2);
  });
});
