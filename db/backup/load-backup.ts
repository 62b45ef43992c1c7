import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import { message } from '../../messages/message.ts';
import { openDatabase } from '../model/database.ts';
import { migrate, migrateTo } from '../schema/migrate.ts';
import type { CheckedBackup } from './read-backup.ts';
import { readBackup, UnusableBackup } from './read-backup.ts';
import { type BackupTotals, partBytes } from './format.ts';
import { columnsOf, quoted } from './layout.ts';

const unpacked = promisify(gunzip);

/** A file that was read once, with the key that opened it. */
export interface BackupToLoad {
  readonly file: string;
  readonly checked: CheckedBackup;
  readonly masterKey: Buffer;
}

/**
 * Fills an empty database with a backup that was checked: the schema it was made with, its rows under every constraint,
 * its sequences, its row counts compared; then the migrations that came since. Throws where anything does not fit.
 */
export async function loadBackup(
  databaseUrl: string,
  { file, checked, masterKey }: BackupToLoad,
): Promise<void> {
  const db = openDatabase({ url: databaseUrl, poolMax: 1, connectTimeoutMs: 10_000 });
  try {
    await migrateTo(db, checked.head.migrations);
    const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query('begin');
      await client.query('set constraints all deferred');
      await emptyTables(client, checked);
      await loadTables(client, { file, checked, masterKey });
      await setSequences(client, checked.totals.sequences);
      await compareCounts(client, checked);
      await client.query('commit');
      await client.query('analyze');
    } finally {
      await client.end().catch(() => undefined);
    }
    await migrate(db);
  } finally {
    await db.destroy();
  }
}

/** Migrations may put rows of their own into the tables they make. */
async function emptyTables(client: pg.Client, { head }: CheckedBackup): Promise<void> {
  for (const { name } of [...head.tables].reverse()) {
    const { rows } = await client.query<{ filled: boolean }>(
      `select exists(select from ${quoted(name)}) as filled`,
    );
    if (rows[0]?.filled === true) await client.query(`delete from ${quoted(name)}`);
  }
}

async function loadTables(client: pg.Client, { file, checked, masterKey }: BackupToLoad): Promise<void> {
  const { head, sha256 } = checked;
  let open: { readonly table: string; readonly stream: CopyStreamQuery } | null = null;
  const again = await readBackup(file, masterKey, async ({ table }, packed) => {
    if (open?.table !== table) {
      await ended(open);
      const layout = head.tables.find(({ name }) => name === table);
      if (layout === undefined) throw new UnusableBackup(message('backups.unknown-table', { file }));
      const text = `copy ${quoted(table)} (${columnsOf(layout)}) from stdin`;
      open = { table, stream: client.query(copyFrom(text)) };
      // Told by what waits for it: the next write, or the end.
      open.stream.on('error', () => undefined);
    }
    // PostgreSQL sends whole rows, so a part may end a little above its size; anything far above is not ours.
    const raw = await unpacked(packed, { maxOutputLength: partBytes * 16 });
    await write(open.stream, raw);
  });
  await ended(open);
  if (again.sha256 !== sha256) throw new UnusableBackup(message('backups.changed-while-read', { file }));
}

/** Waits where PostgreSQL is slower than the file; throws what ended the copying. */
async function write(stream: CopyStreamQuery, raw: Buffer): Promise<void> {
  const goesOn = stream.write(raw);
  const failure = stream.errored;
  if (failure !== null) throw failure;
  if (!goesOn) await once(stream, 'drain');
}

async function ended(open: { readonly stream: CopyStreamQuery } | null): Promise<void> {
  if (open === null) return;
  open.stream.end();
  await finished(open.stream);
}

/** Not behind what was used before the copy: a number is never given twice. */
async function setSequences(client: pg.Client, sequences: BackupTotals['sequences']): Promise<void> {
  for (const { table, column, value, called } of sequences) {
    await client.query('select setval(pg_get_serial_sequence($1, $2), $3, $4)', [
      quoted(table),
      column,
      value,
      called,
    ]);
  }
}

async function compareCounts(client: pg.Client, { totals }: CheckedBackup): Promise<void> {
  for (const [table, expected] of Object.entries(totals.rows)) {
    const { rows } = await client.query<{ count: string }>(
      `select count(*)::text as count from ${quoted(table)}`,
    );
    if (rows[0]?.count !== String(expected))
      throw new Error(`${table} has ${rows[0]?.count ?? 'no'} rows after loading, and must have ${expected}`);
  }
}
