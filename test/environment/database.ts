import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { environmentNames, fromSetUp, templateDatabase } from './names.ts';

export interface TestDatabase {
  readonly url: string;
  /** Drops it, ending connections that are still open. */
  drop(): Promise<void>;
}

/** A database of its own for one test file, migrated already (30–50 ms). */
export async function testDatabase(): Promise<TestDatabase> {
  const adminUrl = postgresAdminUrl();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(adminUrl, `create database ${name} template ${templateDatabase}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(adminUrl, `drop database if exists ${name} with (force)`) };
}

/** The run's PostgreSQL itself, as superuser: for tests of what lies outside one database. */
export function postgresAdminUrl(): string {
  return fromSetUp(environmentNames.postgresUrl, environmentNames.postgresFault, 'PostgreSQL');
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
