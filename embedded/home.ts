import { chmodSync, existsSync, openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type OwnerLock, takeLock } from './owner-lock.ts';
import { makeFolder } from './postgres/database-user.ts';

/** Files of one installation below SEATWISE_HOME. */
export interface Home {
  readonly folder: string;
  readonly lock: OwnerLock;
  readonly postgres: string;
  readonly temporal: string;
  readonly sandbox: string;
  readonly masterKeyFile: string;
  readonly firstSignInFile: string;
  readonly logFile: string;
}

/** Something the person who started us can put right; the message says how. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

/** Makes the folder and locks it for this process. Throws {@link StartRefused} when another process has it. */
export function openHome(folder: string): Home {
  // Root's PostgreSQL runs as another user, who must be able to walk through; every secret is a 0600 file.
  makeFolder(folder, process.getuid?.() === 0);
  const result = takeLock(join(folder, 'running.lock'));
  if (result.kind === 'taken') {
    const where = result.by.note === undefined ? '' : ` at ${result.by.note}`;
    throw new StartRefused(
      `Seatwise already runs on ${folder}${where} (process ${result.by.pid}). ` +
        'Stop it first, or start a second one beside it with other settings: ' +
        'PORT=4601 SEATWISE_HOME=~/seatwise-2 npm start',
    );
  }
  return {
    folder,
    lock: result.lock,
    postgres: join(folder, 'postgres'),
    temporal: join(folder, 'temporal'),
    sandbox: join(folder, 'sandbox'),
    masterKeyFile: join(folder, 'master-key'),
    firstSignInFile: join(folder, 'first-sign-in'),
    logFile: join(folder, 'seatwise.log'),
  };
}

const logLimitBytes = 50_000_000;

/** Opens the log for appending; one former log is kept. */
export function openLog(home: Home): number {
  if (existsSync(home.logFile) && statSync(home.logFile).size > logLimitBytes) {
    renameSync(home.logFile, `${home.logFile}.1`);
  }
  const log = openSync(home.logFile, 'a', 0o600);
  chmodSync(home.logFile, 0o600);
  return log;
}
