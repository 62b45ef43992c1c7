import { type Kysely, type Migration, Migrator, sql, type Transaction } from 'kysely';
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

export interface MigrationOptions<Tables> {
  /** How long one waits for whoever uses its tables, before it gives up and nothing is changed. */
  readonly lockWaitMs?: number;
  /** After the last, in the transaction of all of them; not where there was none to run. */
  readonly afterLast?: (tx: Transaction<Tables>) => Promise<void>;
}

/** Runs those of the migrations that were not run yet, in order, in one transaction. Throws {@link MigrationFailed}. */
export async function runMigrations<Tables>(
  db: Kysely<Tables>,
  migrations: Readonly<Record<string, Migration>>,
  { lockWaitMs = usualLockWaitMs, afterLast }: MigrationOptions<Tables> = {},
): Promise<void> {
  const last = Object.keys(migrations).at(-1);
  const each = Object.entries(migrations).map(([name, migration]): readonly [string, Migration] => [
    name,
    {
      up: async (tx) => {
        await sql`select set_config('lock_timeout', ${`${lockWaitMs}ms`}, true)`.execute(tx);
        await migration.up(tx);
        // Kysely names no tables here, and runs each migration in a transaction.
        if (name === last) await afterLast?.(tx as Transaction<Tables>);
      },
    },
  ]);
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
