import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import type { Database } from '../../../db/model/database.ts';

/** One transaction that held the integration's row. */
export interface Hold {
  readonly application: string;
  /** From the lock to the end of the transaction. */
  readonly ms: number;
  /** Statements made while it was held, first words of each with ms. */
  readonly statements: readonly (readonly [string, number])[];
}

/**
 * How long the integration's row is locked while some work is done, by what PostgreSQL logs of each statement: a row lock
 * that nobody waits for stands nowhere else. The server must log to the file beside its data, as the embedded one does.
 */
export async function locksDuring(db: Database, work: () => Promise<unknown>): Promise<readonly Hold[]> {
  const file = await logFile(db);
  await set(db, "log_line_prefix = '%n|%p|%a|'");
  await set(db, 'log_min_duration_statement = 0');
  const from = statSync(file).size;
  try {
    await work();
  } finally {
    await sql`alter system reset log_min_duration_statement`.execute(db);
    await sql`select pg_reload_conf()`.execute(db);
  }
  return holdsIn(readFileSync(file).subarray(from).toString());
}

async function set(db: Database, setting: string): Promise<void> {
  await sql.raw(`alter system set ${setting}`).execute(db);
  await sql`select pg_reload_conf()`.execute(db);
}

async function logFile(db: Database): Promise<string> {
  const { rows } = await sql<{ dataDirectory: string }>`show data_directory`.execute(db);
  return join(dirname(rows[0]?.dataDirectory ?? ''), 'log');
}

interface Open {
  readonly since: number;
  readonly application: string;
  readonly statements: (readonly [string, number])[];
}

const lineOfLog =
  /^(?<at>\d+\.\d+)\|(?<pid>\d+)\|(?<application>[^|]*)\|LOG: {2}duration: (?<ms>[\d.]+) ms {2}(?<step>statement|parse [^:]*|bind [^:]*|execute [^:]*): (?<words>.*)$/u;

/** A statement's line is written when it has ended: that of the lock when it was granted. */
function holdsIn(log: string): readonly Hold[] {
  const open = new Map<string, Open>();
  const holds: Hold[] = [];
  // A statement of several lines goes on after a tab.
  for (const line of log.replaceAll(/\n\t\s*/gu, ' ').split('\n')) {
    const found = lineOfLog.exec(line)?.groups;
    if (found === undefined) continue;
    const { at = '', pid = '', application = '', ms = '', step = '', words = '' } = found;
    const now = Number(at) * 1_000;
    const held = open.get(pid);
    if (/^\s*(commit|rollback)/iu.test(words)) {
      if (held !== undefined)
        holds.push({ application: held.application, ms: now - held.since, statements: held.statements });
      open.delete(pid);
    } else if (held !== undefined) {
      held.statements.push([words.trim().slice(0, 90), Number(ms)]);
    } else if (!step.startsWith('parse') && !step.startsWith('bind') && locksIntegration(words)) {
      open.set(pid, { since: now, application, statements: [] });
    }
  }
  return holds;
}

const locksIntegration = (words: string): boolean =>
  /from "integration" .*for (no key )?update/iu.test(words) || /^update "integration"/iu.test(words);

/** Where the time of these holds went: statements by all they took, most first. */
export function timeByStatement(holds: readonly Hold[]): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>();
  for (const { statements } of holds)
    for (const [words, ms] of statements) sums.set(words, (sums.get(words) ?? 0) + ms);
  return [...sums].sort(([, a], [, b]) => b - a);
}
