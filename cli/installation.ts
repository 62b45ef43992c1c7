import { existsSync } from 'node:fs';
import type { Environment } from '../config/environment.ts';
import { type Database, openDatabase } from '../db/model/database.ts';
import { requireAnswer } from '../db/driver/require-answer.ts';
import { type HomeFiles, homeFiles, requireOwnHome } from '../embedded/home.ts';
import { message } from '../messages/message.ts';
import { takeLock } from '../embedded/owner-lock.ts';
import { runningPostgres, startPostgres } from '../embedded/postgres.ts';
import { CannotRun, type CommandContext } from './command.ts';

/** Which installation a command is about, before any of its parts is opened. */
export interface Claim {
  readonly environment: Environment;
  /** Null: nothing of this installation stands below SEATWISE_HOME. */
  readonly home: HomeFiles | null;
  /**
   * `elsewhere`: processes that this machine knows nothing of. `at`: Seatwise runs on SEATWISE_HOME. `stopped`: nobody
   * runs there, and nobody can start until the command has ended.
   */
  readonly runs: 'elsewhere' | { readonly at: string | null; readonly pid: number } | 'stopped';
}

/** The installation a command is about: the named PostgreSQL, or the one below SEATWISE_HOME. */
export interface Installation extends Claim {
  readonly databaseUrl: string;
  readonly db: Database;
}

/** What a command asks of the installation: `stopped` rejects while Seatwise runs on SEATWISE_HOME. */
export type Need = 'any' | 'stopped';

/** {@link claimInstallation} and {@link openOwnDatabase}: what most commands need. Throws {@link CannotRun}. */
export async function openInstallation(
  context: CommandContext,
  command: string,
  need: Need,
): Promise<Installation> {
  const claim = claimInstallation(context, command, need);
  return { ...claim, ...(await openOwnDatabase(context, claim)) };
}

/**
 * Finds the installation. Where it is stopped SEATWISE_HOME is locked for the time of the command, so that nobody starts
 * Seatwise on half a rotation or restore. Throws {@link CannotRun} where there is none.
 */
export function claimInstallation(context: CommandContext, command: string, need: Need): Claim {
  const { environment } = context;
  const files = homeFiles(environment.SEATWISE_HOME);
  requireOwnHome(files.folder);
  const home = existsSync(files.folder) ? files : null;
  if (environment.DATABASE_URL === undefined && (home === null || !existsSync(home.postgres))) {
    throw new CannotRun(message('cli.installation.none', { folder: files.folder }));
  }
  const runs = home === null ? 'elsewhere' : lockHome(context, home, command, need);
  const alone = environment.DATABASE_URL !== undefined && runs === 'stopped';
  return { environment, home, runs: alone ? 'elsewhere' : runs };
}

/**
 * Opens the database of the installation; a stopped one is started for the time of the command. Throws {@link CannotRun}
 * and `DatabaseUnusable`.
 */
export async function openOwnDatabase(
  context: CommandContext,
  claim: Claim,
): Promise<Pick<Installation, 'databaseUrl' | 'db'>> {
  const { DATABASE_URL, SEATWISE_HOME } = claim.environment;
  const databaseUrl = DATABASE_URL ?? (await ownDatabase(context, homeFiles(SEATWISE_HOME), claim.runs));
  const db = openDatabase({
    url: databaseUrl,
    poolMax: 4,
    connectTimeoutMs: 5_000,
    applicationName: 'seatwise command line',
  });
  context.onEnd(() => db.destroy());
  await requireAnswer(db, databaseUrl);
  return { databaseUrl, db };
}

/** Locks SEATWISE_HOME until the command has ended, where nobody runs on it. Throws {@link CannotRun}. */
export function lockHome(
  context: CommandContext,
  home: HomeFiles,
  command: string,
  need: Need,
): Exclude<Claim['runs'], 'elsewhere'> {
  const lock = takeLock(home.lockFile, command);
  if (lock.kind === 'held') {
    context.onEnd(() => {
      lock.lock.release();
      return Promise.resolve();
    });
    return 'stopped';
  }
  const by = { folder: home.folder, process: String(lock.by.pid) };
  if (lock.by.command !== undefined)
    throw new CannotRun(message('cli.installation.busy', { ...by, command: lock.by.command }));
  if (need === 'stopped') throw new CannotRun(message('cli.installation.running', { ...by, command }));
  return { at: lock.by.note ?? null, pid: lock.by.pid };
}

async function ownDatabase(context: CommandContext, home: HomeFiles, runs: Claim['runs']): Promise<string> {
  if (runs !== 'stopped') {
    const urls = await runningPostgres(home.postgres);
    if (urls !== null) return urls.commands;
    throw new CannotRun(
      message('cli.installation.not-responding', { folder: home.folder, log: home.logFile }),
    );
  }
  const postgres = await startPostgres({ dir: home.postgres, mode: 'durable' });
  context.onEnd(() => postgres.stop());
  return postgres.urls.commands;
}
