import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { Database } from '../../db/model/database.ts';
import { commandOf, isRunning, type ProcessIdentity } from '../../embedded/process-identity.ts';
import type { SystemViolation } from './system-violation.ts';

/** What the product's processes held at a moment in which nothing was under way. */
export interface ProcessFacts {
  /** By name of the part. Bytes, and open file descriptors. */
  readonly parts: Readonly<
    Record<string, { readonly pid: number; readonly memory: number; readonly descriptors: number }>
  >;
  /** Database connections by application. */
  readonly connections: Readonly<Record<string, number>>;
  /** Transactions that PostgreSQL ended since it last began, since they waited for each other. */
  readonly deadlocks: number;
  /** Processes that should have ended, and have not: what they run. */
  readonly left: readonly string[];
}

export interface ProcessSources {
  readonly db: Database;
  readonly pids: Readonly<Record<string, number>>;
  readonly former: readonly ProcessIdentity[];
}

/** Reads `/proc`, `pg_stat_activity` and `pg_stat_database`. */
export async function readProcessFacts({ db, pids, former }: ProcessSources): Promise<ProcessFacts> {
  const { rows } = await sql<{ name: string; connections: number }>`
    select application_name as name, count(*)::int as connections from pg_stat_activity
    where datname = current_database() group by 1`.execute(db);
  const { rows: waits } = await sql<{ deadlocks: number }>`
    select deadlocks::int from pg_stat_database where datname = current_database()`.execute(db);
  return {
    deadlocks: waits[0]?.deadlocks ?? 0,
    parts: Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, { pid, ...held(pid) }])),
    connections: Object.fromEntries(rows.map(({ name, connections }) => [name, connections])),
    left: former.filter(isRunning).map(({ pid }) => `${pid} ${commandOf(pid).slice(0, 200)}`),
  };
}

const pageBytes = 4096;

function held(pid: number): { readonly memory: number; readonly descriptors: number } {
  const [, resident] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return { memory: Number(resident) * pageBytes, descriptors: readdirSync(`/proc/${pid}/fd`).length };
}

/** How far above the first settled value is still flat: a heap breathes, a pool keeps what it opened for a while. */
const flat = {
  memory: { times: 1.5, more: 80_000_000 },
  descriptors: { times: 1.5, more: 30 },
  connections: { times: 1, more: 12 },
};

const isAbove = (
  now: number,
  first: number,
  { times, more }: { readonly times: number; readonly more: number },
): boolean => now > first * times + more;

/** Pure. @param first what the same parts held when everything had settled for the first time */
export function evaluateProcesses(now: ProcessFacts, first: ProcessFacts): readonly SystemViolation[] {
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;
  return [
    ...now.left.map((process): SystemViolation => ({
      kind: 'process-left',
      words: `process ${process} should have ended`,
    })),
    ...(now.deadlocks === 0
      ? []
      : [
          {
            kind: 'deadlock',
            words: `${now.deadlocks} transactions waited for each other: two paths lock in another order`,
          } as const,
        ]),
    ...Object.entries(now.parts).flatMap(([name, { memory, descriptors }]): SystemViolation[] => {
      const before = first.parts[name];
      if (before === undefined) return [];
      const found: SystemViolation[] = [];
      if (isAbove(memory, before.memory, flat.memory))
        found.push({
          kind: 'memory-grew',
          words: `${name}: ${megabytes(before.memory)} → ${megabytes(memory)}`,
        });
      if (isAbove(descriptors, before.descriptors, flat.descriptors))
        found.push({ kind: 'descriptors-grew', words: `${name}: ${before.descriptors} → ${descriptors}` });
      return found;
    }),
    ...Object.entries(now.connections).flatMap(([name, connections]): SystemViolation[] =>
      isAbove(connections, first.connections[name] ?? 0, flat.connections)
        ? [{ kind: 'connections-grew', words: `${name}: ${first.connections[name] ?? 0} → ${connections}` }]
        : [],
    ),
  ];
}
