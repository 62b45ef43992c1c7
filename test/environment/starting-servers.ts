import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { searchAttributeNames } from '../../contracts/temporal/search-attributes.ts';
import { openDatabase } from '../../db/model/database.ts';
import { migrate } from '../../db/schema/migrate.ts';
import { startPostgres } from '../../embedded/postgres.ts';
import { handToOwner, roleUrls } from '../../embedded/postgres/roles.ts';
import { takeLock } from '../../embedded/owner-lock.ts';
import { findTemporal } from '../../embedded/temporal/finder.ts';
import { startTemporal } from '../../embedded/temporal-server.ts';
import { sandboxTls } from '../../sandbox/certificate.ts';
import { environmentNames, templateDatabase } from './names.ts';
import { removeLeftOvers, runFolderPrefix, type TestServerName, testServers } from './servers.ts';

/**
 * Starts a PostgreSQL, or a Temporal dev server as well, for this Jest run (about 1.5 s), migrates a template database,
 * and hands the addresses over by environment variables. What the run has already, for another level, stays. A part that
 * cannot be had fails the tests that need it.
 */
export async function startServers(wanted: readonly TestServerName[]): Promise<void> {
  const servers = testServers();
  const missing = new Set(wanted.filter((name) => !servers.tried.has(name)));
  for (const name of missing) servers.tried.add(name);
  const folder = servers.folder ?? (await openRunFolder());
  const [postgres, temporal, tls] = await Promise.allSettled([
    missing.has('postgres') ? startTestPostgres(folder) : undefined,
    missing.has('temporal') ? startTestTemporal(folder) : undefined,
    makeSandboxTls(folder),
  ]);
  report(environmentNames.postgresFault, 'PostgreSQL', postgres);
  report(environmentNames.temporalFault, 'Temporal', temporal);
  report(environmentNames.sandboxTlsFault, "The sandbox's TLS", tls);
}

async function openRunFolder(): Promise<string> {
  await removeLeftOvers();
  const folder = mkdtempSync(join(tmpdir(), runFolderPrefix));
  chmodSync(folder, 0o711);
  takeLock(join(folder, 'owner'));
  testServers().folder = folder;
  endWithThisProcess();
  return folder;
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

/** One certificate for all sandboxes of the run: making it costs more than starting one. */
async function makeSandboxTls(folder: string): Promise<void> {
  const { keptFile } = await sandboxTls(folder);
  process.env[environmentNames.sandboxTls] = keptFile;
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
