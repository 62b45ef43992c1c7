import pg from 'pg';
import { message } from '../../messages/message.ts';
import { MessageError } from '../../messages/message-error.ts';
import { openDatabase } from '../../db/model/database.ts';
import { baselineOf, beforeBaseline, migrations, schemaVersion } from '../../db/migrations/index.ts';
import { markRestored, type RestoredAudit } from './restore-audit.ts';
import type { BackupHead } from '../../db/backup/format.ts';
import { quoted, tableNames } from '../../db/backup/layout.ts';
import { type BackupToLoad, loadBackup } from '../../db/backup/load-backup.ts';

/** Why a restore is rejected; the message says what to do. */
export class RestoreRejected extends MessageError {
  override readonly name = 'RestoreRejected';
}

/** Moments between which a kill must leave the old database or the new one (tests end the work there). */
export type RestorePoint = 'database-made' | 'ready' | 'swapped';

export interface RestoreOrder extends BackupToLoad {
  /** The database that is to hold what the backup holds; need not exist. */
  readonly databaseUrl: string;
  /** An installation that is there already may be replaced. */
  readonly replace: boolean;
  readonly now: Date;
  readonly audit: RestoredAudit;
  /** Just before the new database takes its place; for what must be there when it does. */
  readonly beforeSwap?: () => void;
  readonly atPoint?: (point: RestorePoint) => Promise<void>;
}

/** Arbitrary and fixed: one restore in a server at a time. */
const restoreLock = 7_120_422;

/**
 * Loads a backup into a separate database, and swaps it with the present one in one transaction, with writing stopped.
 * If the process stops before, the present database is unchanged, and the next restore removes what is left.
 */
export async function restoreBackup(order: RestoreOrder): Promise<void> {
  requireReadableSchema(order.checked.head);
  const name = databaseName(order.databaseUrl);
  const names = {
    live: name,
    restoring: `${name.slice(0, 50)}_restoring`,
    former: `${name.slice(0, 50)}_former`,
  };
  const admin = await adminClient(order.databaseUrl);
  const at = order.atPoint ?? (() => Promise.resolve());
  try {
    await takeLock(admin);
    await clearAway(admin, names, order.databaseUrl);
    await requireReplaceable(admin, order, name);
    await admin.query(`create database ${quoted(names.restoring)}`);
    await describe(admin, names.restoring, marks.restoring);
    await at('database-made');
    const url = withDatabase(order.databaseUrl, names.restoring);
    await loadBackup(url, order);
    await makeReady(url, order);
    await at('ready');
    order.beforeSwap?.();
    await swap(admin, names);
    await at('swapped');
    await dropDatabase(admin, names.former);
  } finally {
    await admin.end().catch(() => undefined);
  }
}

interface Names {
  readonly live: string;
  readonly restoring: string;
  readonly former: string;
}

function requireReadableSchema({ schema, migrations: applied }: BackupHead): void {
  if (schema.version < baselineOf.schemas) throw new RestoreRejected(beforeBaseline('backup'));
  const known = Object.keys(migrations);
  if (schema.version > schemaVersion.version || applied.some((name, index) => known[index] !== name)) {
    throw new RestoreRejected(
      message('backups.newer-schema', {
        schema: String(schema.version),
        known: String(schemaVersion.version),
      }),
    );
  }
}

function databaseName(url: string): string {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  if (name === '' || name === 'postgres') throw new RestoreRejected(message('backups.database-without-name'));
  return name;
}

function withDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(name)}`;
  return other.href;
}

/** Connected to another database, since one cannot be created or renamed from within. */
async function adminClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: withDatabase(url, 'postgres'),
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    const { code, message: words } = error as NodeJS.ErrnoException;
    throw new RestoreRejected(message('backups.server-unusable', { cause: code ?? words }));
  }
}

async function takeLock(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
    restoreLock,
  ]);
  if (rows[0]?.taken !== true) throw new RestoreRejected(message('backups.restore-running'));
}

/** What a restore that was killed left: half a new database, or the old one after the new had taken its place. */
async function clearAway(admin: pg.Client, { live, restoring, former }: Names, url: string): Promise<void> {
  // It may have been killed before it marked the new database, which is then empty.
  if ((await databaseExists(admin, restoring)) && !(await isEmpty(withDatabase(url, restoring))))
    await requireOwn(admin, restoring, marks.restoring);
  await dropDatabase(admin, restoring);
  await requireOwn(admin, former, marks.former);
  if (await databaseExists(admin, live)) await dropDatabase(admin, former);
}

/** Comments that mark databases created or renamed by a restore. */
const marks = {
  restoring: 'Seatwise: half of a restore, may be dropped',
  former: 'Seatwise: replaced by a restore, may be dropped',
} as const;

/** @param comment null: none. */
const describe = async (admin: pg.Client, name: string, comment: string | null): Promise<void> => {
  await admin.query(
    `comment on database ${quoted(name)} is ${comment === null ? 'null' : pg.escapeLiteral(comment)}`,
  );
};

/** Rejects a database of this name that a restore did not create or rename: it belongs to a person. */
async function requireOwn(admin: pg.Client, name: string, mark: string): Promise<void> {
  const { rows } = await admin.query<{ comment: string | null }>(
    `select shobj_description(oid, 'pg_database') as comment from pg_database where datname = $1`,
    [name],
  );
  if (rows.some(({ comment }) => comment !== mark))
    throw new RestoreRejected(message('backups.name-taken', { database: name }));
}

const dropDatabase = async (admin: pg.Client, name: string): Promise<void> => {
  await admin.query(`drop database if exists ${quoted(name)} with (force)`);
};

async function databaseExists(admin: pg.Client, name: string): Promise<boolean> {
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name]);
  return rowCount === 1;
}

async function requireReplaceable(
  admin: pg.Client,
  { databaseUrl, replace }: RestoreOrder,
  name: string,
): Promise<void> {
  if (!(await databaseExists(admin, name))) return;
  const { rows } = await admin.query<{ sessions: number }>(
    `select count(*)::int as sessions from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
    [name],
  );
  const sessions = rows[0]?.sessions ?? 0;
  if (sessions > 0)
    throw new RestoreRejected(message('backups.database-in-use', { database: name, count: sessions }));
  if (replace || (await isEmpty(databaseUrl))) return;
  throw new RestoreRejected(message('backups.database-exists', { database: name }));
}

async function isEmpty(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await tableNames(client)).length === 0;
  } finally {
    await client.end();
  }
}

async function makeReady(url: string, { checked, audit, now }: RestoreOrder): Promise<void> {
  const db = openDatabase({ url, poolMax: 1, connectTimeoutMs: 10_000 });
  try {
    await markRestored(db, { createdAt: checked.head.createdAt, sha256: checked.sha256 }, audit, now);
  } finally {
    await db.destroy();
  }
}

/** Both renames in one transaction: there is one installation at any moment, the old or the new. */
async function swap(admin: pg.Client, { live, restoring, former }: Names): Promise<void> {
  await admin.query('begin');
  try {
    if (await databaseExists(admin, live)) {
      await admin.query(`alter database ${quoted(live)} rename to ${quoted(former)}`);
      await describe(admin, former, marks.former);
    }
    await admin.query(`alter database ${quoted(restoring)} rename to ${quoted(live)}`);
    await describe(admin, live, null);
    await admin.query('commit');
  } catch (error) {
    await admin.query('rollback');
    throw error;
  }
}
