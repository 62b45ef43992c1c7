import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type DatabaseRole, defaultRoleNames } from '../../db/roles/role-names.ts';
import { roleUrls } from '../../embedded/postgres/roles.ts';
import { environmentNames, fromSetUp, templateDatabase } from './names.ts';

export interface TestDatabase {
  /** As superuser: for setting a scene. What is tested connects as its role. */
  readonly url: string;
  /** Drops it, ending connections that are still open. */
  drop(): Promise<void>;
}

/**
 * A database of its own for one test file, migrated already. Its files are copied: into the log of the server, as
 * PostgreSQL would by itself, they would be written twice.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const adminUrl = postgresAdminUrl();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(
    adminUrl,
    `create database ${name} template ${templateDatabase} owner ${defaultRoleNames.owner} strategy file_copy`,
  );
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(adminUrl, `drop database if exists ${name} with (force)`) };
}

/** A database of {@link testDatabase} as a program connects to it. */
export const asRole = (url: string, role: DatabaseRole): string => roleUrls(url)[role];

/** The run's PostgreSQL itself, as superuser: for tests of what lies outside one database. */
export function postgresAdminUrl(): string {
  return fromSetUp(environmentNames.postgresUrl, environmentNames.postgresFault, 'PostgreSQL');
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  // A server that ends meanwhile fails the statement, never the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
