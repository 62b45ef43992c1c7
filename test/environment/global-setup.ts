import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { searchAttributeNames } from '../../contracts/temporal/names.ts';
import { openDatabase } from '../../db/database.ts';
import { migrate } from '../../db/migrate.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { handToOwner, roleUrls } from '../../embedded/postgres/roles.ts';
import { takeLock } from '../../embedded/owner-lock.ts';
import { findTemporal } from '../../embedded/temporal/finder.ts';
import { startTemporal } from '../../embedded/temporal-server.ts';
import { environmentNames, templateDatabase } from './names.ts';
import { removeLeftOvers, runFolderPrefix, testServers } from './servers.ts';

/** The part of Jest's global configuration that is read here. */
interface SelectedTests {
  readonly testPathPatterns: { readonly patterns: readonly string[] };
}

/**
 * Starts one PostgreSQL and one Temporal dev server for this Jest run (about 1.5 s), migrates a template database, and
 * hands the addresses over by environment variables. A part that cannot be had fails the tests that need it.
 */
export default async function globalSetup(config: SelectedTests): Promise<void> {
  const needs = neededServers(config.testPathPatterns.patterns);
  if (!needs.postgres && !needs.temporal) return;
  await removeLeftOvers();
  const folder = mkdtempSync(join(tmpdir(), runFolderPrefix));
  chmodSync(folder, 0o711);
  takeLock(join(folder, 'owner'));
  const servers = testServers();
  servers.folder = folder;
  endWithThisProcess();
  const [postgres, temporal] = await Promise.allSettled([
    needs.postgres ? startTestPostgres(folder) : undefined,
    needs.temporal ? startTestTemporal(folder) : undefined,
  ]);
  report(environmentNames.postgresFault, 'PostgreSQL', postgres);
  report(environmentNames.temporalFault, 'Temporal', temporal);
}

/** Unit and replay tests need no server; integration tests no Temporal. */
function neededServers(patterns: readonly string[]): { postgres: boolean; temporal: boolean } {
  const level = process.env['SEATWISE_TEST_LEVEL'];
  const levels =
    level !== undefined && level !== ''
      ? [level]
      : patterns.map(
          (pattern) => /\.(unit|replay|integration)\b/.exec(pattern.replaceAll('\\', ''))?.[1] ?? 'all',
        );
  if (levels.length === 0) return { postgres: true, temporal: true };
  return {
    postgres: levels.some((one) => one !== 'unit' && one !== 'replay'),
    temporal: levels.some((one) => one !== 'unit' && one !== 'replay' && one !== 'integration'),
  };
}

async function startTestPostgres(folder: string): Promise<void> {
  const postgres = await startPostgres({ dir: join(folder, 'postgres'), mode: 'test' });
  testServers().stops.push({ identity: postgres.identity, signal: 'SIGINT', stop: () => postgres.stop() });
  process.env[environmentNames.postgresUrl] = postgres.url;
  try {
    await migrateTemplate(postgres.url);
  } catch (error) {
    process.env[environmentNames.postgresUrl] = '';
    throw error;
  }
}

async function migrateTemplate(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${templateDatabase}`);
  await admin.end();
  const url = new URL(adminUrl);
  url.pathname = `/${templateDatabase}`;
  await handToOwner(url.href);
  const db = openDatabase({ url: roleUrls(url.href).owner, poolMax: 1 });
  try {
    await migrate(db);
  } finally {
    await db.destroy();
  }
}

async function startTestTemporal(folder: string): Promise<void> {
  const program = await findTemporal(process.env);
  const temporal = await startTemporal({
    cliPath: program.path,
    dir: join(folder, 'temporal'),
    storage: 'memory',
    namespace: 'seatwise',
    searchAttributes: searchAttributeNames,
    retentionDays: [1],
    ui: true,
  });
  testServers().stops.push({ identity: temporal.identity, signal: 'SIGTERM', stop: () => temporal.stop() });
  process.env[environmentNames.temporalAddress] = temporal.address;
  process.env[environmentNames.temporalUiUrl] = temporal.uiUrl ?? '';
  process.env[environmentNames.temporalProgram] = program.path;
}

function report(variable: string, what: string, result: PromiseSettledResult<void>): void {
  if (result.status === 'fulfilled') return;
  const reason = describe(result.reason);
  process.env[variable] = reason;
  console.error(`\n*** ${what} could not be prepared; the tests that need it will fail. ***\n${reason}\n`);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describe(error.cause)}`;
}

/** Global tear-down does not run when Jest is interrupted. */
function endWithThisProcess(): void {
  const endNow = (): void => {
    for (const { identity, signal } of testServers().stops) {
      try {
        process.kill(identity.pid, signal);
      } catch {
        // It has ended already.
      }
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      endNow();
      process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  }
  process.once('exit', endNow);
}
