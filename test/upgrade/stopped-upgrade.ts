import pg from 'pg';
import { waitFor } from '../../embedded/tour/seatwise-client.ts';

/** Moments of an upgrade: while the backup is written, after a migration, and once they are committed. */
export type UpgradePoint = 'backing-up' | 'committed' | { readonly after: string };

/** Five points of an upgrade with these migrations; fewer where there are fewer than three. */
export function killPoints(pending: readonly string[]): readonly UpgradePoint[] {
  if (pending.length === 0) return [];
  const middle = pending[Math.floor(pending.length / 2)];
  const chosen = new Set([pending[0]!, middle!, pending.at(-1)!]);
  return ['backing-up', ...[...chosen].map((after) => ({ after })), 'committed'];
}

export interface StoppedUpgrade {
  /** The upgrade waits at its point. */
  reached(): Promise<true>;
  /** Lets go what waits, and waits until nobody else is connected. */
  release(): Promise<void>;
}

/** Arbitrary and fixed. */
const lock = 4_711;

/** Makes the next upgrade of the database wait at this point, by locks of PostgreSQL. */
export async function stopUpgradeAt(url: string, point: UpgradePoint): Promise<StoppedUpgrade> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const ask = async (statement: string): Promise<boolean> =>
    (await client.query<{ is: boolean }>(statement)).rows[0]?.is === true;
  await client.query(stops(point));
  const waits =
    typeof point === 'object'
      ? `locktype = 'advisory' and objid = ${lock}`
      : `relation = '${tableOf[point]}'::regclass`;
  return {
    reached: () =>
      waitFor(`the upgrade to be at ${JSON.stringify(point)}`, 60_000, async () =>
        (await ask(`select exists(select from pg_locks where not granted and ${waits}) as is`)) ? true : null,
      ),
    release: async () => {
      await client.query(`commit; select pg_advisory_unlock_all(); ${withoutTrigger}`);
      await waitFor('everybody else to be gone', 60_000, async () =>
        (await ask(`select not exists(select from pg_stat_activity where datname = current_database()
          and pid <> pg_backend_pid() and backend_type = 'client backend') as is`))
          ? true
          : null,
      );
      await client.end();
    },
  };
}

/** The backup reads it; the new version is written to it after the migrations. */
const tableOf = { 'backing-up': 'review_month', committed: 'schema_info' } as const;

const withoutTrigger = 'drop function if exists stop_upgrade cascade';

function stops(point: UpgradePoint): string {
  if (point === 'backing-up') return `begin; lock table review_month in access exclusive mode`;
  if (point === 'committed') return `begin; lock table schema_info in exclusive mode`;
  return `
    create function stop_upgrade() returns trigger language plpgsql as $$ begin
      if new.name = ${pg.escapeLiteral(point.after)} then perform pg_advisory_xact_lock(${lock}); end if;
      return new;
    end $$;
    create trigger stop_upgrade after insert on kysely_migration for each row execute function stop_upgrade();
    select pg_advisory_lock(${lock})`;
}
