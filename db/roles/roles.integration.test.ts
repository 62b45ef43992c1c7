import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import {
  asRole,
  postgresAdminUrl,
  testDatabase,
  type TestDatabase,
} from '../../test/environment/database.ts';
import { snakeCase } from '../driver/camel-case.ts';
import { type Database, openDatabase } from '../model/database.ts';
import { migrate } from '../schema/migrate.ts';
import { objectDifferences } from './compare-objects.ts';
import { connectionRights, requireFewRights, TooManyRights } from './connection-role.ts';
import { refreshStatistics } from '../driver/statistics.ts';
import { tablePrivileges, unchangeableColumns, ungivenColumns, unreadableColumns } from './privileges.ts';
import { databaseRoles, defaultRoleNames, grantedRoles } from './role-names.ts';

let database: TestDatabase;
let admin: Database;
const by = {} as Record<(typeof databaseRoles)[number], Database>;

beforeAll(async () => {
  database = await testDatabase();
  admin = openDatabase({ url: database.url, poolMax: 2 });
  for (const role of databaseRoles) by[role] = openDatabase({ url: asRole(database.url, role), poolMax: 2 });
});
afterAll(async () => {
  await Promise.all([admin, ...Object.values(by)].map((one) => one.destroy()));
  await database.drop();
});

/** Privileges of every role on every table, as PostgreSQL has them. */
async function found() {
  const { rows } = await sql<{ table: string; role: string; letters: string }>`
    select c.relname::text as table, r.name as role,
      case when has_any_column_privilege(r.name, c.oid, 'select') then 's' else '' end ||
      case when has_any_column_privilege(r.name, c.oid, 'insert') then 'i' else '' end ||
      case when has_any_column_privilege(r.name, c.oid, 'update') then 'u' else '' end ||
      case when has_table_privilege(r.name, c.oid, 'delete') then 'd' else '' end ||
      case when has_table_privilege(r.name, c.oid, 'truncate, references, trigger') then 'more' else '' end as letters
    from pg_class c, unnest(${grantedRoles.map((role) => defaultRoleNames[role])}::text[]) as r(name)
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`.execute(admin);
  return rows;
}

