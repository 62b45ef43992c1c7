import { readLastBackup } from '../../db/backup/last-backup.ts';
import { sql } from 'kysely';
import { pendingTail } from '../../db/audit/audit-verification.ts';
import type { Database } from '../../db/model/database.ts';
import { findKeyRing } from '../../db/secrets/key-ring.ts';
import { schemaFit } from '../../db/schema/migrate.ts';
import { schemaVersion } from '../../db/migrations/index.ts';
import { tenantIds } from '../../db/people/people.ts';
import { openDetail } from '../../db/notices/notices.ts';
import { StoredMessage } from '../../messages/stored.ts';
import { writeStop } from '../../use-cases/write-back/write-stop.ts';
import { readPhases } from '../../domain/states.ts';
import { message } from '../../messages/message.ts';
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
  const found = message('doctor.postgres', { version });
  return [
    number >= oldestPostgres
      ? good('database.version', found)
      : bad('database.version', found, message('doctor.postgres.advice')),
  ];
}

/** The schema against the one that this code was written for. */
export async function examineSchema(db: Database): Promise<Check> {
  const wanted = schemaVersion.version;
  const own = String(wanted);
  const name = 'database.schema';
  switch (await schemaFit(db)) {
    case 'fits': {
      const { version } = await db.selectFrom('schemaInfo').select('version').executeTakeFirstOrThrow();
      const present = { version: String(version) };
      if (version === wanted) return good(name, message('doctor.schema', present));
      const found = message('doctor.schema.readable', { ...present, own });
      return warning(name, found, message('doctor.schema.newer.advice'));
    }
    case 'too-old':
      return bad(name, message('doctor.schema.too-old', { own }), message('doctor.schema.too-old.advice'));
    case 'before-baseline':
      return bad(
        name,
        message('doctor.schema.before-baseline'),
        message('doctor.schema.before-baseline.advice'),
      );
    case 'unreadable':
      return bad(name, message('doctor.schema.unreadable', { own }), message('doctor.schema.newer.advice'));
  }
}

export async function examineMasterKey(db: Database, masterKey: Buffer): Promise<Check> {
  const keyRing = await findKeyRing(db, masterKey);
  return keyRing === null
    ? bad(
        'database.master-key',
        message('doctor.master-key.other'),
        message('doctor.master-key.other.advice'),
      )
    : good('database.master-key', message('doctor.master-key', { version: String(keyRing.version) }));
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
      ? good('writing.stop', message('doctor.writing'))
      : warning(
          'writing.stop',
          message('doctor.writing.stopped', { since: stop.since.toISOString(), reason: stop.reason }),
          message('doctor.writing.stopped.advice'),
        ),
    age <= relayWithinMs
      ? good(
          'writing.outbox',
          waiting === 0
            ? message('doctor.outbox.empty')
            : message('doctor.outbox.recent', { count: waiting }),
        )
      : bad(
          'writing.outbox',
          message('doctor.outbox.waiting', { count: waiting, age }),
          message('doctor.outbox.waiting.advice'),
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
    const found =
      last === null
        ? message('doctor.sync.never', { integration: id, phase, age })
        : message('doctor.sync', { integration: id, age });
    if (phase === 'needs-attention')
      return bad(
        name,
        message('doctor.sync.needs-attention', { sync: found }),
        message('doctor.sync.needs-attention.advice'),
      );
    return age <= goodSyncWithinMs ? good(name, found) : bad(name, found, message('doctor.sync.advice'));
  });
}

/** How long audit rows have waited for a checkpoint. */
export async function examineAuditTail(db: Database): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const tenantId of await tenantIds(db)) {
    const { rows, oldestAt } = await pendingTail(db, tenantId);
    const age = oldestAt === null ? 0 : Date.now() - oldestAt.getTime();
    const found =
      rows === 0 ? message('doctor.audit.complete') : message('doctor.audit.pending', { count: rows, age });
    checks.push(
      age <= checkpointWithinMs
        ? good('audit.tail', found)
        : warning('audit.tail', found, message('doctor.audit.pending.advice')),
    );
  }
  return checks;
}

/** Whether the last housekeeping run found the chain of the audit whole: reading all of it takes too long here. */
export async function examineAuditChain(db: Database): Promise<readonly Check[]> {
  const checks: Check[] = [];
  for (const tenantId of await tenantIds(db)) {
    const detail = await openDetail(db, { tenantId, integrationId: null }, 'AuditChainBroken');
    checks.push(
      detail === null
        ? good('audit.chain', message('doctor.audit.whole'))
        : bad('audit.chain', StoredMessage.parse(detail), message('error.AuditChainBroken.advice')),
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
  const ageOf = (at: Date): number => Date.now() - at.getTime();
  const isRecent = (at: Date): boolean => ageOf(at) <= housekeepingWithinMs;
  if (complete !== null && isRecent(complete))
    return good(name, message('doctor.housekeeping', { age: ageOf(complete) }));
  if (ran === null)
    return isRecent(createdAt)
      ? good(name, message('doctor.housekeeping.waiting'))
      : bad(name, message('doctor.housekeeping.never'), message('doctor.housekeeping.advice'));
  const found =
    complete === null
      ? message('doctor.housekeeping.never-complete', { age: ageOf(ran) })
      : message('doctor.housekeeping.last-complete', { age: ageOf(ran), complete: ageOf(complete) });
  return isRecent(ran)
    ? warning(name, found, message('doctor.housekeeping.incomplete.advice'))
    : bad(name, found, message('doctor.housekeeping.advice'));
}

/** A nightly backup, and some hours for a slow one. */
const backupWithinMs = 26 * 3_600_000;
/** An installation that is only tried needs none. */
const firstBackupWithinMs = 2 * 24 * 3_600_000;

/** How old the last good backup is. `isElsewhere`: the operator said that other means back the database up. */
export async function examineBackup(db: Database, isElsewhere: boolean): Promise<Check> {
  const name = 'backup.age';
  if (isElsewhere) return good(name, message('doctor.backup.elsewhere'));
  const { last, createdAt } = await readLastBackup(db);
  if (last === null)
    return Date.now() - createdAt.getTime() <= firstBackupWithinMs
      ? good(name, message('doctor.backup.none'))
      : warning(name, message('doctor.backup.none'), message('doctor.backup.advice'));
  const age = Date.now() - last.at.getTime();
  const found = message('doctor.backup', { age, bytes: last.bytes });
  return age <= backupWithinMs ? good(name, found) : warning(name, found, message('doctor.backup.advice'));
}
