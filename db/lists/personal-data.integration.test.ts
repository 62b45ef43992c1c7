import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery, sql } from 'kysely';
import request from 'supertest';
import { commands } from '../../cli/commands/index.ts';
import { runSeatwise } from '../../cli/seatwise.ts';
import { type ApiUnderTest, apiUnderTest } from '../../test/environment/api-under-test.ts';
import { statementsOf } from '../../test/environment/statements.ts';
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

/** Tables with text that are not exported, each with its reason. */
const notPersonal: Readonly<Record<string, readonly string[]>> = {
  'settings of the installation, an organization, or an integration': [
    'control_total', 'gate_status', 'identity_provider', 'identity_provider_role', 'installation', 'instance', 'integration',
    'setting', 'tenant', 'tenant_logo',
  ],
  'accounts, users, and counts of a vendor, who are not members': ['account_read', 'seat_count', 'seat_holder', 'vendor_account', 'vendor_service'],
  'lists and invoices of a PSA': [
    'past_agreement_read', 'psa_agreement', 'psa_company', 'psa_invoice', 'psa_invoice_line', 'psa_invoice_read', 'psa_line',
    'psa_product', 'unread_agreement', 'vanished_line',
  ],
  'composed of readings and decisions; who decided is in `line_decision` and `approval_line`': [
    'agreed_count', 'report_file', 'run_composition', 'usage_line', 'usage_line_history', 'usage_line_source',
  ],
  'the technical side of what is exported': ['approval_signature', 'outbox', 'sync_run_execution', 'write_intent'],
  'hashes and signatures': ['audit_checkpoint', 'audit_signed_checkpoint', 'key_check', 'ledger_check', 'used_logout_token'],
  'budgets of requests, kept for minutes': ['psa_call_count', 'rate_budget', 'sign_in_limit'],
  'answers kept to repeat them; what the requests did is in the audit': ['idempotency_key'],
  'an unfinished sign-in, for minutes': ['sign_in_step'],
  'what was sent of notices, which are exported themselves': ['webhook_delivery'],
}; // prettier-ignore

describe('the tables', () => {
  const withText = async (): Promise<readonly string[]> => {
    const { rows } = await sql<{ name: string }>`
      select distinct c.table_name as name from information_schema.columns c
      join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
        and (c.data_type in ('text', 'jsonb', 'inet', 'cidr') or c.column_name in ('member_id', 'person_id'))
      union
      select c.conrelid::regclass::text from pg_constraint c
      where c.contype = 'f' and c.confrelid in ('member'::regclass, 'person'::regclass)
      order by 1`.execute(api.db);
    return rows.map(({ name }) => name);
  };

  it('that have text or lead to people are exported, or named with a reason', async () => {
    const known = [...personalSources.map(({ table }) => table), ...Object.values(notPersonal).flat()];
    expect((await withText()).filter((table) => !known.includes(table))).toEqual([]);
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
    expect((await personalRows(api.db, source, subject, null)).rows).toHaveLength(500);
    const { body } = await get(`/members/${memberId}/data`, api.cookies.admin).expect(200);
    const ids = (body as Data)['audit_event']!.map(({ id }) => id);
    const { rows } = await sql<{ id: string }>`
      select id from audit_event where actor_id = ${memberId} or object_id = ${memberId} order by seq`.execute(
      api.db,
    );
    expect(ids).toEqual(rows.map(({ id }) => id));
  });

  it('is read along an index, so that a page costs no more for those before it', async () => {
    const { rows: columns } = await sql<{ name: string; type: string }>`
      select table_name || '.' || column_name as name, data_type as type from information_schema.columns
      where table_schema = 'public'`.execute(api.db);
    const types = new Map(columns.map(({ name, type }) => [name, type]));
    const any = (type: string): string =>
      type === 'uuid' ? '00000000-0000-4000-8000-000000000000' : type === 'text' ? 'a' : '1';
    const memberId = api.memberIds.viewer;
    const subject = { tenantId: api.tenantId, memberId, personId: await personOf(memberId) };
    const statements = await statementsOf(async () => {
      for (const source of personalSources) {
        const after = source.key.map((column) => any(types.get(`${source.table}.${column}`)!));
        await personalRows(api.db, source, subject, after);
      }
    });
    expect(statements).toHaveLength(personalSources.length);
    const sorted = await api.db.transaction().execute(async (tx) => {
      // Small tables are sorted although an index has the order.
      await sql`set local enable_sort = off`.execute(tx);
      const found: string[] = [];
      for (const { text, values } of statements) {
        const { rows } = await tx.executeQuery<{ 'QUERY PLAN': string }>(CompiledQuery.raw(`explain ${text}`, [...values])); // prettier-ignore
        if (rows.some((line) => line['QUERY PLAN'].includes('Sort'))) found.push(text);
      }
      return found;
    });
    expect(sorted).toEqual([]);
  });

  it('includes notices that name them, and none of a person with a longer email', async () => {
    const memberId = api.memberIds.viewer;
    const { email } = await api.db.selectFrom('member').select('email').where('id', '=', memberId).executeTakeFirstOrThrow(); // prettier-ignore
    const notice = (code: string, subject: string, detail: object) =>
      api.db.insertInto('notice').values({ tenantId: api.tenantId, id: randomUUID(), code, subject, detail: JSON.stringify(detail), state: 'open' }).execute(); // prettier-ignore
    await notice('RecoveryCodesLow', email.toUpperCase(), {});
    await notice('BreakGlassUnused', `${email} (60)`, {});
    await notice('ApiKeysSuspended', `Vera (${email})`, {});
    await notice('SecondFactorsReset', 'other@harbor-lane.test', { id: 'x', params: { by: memberId } });
    await notice('RecoveryCodesLow', `re${email}`, {});
    const { body } = await get('/me/data', api.cookies.viewer).expect(200);
    expect((body as Data)['notice']!.map(({ code }) => code).sort()).toEqual(['ApiKeysSuspended', 'BreakGlassUnused', 'RecoveryCodesLow', 'SecondFactorsReset']); // prettier-ignore
    expect(JSON.stringify(body)).not.toContain('other@harbor-lane.test');
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