describe('the table of privileges', () => {
  it('names every table of the schema, and each role has what it says and no more', async () => {
    const rows = await found();
    const wanted = Object.entries(tablePrivileges).flatMap(([table, of]) =>
      grantedRoles.map((role) => ({
        table: snakeCase(table),
        role: defaultRoleNames[role],
        letters: of[role],
      })),
    );
    const text = (row: (typeof rows)[number]): string => `${row.table} ${row.role} ${row.letters}`;
    // A table that was added: say in db/roles/privileges.ts who may do what with it.
    expect(rows.map(text).sort()).toEqual(wanted.map(text).sort());
  });

  it('names columns that are there', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'`.execute(
      admin,
    );
    const there = new Set(rows.map(({ name }) => name));
    const named = [
      ...Object.entries(unchangeableColumns).flatMap(([table, columns]) =>
        columns.map((column) => `${table}.${column}`),
      ),
      ...Object.entries(ungivenColumns).flatMap(([table, columns]) =>
        columns.map((column) => `${table}.${column}`),
      ),
      ...Object.entries(unreadableColumns).flatMap(([table, of]) =>
        Object.values(of).flatMap((columns) => columns.map((column) => `${table}.${column}`)),
      ),
    ];
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !there.has(snakeCase(name)))).toEqual([]);
  });

  it('hides from the API every ciphertext that it does not sign people in with, of tables that are added too', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public' and column_name like '%ciphertext%'
        and has_column_privilege(${defaultRoleNames.api}, quote_ident(table_name), column_name, 'select')`.execute(
      admin,
    );
    expect(rows.map(({ name }) => name).sort()).toEqual([
      // The API itself signs people in with these two.
      'identity_provider.ciphertext',
      // The check of the master key holds a text that everybody knows.
      'key_check.ciphertext',
      'totp.ciphertext',
    ]);
  });
});

describe('API and worker', () => {
  const denied = async (db: Database, statement: RawBuilder<unknown>): Promise<string> =>
    statement.execute(db).then(
      () => 'done',
      (error: unknown) => (error as Error).message,
    );

  const forbidden: readonly (readonly [
    who: readonly ('api' | 'worker')[],
    statement: string,
    answer: RegExp,
  ])[] = [
    [['api', 'worker'], 'update audit_event set action = $$x$$', /permission denied for table audit_event/u],
    [['api', 'worker'], 'delete from audit_event', /permission denied/u],
    [
      ['api', 'worker'],
      'insert into audit_event (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id) select id, id, now() + interval $$1 day$$, $$member$$, $$m$$, $$a$$, $$o$$, $$1$$ from tenant',
      /permission denied/u,
    ],
    [
      ['api', 'worker'],
      'insert into audit_event (tenant_id, id, seq, actor_kind, actor_id, action, object_kind, object_id) overriding system value select id, id, 1, $$member$$, $$m$$, $$a$$, $$o$$, $$1$$ from tenant',
      /permission denied/u,
    ],
    ...[
      ...['count_on = 1', 'change = change', 'new_line = new_line', 'last_billed_day = last_billed_day'].map(
        (set) => `update approval_line set ${set}`,
      ),
      ...['change', 'last_billed_day', 'known_line_ids', 'last_updated', 'method'].map(
        (column) => `update write_intent set ${column} = ${column}`,
      ),
    ].map((statement): [('api' | 'worker')[], string, RegExp] => [
      ['api', 'worker'],
      statement,
      /permission denied/u,
    ]),
    [
      ['worker'],
      'insert into approval_signature (tenant_id, approval_line_id) select id, id from tenant',
      /permission denied/u,
    ],
    [['api', 'worker'], 'update approval_signature set mac = $$x$$', /permission denied/u],
    [['api', 'worker'], 'delete from approval_signature', /permission denied/u],
    [['api', 'worker'], 'truncate audit_event cascade', /permission denied/u],
    [['api', 'worker'], 'delete from audit_checkpoint', /permission denied/u],
    [['api', 'worker'], 'update audit_checkpoint set hash = $$x$$', /permission denied/u],
    [['api', 'worker'], 'delete from audit_signed_checkpoint', /permission denied/u],
    [['api'], 'update audit_signed_checkpoint set position = 1', /permission denied/u],
    [
      ['api'],
      'insert into audit_checkpoint (tenant_id, position, audit_seq, hash) select id, 1, 1, $$x$$ from tenant',
      /permission denied/u,
    ],
    [['api', 'worker'], 'alter table audit_event disable trigger all', /must be owner/u],
    [['api', 'worker'], 'alter table audit_event disable trigger audit_event_append_only', /must be owner/u],
    [['api', 'worker'], 'drop trigger audit_event_append_only on audit_event', /must be owner/u],
    [['api', 'worker'], 'set session_replication_role = replica', /permission denied to set parameter/u],
    [
      ['api', 'worker'],
      'create or replace function is_append_only() returns trigger language plpgsql as $$begin return new; end$$',
      /permission denied|must be owner/u,
    ],
    [['api', 'worker'], 'drop table audit_checkpoint', /must be owner/u],
    [['api', 'worker'], 'create table mine (a int)', /permission denied for schema/u],
    [['api', 'worker'], `set role ${defaultRoleNames.owner}`, /permission denied to set role/u],
    [
      ['api', 'worker'],
      `grant ${defaultRoleNames.owner} to current_user`,
      /permission denied|must have admin option|only roles with/iu,
    ],
    [['api', 'worker'], 'delete from approval', /permission denied/u],
    [['api', 'worker'], 'update approval set actor = $${}$$', /permission denied/u],
    [['api', 'worker'], 'delete from approval_line', /permission denied/u],
    [['api', 'worker'], 'update approval_line set after = 1', /permission denied/u],
    [['worker'], 'insert into approval (tenant_id, id) select id, id from tenant', /permission denied/u],
    [['api', 'worker'], 'delete from write_intent', /permission denied/u],
    [['api', 'worker'], 'update write_intent set after = 1', /permission denied/u],
    [['api', 'worker'], 'delete from write_allowance', /permission denied/u],
    [['api', 'worker'], 'delete from review_month', /permission denied/u],
    [['api'], 'select ciphertext from credential', /permission denied/u],
    [['api'], 'select * from credential', /permission denied/u],
    [['api'], 'select 1 from credential where ciphertext like $$A%$$', /permission denied/u],
    [['api'], 'update credential set last_four = ciphertext', /permission denied/u],
    [['api'], 'update credential set ciphertext = null returning ciphertext', /permission denied/u],
    [['api'], 'copy credential to stdout', /permission denied/u],
    [['api'], 'select ciphertext from webhook', /permission denied/u],
    [['api'], 'select previous_ciphertext from webhook', /permission denied/u],
    [['worker'], 'select password_hash from member', /permission denied/u],
    [['worker'], 'select password_hash from person', /permission denied/u],
    [['worker'], 'update member set role = $$admin$$', /permission denied/u],
    [['worker'], 'select key_hash from api_key', /permission denied/u],
    [['worker'], 'select 1 from session', /permission denied/u],
    [['worker'], 'insert into credential (tenant_id, id) select id, id from tenant', /permission denied/u],
    [['worker'], 'select keep_webhook_secret(gen_random_uuid(), gen_random_uuid())', /permission denied/u],
    [['api', 'worker'], 'update key_check set key_version = 2', /permission denied/u],
    [['api', 'worker'], 'delete from key_check', /permission denied/u],
    [['api', 'worker'], 'select 1 from kysely_migration', /permission denied/u],
    [['api', 'worker'], 'select pg_read_file($$/etc/passwd$$)', /permission denied/u],
    [['api', 'worker'], 'copy (select 1) to program $$true$$', /permission denied/u],
  ];

  it.each(forbidden.flatMap(([who, ...rest]) => who.map((role) => [role, ...rest] as const)))(
    '%s may not: %s',
    async (role, statement, answer) => {
      expect(await denied(by[role], sql.raw(statement))).toMatch(answer);
    },
  );

  it('cannot give themselves what they lack: PostgreSQL only warns', async () => {
    const before = await found();
    for (const role of ['api', 'worker'] as const)
      await sql.raw('grant update, delete on audit_event to current_user').execute(by[role]);
    expect(await found()).toEqual(before);
  });

  it('tell the planner what a load changed, as far as they are workers', async () => {
    const known = async () => {
      const { rows } = await sql<{ rows: number }>`
        select reltuples as rows from pg_class where oid = 'psa_company'::regclass`.execute(by.worker);
      return rows[0]!.rows;
    };
    expect(await known()).toBe(-1);
    await refreshStatistics(by.worker);
    expect(await known()).toBe(0);
    expect(await denied(by.api, sql`select refresh_statistics()`)).toMatch(/permission denied/u);
  });

  it('cannot put a second check of the master key beside the first', async () => {
    const put = (version: number) =>
      sql`insert into key_check (key_version, ciphertext) values (${version}, 'x')`;
    await put(1).execute(by.api);
    expect(await denied(by.api, put(2))).toMatch(/key_check_one/u);
  });

  it('are no owner, and a connection as one is told apart', async () => {
    expect(
      await Promise.all([admin, ...databaseRoles.map((role) => by[role])].map(connectionRights)),
    ).toEqual(['superuser', 'owner', 'granted', 'granted', 'granted']);
  });

  it('that connect as owner or superuser are rejected in production unless told, and warned elsewhere', async () => {
    const told: string[] = [];
    const asks = (
      db: Database,
      NODE_ENV: 'production' | 'development',
      allowed = false,
      most: 'granted' | 'owner' = 'granted',
    ) =>
      requireFewRights(
        db,
        { NODE_ENV, ALLOW_DATABASE_OWNER: allowed },
        most,
        ({ message }) => void told.push(message),
      );
    for (const db of [admin, by.owner]) await expect(asks(db, 'production')).rejects.toThrow(TooManyRights);
    await expect(asks(admin, 'production', false, 'owner')).rejects.toThrow(
      /as a superuser.*ALLOW_DATABASE_OWNER=yes/u,
    );
    expect(told).toEqual([]);
    await asks(by.api, 'production');
    await asks(by.owner, 'production', false, 'owner');
    expect(told).toEqual([]);
    await asks(admin, 'production', true);
    await asks(by.owner, 'development');
    expect(told).toEqual([
      expect.stringContaining('as a superuser'),
      expect.stringContaining('as the owner of the tables'),
    ]);
  });
});

describe('migrating', () => {
  it('gives and takes what was changed by hand, and needs neither superuser nor CREATEROLE', async () => {
    await sql`grant delete on audit_event to seatwise_api`.execute(by.owner);
    await sql`grant select (ciphertext) on credential to seatwise_api`.execute(by.owner);
    await sql`revoke select on usage_line from seatwise_worker`.execute(by.owner);
    expect(await migrate(by.owner)).toEqual(['api', 'worker', 'commands']);
    await expect(sql`delete from audit_event`.execute(by.api)).rejects.toThrow(/permission denied/u);
    await expect(sql`select ciphertext from credential`.execute(by.api)).rejects.toThrow(
      /permission denied/u,
    );
    await sql`select 1 from usage_line`.execute(by.worker);
  });

  it('leaves out roles that are not there, as where one address does for all', async () => {
    expect(
      await migrate(by.owner, { api: 'nobody_1', worker: defaultRoleNames.worker, commands: 'nobody_2' }),
    ).toEqual(['worker']);
    // An owner that is named as one of them keeps what it has.
    const all = defaultRoleNames.owner;
    expect(await migrate(by.owner, { api: all, worker: all, commands: all })).toEqual([]);
    await sql`select 1 from usage_line`.execute(by.owner);
    await migrate(by.owner);
  });
});

describe('deploy/roles.sql', () => {
  const suffix = randomUUID().slice(0, 8);
  const password = 'of-the-test';
  const names = Object.fromEntries(databaseRoles.map((role) => [role, `sw${suffix}_${role}`])) as Record<
    (typeof databaseRoles)[number],
    string
  >;
  /** As managed PostgreSQL gives it: no superuser. */
  const administrator = `sw${suffix}_administrator`;
  const superuser = new pg.Client({ connectionString: postgresAdminUrl() });

  beforeAll(async () => {
    await superuser.connect();
    await superuser.query(`create role ${administrator} login createrole createdb password '${password}'`);
  });
  afterAll(async () => {
    await superuser.query(`drop database if exists sw${suffix} with (force)`);
    for (const name of Object.values(names)) await superuser.query(`drop role if exists ${name}`);
    await superuser.query(`drop role ${administrator}`);
    await superuser.end();
  });

  it('makes all that the migrate job and the programs need, under other names too', async () => {
    const url = Object.assign(new URL(postgresAdminUrl()), { username: administrator, password });
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    const script = readFileSync(join(process.cwd(), 'deploy', 'roles.sql'), 'utf8')
      .replaceAll(/^--.*$/gmu, '')
      .replaceAll(/:'\w+'/gu, `'${password}'`)
      .replaceAll(/\bseatwise_/gu, `sw${suffix}_`)
      .replaceAll(/\bDATABASE seatwise\b/gu, `DATABASE sw${suffix}`);
    try {
      for (const statement of script
        .split(';')
        .map((part) => part.trim())
        .filter((part) => part !== ''))
        await client.query(statement);
    } finally {
      await client.end();
    }
    const open = (role: keyof typeof names): Database => {
      const url = new URL(postgresAdminUrl());
      [url.username, url.password, url.pathname] = [names[role], password, `/sw${suffix}`];
      return openDatabase({ url: url.href, poolMax: 1 });
    };
    const [owner, api] = [open('owner'), open('api')];
    expect(await migrate(owner, names)).toEqual(['api', 'worker', 'commands']);
    expect(await connectionRights(api)).toBe('granted');
    expect(await objectDifferences(api, names)).toEqual([]);
    await sql`select host from credential`.execute(api);
    await expect(sql`select ciphertext from credential`.execute(api)).rejects.toThrow(/permission denied/u);
    await Promise.all([owner.destroy(), api.destroy()]);
    const other = openDatabase({
      url: new URL(`/sw${suffix}`, asRole(postgresAdminUrl(), 'api')).href,
      poolMax: 1,
    });
    await expect(sql`select 1`.execute(other)).rejects.toThrow(/permission denied for database/u);
    await other.destroy();
  });
});
