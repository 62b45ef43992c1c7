import { sql } from 'kysely';
import { message } from '../../messages/message.ts';
import type { Database } from '../model/database.ts';
import { MigrationFailed, runMigrations } from '../driver/run-migrations.ts';
import { baselineOf, beforeBaseline, migrations, schemaVersion } from '../migrations/index.ts';
import { grantRoles } from '../roles/grant-roles.ts';
import { defaultRoleNames, type GrantedRole, type GrantedRoleNames } from '../roles/role-names.ts';

/**
 * Brings the schema to this version, and gives each role that is there what it needs. Only the migrate job and
 * `npm start` call it (architecture.md 6). Returns the roles that are there. Throws {@link MigrationFailed}.
 * @param lockWaitMs how long a migration waits for whoever uses its tables, before it gives up and nothing is changed
 */
export async function migrate(
  db: Database,
  roles: GrantedRoleNames = defaultRoleNames,
  lockWaitMs?: number,
): Promise<readonly GrantedRole[]> {
  await requireKnownMigrations(db);
  await runMigrations(db, migrations, lockWaitMs);
  await sql`
    insert into schema_info (version, min_reader) values (${schemaVersion.version}, ${schemaVersion.minReader})
    on conflict (only_row) do update set version = excluded.version, min_reader = excluded.min_reader
    where schema_info.version < excluded.version`.execute(db);
  await sql`insert into installation (id) values (gen_random_uuid()) on conflict (only_row) do nothing`.execute(
    db,
  );
  return grantRoles(db, roles);
}

/**
 * Brings an empty database to the schema that these migrations, the oldest of ours, make: for rows that were copied from
 * it. Throws {@link MigrationFailed}.
 */
export async function migrateTo(db: Database, names: readonly string[]): Promise<void> {
  await runMigrations(
    db,
    Object.fromEntries(Object.entries(migrations).filter(([name]) => names.includes(name))),
  );
}

/**
 * Throws {@link MigrationFailed} where the database knows a migration that this version does not: Kysely's own words name
 * one, and no remedy.
 */
async function requireKnownMigrations(db: Database): Promise<void> {
  const table = await sql<{ present: boolean }>`select to_regclass('kysely_migration') is not null as present`.execute(db); // prettier-ignore
  if (table.rows[0]?.present !== true) return;
  const run = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const unknown = run.rows.map(({ name }) => name).filter((name) => migrations[name] === undefined);
  if (unknown.some((name) => name < baselineOf.migrations))
    throw new MigrationFailed(beforeBaseline('database'));
  if (unknown.length === 0) return;
  throw new MigrationFailed(message('database.newer-version', { migrations: unknown }));
}

export type SchemaFit = 'fits' | 'too-old' | 'unreadable' | 'before-baseline';

/**
 * May this code run on the schema that is there? Newer but readable runs; too old waits for the migrate job; one from
 * before the baseline is never migrated (architecture.md 6).
 */
export async function schemaFit(db: Database): Promise<SchemaFit> {
  const table = await sql<{
    present: boolean;
  }>`select to_regclass('schema_info') is not null as present`.execute(db);
  if (table.rows[0]?.present !== true) return 'too-old';
  const info = await db.selectFrom('schemaInfo').selectAll().executeTakeFirst();
  if (info === undefined) return 'too-old';
  if (info.version < baselineOf.schemas) return 'before-baseline';
  if (info.version < schemaVersion.version) return 'too-old';
  return info.minReader > schemaVersion.version ? 'unreadable' : 'fits';
}
