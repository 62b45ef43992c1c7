import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { message } from '../../messages/message.ts';
import { MessageError } from '../../messages/message-error.ts';

/** The schema is not that of this version, and nothing was changed. Its message says why. */
export class MigrationFailed extends MessageError {
  override readonly name = 'MigrationFailed';
}

/**
 * Whoever waits for a table makes everybody behind it wait: a migration rather fails, changes nothing, and is run again.
 */
const usualLockWaitMs = 10_000;

const withLockTimeout = (migration: Migration, lockWaitMs: number): Migration => ({
  up: async (db) => {
    await sql`select set_config('lock_timeout', ${`${lockWaitMs}ms`}, true)`.execute(db);
    await migration.up(db);
  },
});

/**
 * Runs those of the migrations that were not run yet, in order. Throws {@link MigrationFailed}.
 * @param lockWaitMs how long one waits for whoever uses its tables, before it gives up and nothing is changed
 */
export async function runMigrations<Tables>(
  db: Kysely<Tables>,
  migrations: Readonly<Record<string, Migration>>,
  lockWaitMs = usualLockWaitMs,
): Promise<void> {
  const each = Object.entries(migrations).map(
    ([name, migration]) => [name, withLockTimeout(migration, lockWaitMs)] as const,
  );
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(Object.fromEntries(each)) },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName;
  const cause = error instanceof Error ? error.message : 'no cause was given';
  throw new MigrationFailed(
    failed === undefined
      ? message('database.no-migration-run', { cause })
      : message('database.migration-failed', { migration: failed, cause }),
    { cause: error },
  );
}
