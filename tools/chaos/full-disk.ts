import { setTimeout as sleep } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../db/model/database.ts';
import { type Scene, soon } from './scene.ts';

/** Something of each transaction that changes anything; reading needs no space. */
const grown = ['audit_event', 'approval_line', 'write_intent', 'sync_run', 'update_command'] as const;
const freeWithinMs = 60_000;

/** PostgreSQL has no space for a row more (SQLSTATE 53100), for as long as an operator takes to make some. */
export async function fullDisk({ installation: { db }, choose, encounters }: Scene): Promise<void> {
  try {
    await run(
      db,
      sql`
      create or replace function chaos_no_space() returns trigger language plpgsql security definer as $$
      begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`,
    );
    await inEach(
      db,
      (table) => sql`
      create or replace trigger chaos_no_space before insert or update on ${table}
      for each statement execute function chaos_no_space()`,
    );
    encounters.note('full disks');
    await sleep(choose.between(1_000, 3_000));
  } finally {
    await freeDisk(db);
  }
}

/** There is space again, whoever filled it. Tries as long as PostgreSQL may take to come back. */
export async function freeDisk(db: Database): Promise<void> {
  const isFree = await soon(freeWithinMs, async () => {
    await inEach(db, (table) => sql`drop trigger if exists chaos_no_space on ${table}`);
    return true;
  });
  if (isFree === null) throw new Error(`the disk could not be freed within ${freeWithinMs / 1_000} s`);
}

/** One transaction each: nothing waits for a table while it holds another. */
async function inEach(
  db: Database,
  statement: (table: RawBuilder<unknown>) => RawBuilder<unknown>,
): Promise<void> {
  for (const table of grown) await run(db, statement(sql.table(table)));
}

/** Does not hold up whoever waits behind it for longer than a busy machine does. */
const run = (db: Database, statement: RawBuilder<unknown>): Promise<unknown> =>
  db.transaction().execute(async (tx) => {
    await sql`set local lock_timeout = '2s'`.execute(tx);
    await statement.execute(tx);
  });
