import { sql } from 'kysely';
import { pendingTail } from '../../db/audit/audit-verification.ts';
import type { Database } from '../../db/model/database.ts';
import { findKeyRing } from '../../db/secrets/key-ring.ts';
import { schemaFit } from '../../db/schema/migrate.ts';
import { schemaVersion } from '../../db/migrations/index.ts';
import { tenantIds } from '../../db/people/people.ts';
import { writeStop } from '../../use-cases/write-back/write-stop.ts';
import { readPhases } from '../../domain/states.ts';
import { duration } from '../durations.ts';
import { bad, type Check, good, warning } from './check.ts';

const oldestPostgres = 150_000;
const hour = 3_600_000;
/** A daily run with its jitter, and an hour to read (the alert's own limit, deploy/alerts.yml). */
const goodSyncWithinMs = 26 * hour;
const relayWithinMs = 60_000;
/** Each minute; some may be missed. */
const checkpointWithinMs = 15 * 60_000;
/** Hourly; one run may be missed (the alert's own limit). */
const housekeepingWithinMs = 3 * hour;

export async function examinePostgres(db: Database): Promise<readonly Check[]> {
  const { rows } = await sql<{ version: string; number: number }>`
    select current_setting('server_version') as version, current_setting('server_version_num')::int as number`.execute(
    db,
  );
  const { version = 'unknown', number = 0 } = rows[0] ?? {};
  return [
    number >= oldestPostgres
      ? good('database.version', `PostgreSQL ${version}`)
      : bad('database.version', `PostgreSQL ${version}`, 'Upgrade it to 15 or newer.'),
  ];
}

/** The schema against the one that this code was written for. */
export async function examineSchema(db: Database): Promise<Check> {
  const wanted = schemaVersion.version;
  switch (await schemaFit(db)) {
    case 'fits': {
      const { version } = await db.selectFrom('schemaInfo').select('version').executeTakeFirstOrThrow();
      if (version === wanted) return good('database.schema', `version ${version}`);
      const found = `version ${version}, this code was written for ${wanted} and can read it`;
      return warning(
        'database.schema',
        found,
        'Run the version of Seatwise that the database was migrated by.',
      );
    }
    case 'too-old':
      return bad(
        'database.schema',
        `older than version ${wanted}`,
        'Run the migrate job of this version; npm start does it by itself.',
      );
    case 'before-baseline':
      return bad(
        'database.schema',
        'of a development version before 0.1.0, which no other version can read',
        'Export its closed months with that version, then start this one with an empty home directory or database.',
      );
    case 'unreadable':
      return bad(
        'database.schema',
        `newer than version ${wanted}, and this code cannot read it`,
        'Run the newer Seatwise that the database was migrated by.',
      );
  }
}

export async function examineMasterKey(db: Database, masterKey: Buffer): Promise<Check> {
  const keyRing = await findKeyRing(db, masterKey);
  return keyRing === null
    ? bad(
        'database.master-key',
        'it is not the key that this database is sealed with',
        'Set the right one in MASTER_KEY or MASTER_KEY_FILE; without it the stored credentials cannot be read.',
      )
    : good('database.master-key', `fits, version ${keyRing.version}`);
}

export async function examineWriting(db: Database): Promise<readonly Check[]> {
  const stop = await writeStop(db);
  const { rows } = await sql<{ waiting: string; oldest: Date | null }>`
    select count(*) as waiting, min(created_at) as oldest from outbox where relayed_at is null`.execute(db);
  const waiting = Number(rows[0]?.waiting);
  const oldest = rows[0]?.oldest ?? null;
  const age = oldest === null ? 0 : Date.now() - oldest.getTime();
  return [
    stop === null
      ? good('writing.stop', 'writing is not stopped')
      : warning(
          'writing.stop',
          `nothing is written since ${stop.since.toISOString()}: ${stop.reason}`,
          'It ends by itself once every live approval was read again in the PSA; if it stays, see which cannot be read.',
        ),
    age <= relayWithinMs
      ? good('writing.outbox', waiting === 0 ? 'nothing waits to be relayed' : `${waiting} just written`)
      : bad(
          'writing.outbox',
          `${waiting} approvals wait to be handed to Temporal, the oldest for ${duration(age)}`,
          'See whether a worker runs and reaches Temporal.',
        ),
  ];
}

/** How old the last good sync of each integration is that should have one. */
export async function examineSyncs(db: Database): Promise<readonly Check[]> {
  const rows = await db
    .selectFrom('integration')
    .select(['id', 'phase', 'phaseSince', 'lastGoodSyncAt'])
    .where('phase', 'in', [...readPhases])
    .orderBy('id')
    .execute();
  return rows.map(({ id, phase, phaseSince, lastGoodSyncAt: last }) => {
    const name = 'sync.age';
    const age = Date.now() - (last ?? phaseSince).getTime();
    const since = last === null ? `never, in ${phase} for ${duration(age)}` : `${duration(age)} ago`;
    const found = `integration ${id}: last good sync ${since}`;
    if (phase === 'needs-attention') {
      return bad(name, `${found}; it needs attention`, 'Store new credentials and authenticate.');
    }
    return age <= goodSyncWithinMs
      ? good(name, found)
      : bad(name, found, 'See the last runs and their causes (docs/operating/syncs.md, A run that failed).');
  });
}

/** How long audit rows have waited for a checkpoint. */
export async function examineAuditTail(db: Database): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const tenantId of await tenantIds(db)) {
    const { rows, oldestAt } = await pendingTail(db, tenantId);
    const age = oldestAt === null ? 0 : Date.now() - oldestAt.getTime();
    const found =
      rows === 0
        ? 'every row has a checkpoint'
        : `${rows} rows without a checkpoint, the oldest for ${duration(age)}`;
    checks.push(
      age <= checkpointWithinMs
        ? good('audit.tail', found)
        : warning(
            'audit.tail',
            found,
            'A worker creates checkpoints each minute: see whether one runs, and the notice AuditChainBroken.',
          ),
    );
  }
  return checks;
}

/** How old the last run of housekeeping is, and the last one that did all of its steps. */
export async function examineHousekeeping(db: Database): Promise<Check> {
  const row = await db
    .selectFrom('installation')
    .select(['createdAt', 'housekeepingAt as ran', 'housekeepingCompleteAt as complete'])
    .executeTakeFirstOrThrow();
  const { createdAt, ran, complete } = row;
  const name = 'housekeeping.age';
  const ago = (at: Date): string => `${duration(Date.now() - at.getTime())} ago`;
  const isRecent = (at: Date): boolean => Date.now() - at.getTime() <= housekeepingWithinMs;
  const ended = ran === null ? 'it never ran' : `it last ran ${ago(ran)}`;
  if (complete !== null && isRecent(complete)) return good(name, `it did every step ${ago(complete)}`);
  if (complete === null && ran === null && isRecent(createdAt))
    return good(name, 'it has not run yet: it runs each hour');
  const all = complete === null ? 'never every step' : `every step last ${ago(complete)}`;
  return ran !== null && isRecent(ran)
    ? warning(
        name,
        `${ended}, ${all}`,
        'See the notice HousekeepingIncomplete, or the run in the Temporal UI.',
      )
    : bad(
        name,
        `${ended}${ran === null ? '' : `, ${all}`}`,
        'See that a worker runs and that the schedule housekeeping stands and is not paused.',
      );
}
