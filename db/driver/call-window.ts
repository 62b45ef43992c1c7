import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';

/** Calls are counted by slices of so many seconds, and leave the count with the end of theirs: never too early. */
const batchSeconds = 5;
const windowSeconds = 300 + batchSeconds;

/**
 * Takes one of `most` calls to an instance in any five minutes, of all that any process made; returns the milliseconds
 * until there is one to take, 0: taken.
 */
export async function takeCall<Tables>(db: Kysely<Tables>, instance: string, most: number): Promise<number> {
  const key = createHash('sha256').update(instance).digest('base64url');
  return db.transaction().execute(async (tx) => {
    // One after the other: the statement below sees what the one before it counted.
    await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
    const { rows } = await sql<{ waitMs: number | null }>`
      select (extract(epoch from max(slice) + make_interval(secs => ${windowSeconds}) - clock_timestamp()) * 1000
        )::double precision as wait_ms
      from (select slice, sum(made) over (order by slice desc) as since from psa_call_count
        where instance = ${key} and slice > clock_timestamp() - make_interval(secs => ${windowSeconds})) as counted
      where since >= ${most}`.execute(tx);
    const waitMs = rows[0]?.waitMs ?? null;
    if (waitMs !== null) return Math.max(1, Math.ceil(waitMs));
    await sql`
      with over as (delete from psa_call_count
        where instance = ${key} and slice <= clock_timestamp() - make_interval(secs => ${windowSeconds}))
      insert into psa_call_count as c (instance, slice, made)
      values (${key}, date_bin(make_interval(secs => ${batchSeconds}), clock_timestamp(), 'epoch'), 1)
      on conflict (instance, slice) do update set made = c.made + 1`.execute(tx);
    return 0;
  });
}
