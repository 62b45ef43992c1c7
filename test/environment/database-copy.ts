import pg from 'pg';
import { postgresAdminUrl } from './database.ts';

export interface DatabaseCopy {
  /** The copy takes the database's place, as a restore from a backup does; what was written since is gone. */
  restore(): Promise<void>;
}

/**
 * A copy of a database as it stands now. Connections to it are ended, for the copy and again for the restore: pools
 * open new ones.
 */
export async function copyDatabase(url: string): Promise<DatabaseCopy> {
  const name = new URL(url).pathname.slice(1);
  const copy = `${name}_copy`;
  await alone(name, [
    `create database ${copy} template ${name} strategy file_copy`,
    `alter database ${name} allow_connections true`,
  ]);
  return {
    restore: () =>
      alone(name, [`drop database ${name} with (force)`, `alter database ${copy} rename to ${name}`]),
  };
}

/** Statements with nobody else connected to the database. */
async function alone(name: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: postgresAdminUrl() });
  await client.connect();
  try {
    await client.query(`alter database ${name} allow_connections false`);
    await client.query('select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1', [
      name,
    ]);
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
