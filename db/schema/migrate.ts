import { sql } from 'kysely';
import { message } from '../../messages/message.ts';
import type { Database } from '../model/database.ts';
import type { Tables } from '../model/tables.ts';
import { MigrationFailed, type MigrationOptions, runMigrations } from '../driver/run-migrations.ts';
import { baselineOf, beforeBaseline, migrations, schemaVersion } from '../migrations/index.ts';
import { grantRoles } from '../roles/grant-roles.ts';
import { defaultRoleNames, type GrantedRole, type GrantedRoleNames } from '../roles/role-names.ts';

/**
 * Brings the schema to this version, and gives each role that is there what it needs. Returns the roles that are there.
 * Throws {@link MigrationFailed}. An installation is upgraded by use-cases/operations/upgrade.ts.
 */
export async function migrate(
  db: Database,
  roles: GrantedRoleNames = defaultRoleNames,
  options?: MigrationOptions<Tables>,
): Promise<readonly GrantedRole[]> {
  await migrationsOf(db);
  await runMigrations(db, migrations, options);
  await sql`
    insert into schema_info (version, min_reader) values (${schemaVersion.version}, ${schemaVersion.minReader})
    on conflict (only_row) do update set version = excluded.version,
      min_reader = greatest(schema_info.min_reader, excluded.min_reader)
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

export interface MigrationState {
  /** None: the database is new. */
  readonly applied: readonly string[];
  readonly pending: readonly string[];
}

/**
 * Which of this version's migrations the database has, in order. Throws {@link MigrationFailed} where it has one that this
 * version does not know: Kysely's own words name one, and no remedy.
 */
export async function migrationsOf(db: Database): Promise<MigrationState> {
  const table = await sql<{ present: boolean }>`select to_regclass('kysely_migration') is not null as present`.execute(db); // prettier-ignore
  const run =
    table.rows[0]?.present === true
      ? await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
      : { rows: [] };
  const applied = run.rows.map(({ name }) => name);
  const unknown = applied.filter((name) => migrations[name] === undefined);
  if (unknown.some((name) => name < baselineOf.migrations))
    throw new MigrationFailed(beforeBaseline('database'));
  if (unknown.length > 0)
    throw new MigrationFailed(message('database.newer-version', { migrations: unknown }));
  return { applied, pending: Object.keys(migrations).filter((name) => !applied.includes(name)) };
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
