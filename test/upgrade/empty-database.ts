import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { handToOwner } from '../../embedded/postgres/roles.ts';
import { postgresAdminUrl, type TestDatabase } from '../environment/database.ts';

/** A database without any table, in the run's server. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(postgresAdminUrl());
  url.pathname = `/${name}`;
  await asAdmin(`create database ${name}`);
  await handToOwner(url.href);
  return { url: url.href, drop: () => asAdmin(`drop database if exists ${name} with (force)`) };
}

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresAdminUrl() });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
