import { sql } from 'kysely';
import { asRole, testDatabase, type TestDatabase } from '../../test/environment/database.ts';
import { inEnglish } from '../../messages/english.ts';
import { type Database, openDatabase, type Queryable } from '../model/database.ts';
import { functionDigests, objectDifferences } from './compare-objects.ts';
import { defaultRoleNames } from './role-names.ts';
import { constraintDigests } from './compare-constraints.ts';
import constraints from './schema-constraints.json' with { type: 'json' };
import { functions } from './schema-objects.ts';

let database: TestDatabase;
let owner: Database;
let commands: Database;

beforeAll(async () => {
  database = await testDatabase();
  owner = openDatabase({ url: database.url, poolMax: 1 });
  commands = openDatabase({ url: asRole(database.url, 'commands'), poolMax: 1 });
});
afterAll(async () => {
  await Promise.all([owner.destroy(), commands.destroy()]);
  await database.drop();
});

const differences = async (db: Queryable = commands) =>
  (await objectDifferences(db, defaultRoleNames)).map((found) => inEnglish(found));

it('finds nothing on a database that the migrations made', async () => {
  // A migration that adds or changes a trigger or a function: say so in db/roles/schema-objects.ts.
  expect(Object.fromEntries(await functionDigests(commands))).toEqual(functions);
  // One that adds or changes a constraint, a unique index, or a required column: in db/roles/schema-constraints.json.
  expect(Object.fromEntries(await constraintDigests(commands))).toEqual(constraints);
  expect(await differences()).toEqual([]);
});

it.each([
  [
    'alter table audit_event disable trigger user',
    [
      'trigger audit_event.audit_event_append_only is disabled',
      'trigger audit_event.audit_event_no_truncate is disabled',
    ],
  ],
  [
    'alter table audit_checkpoint disable trigger all',
    expect.arrayContaining(['trigger audit_checkpoint.audit_checkpoint_append_only is disabled']),
  ],
  [
    'drop trigger audit_checkpoint_append_only on audit_checkpoint',
    ['trigger audit_checkpoint.audit_checkpoint_append_only is missing'],
  ],
  [
    'create or replace trigger audit_event_append_only before update on audit_event for each row execute function is_append_only()',
    ['trigger audit_event.audit_event_append_only was changed'],
  ],
  [
    'create trigger helpful before insert on approval_line for each statement execute function is_append_only()',
    ['trigger approval_line.helpful was added'],
  ],
  [
    'create or replace function is_append_only() returns trigger language plpgsql as $$begin return null; end$$',
    ['function is_append_only() was changed'],
  ],
  ['alter function lowered(text) security definer', ['function lowered(text) was changed']],
  [
    'create function mine() returns int language sql as $$select 1$$ && revoke all on function mine() from public',
    expect.arrayContaining(['function mine() was added']),
  ],
  ['create policy mine on audit_event using (false)', ['policy mine of audit_event was added']],
  ['alter table audit_event enable row level security', ['row-level security of audit_event was turned on']],
  ['create rule mine as on insert to audit_event do instead nothing', ['rule mine of audit_event was added']],
  [
    'alter table notice owner to seatwise_worker && grant select, insert, update, delete on notice to seatwise_worker',
    expect.arrayContaining(['notice is owned by seatwise_worker, not by seatwise_owner']),
  ],
  ['grant update on audit_event to seatwise_api', ['granted in addition: seatwise_api update audit_event']],
  [
    'grant insert (at) on audit_event to seatwise_api',
    ['granted in addition: seatwise_api insert audit_event.at'],
  ],
  ['grant select on credential to public', ['granted in addition: public select credential']],
  [
    'grant execute on function keep_webhook_secret(uuid, uuid) to public',
    ['granted in addition: public execute keep_webhook_secret(uuid,uuid)'],
  ],
  ['revoke select on member from seatwise_api', ['not granted: seatwise_api select member']],
  [
    'alter role seatwise_api in database :database set session_replication_role = replica',
    ['session_replication_role is set for seatwise_api'],
  ],
  ['grant seatwise_owner to seatwise_api', ['seatwise_api is a member of seatwise_owner']],
  [
    'create role managed_admin createrole createdb && grant managed_admin to seatwise_api',
    ['seatwise_api is a member of managed_admin'],
  ],
  [
    'create role managed_admin createrole && grant seatwise_owner to managed_admin',
    ['managed_admin is a member of seatwise_owner'],
  ],
  ['grant pg_write_all_data to seatwise_worker', ['seatwise_worker is a member of pg_write_all_data']],
  ['alter role seatwise_api superuser', ['seatwise_api has the attribute SUPERUSER']],
  [
    'alter role seatwise_commands bypassrls && alter role seatwise_owner createrole createdb',
    ['seatwise_commands has the attribute BYPASSRLS', 'seatwise_owner has the attribute CREATEROLE'],
  ],
  [
    'alter table approval_line drop constraint approval_line_state_check',
    ['constraint approval_line.approval_line_state_check is missing'],
  ],
  [
    'alter table write_intent drop constraint write_intent_pkey cascade && alter table write_intent add constraint write_intent_pkey primary key (id)',
    ['constraint write_intent.write_intent_pkey was changed'],
  ],
  [
    'alter table audit_event add constraint mine foreign key (tenant_id) references tenant (id) on delete cascade',
    ['constraint audit_event.mine was added'],
  ],
  ['drop index approval_line_one_live', ['constraint approval_line.approval_line_one_live is missing']],
  [
    'alter table audit_event alter column actor_id drop not null',
    ['the columns of audit_event that require a value were changed'],
  ],
] as const)('finds: %s', async (statement, expected) => {
  const { rows } = await sql<{ name: string }>`select quote_ident(current_database()) as name`.execute(owner);
  await owner
    .transaction()
    .execute(async (tx) => {
      for (const one of statement.split(' && '))
        await sql.raw(one.replace(':database', rows[0]!.name)).execute(tx);
      expect(await differences(tx)).toEqual(expected);
      throw new Error('undone');
    })
    .catch((error: unknown) => {
      if ((error as Error).message !== 'undone') throw error;
    });
  expect(await differences()).toEqual([]);
});

it('accepts the administrator of a managed PostgreSQL, who keeps the right to grant the roles that they created', async () => {
  await owner
    .transaction()
    .execute(async (tx) => {
      for (const statement of [
        'create role managed_admin createrole',
        // As PostgreSQL 16 and newer give it to who creates a role without being superuser.
        'grant seatwise_owner to managed_admin with admin true, inherit false, set false',
        'grant seatwise_api to managed_admin with admin true, inherit false, set false',
      ])
        await sql.raw(statement).execute(tx);
      expect(await differences(tx)).toEqual([]);
      throw new Error('undone');
    })
    .catch((error: unknown) => {
      if ((error as Error).message !== 'undone') throw error;
    });
});
