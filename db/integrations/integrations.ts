import { randomUUID } from 'node:crypto';
import { sql, type UpdateObject } from 'kysely';
import { newIntegration } from '../../domain/defaults.ts';
import { timeOfNight } from '../../domain/housekeeping/time-of-day.ts';
import type { WriteRight } from '../../domain/write-back/write-outcome.ts';
import { gateParts } from '../../domain/gates.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { KindNames } from '../../domain/kinds.ts';
import type { IntegrationPhase } from '../../domain/states.ts';
import { announcing } from './commands.ts';
import { pipelined } from '../driver/pipelined.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { setGate } from './gates.ts';
import { allowedFrom, requireTransition } from '../model/transitions.ts';
import type { Message } from '../../messages/message.ts';
import { messageToStore, StoredMessage } from '../../messages/stored.ts';
import type { Tables } from '../model/tables.ts';

export interface Integration {
  readonly tenantId: string;
  readonly id: string;
  readonly vendor: string;
  readonly module: 'billing';
  readonly psa: string;
  readonly phase: IntegrationPhase;
  readonly phaseCode: string | null;
  /** What was found, in addition to the texts of the code; null: nothing more. */
  readonly phaseDetail: Message | null;
  readonly phaseSince: Date;
  readonly writeBackEnabled: boolean;
  /** What the PSA's own answers showed of the right to set quantities, to create lines, and to end them. */
  readonly writeRight: WriteRight;
  readonly writeRightAt: Date | null;
  readonly createRight: WriteRight;
  readonly createRightAt: Date | null;
  readonly endRight: WriteRight;
  readonly endRightAt: Date | null;
  readonly keepNames: boolean;
  /** UTC. */
  readonly schedule: { readonly hour: number; readonly minute: number };
  /** Since when the Schedule stands as it is; null before Finish. */
  readonly scheduledSince: Date | null;
  readonly firstSyncKey: string | null;
  readonly initialMatchAt: Date | null;
  /** Rises with everything a list shows; cursors are bound to it. */
  readonly dataVersion: number;
  readonly psaTimeZone: string | null;
  /** Connected to another instance before, this one took its place (RULES 14). */
  readonly predecessorId: string | null;
  /** Takes its place once it is disconnected. */
  readonly successorId: string | null;
  /** The newest connecting: later than `initialMatchAt` once an integration was disconnected and connected again. */
  readonly connectedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly lastGoodSyncAt: Date | null;
}

const fromRow = (row: Awaited<ReturnType<typeof selectRow>>): Integration | null =>
  row === undefined
    ? null
    : {
        ...row,
        phaseDetail: row.phaseDetail === null ? null : StoredMessage.parse(row.phaseDetail),
        dataVersion: Number(row.dataVersion),
      };

const columns = [
  'tenantId', 'id', 'vendor', 'module', 'psa', 'phase', 'phaseCode', 'phaseDetail', 'phaseSince', 'writeBackEnabled', 'writeRight',
  'writeRightAt', 'createRight', 'createRightAt', 'endRight', 'endRightAt', 'keepNames', 'schedule', 'scheduledSince', 'firstSyncKey', 'initialMatchAt', 'dataVersion', 'psaTimeZone',
  'predecessorId', 'successorId', 'connectedAt', 'finishedAt', 'lastGoodSyncAt',
] as const; // prettier-ignore

const selectRow = (db: Queryable, key: IntegrationKey, lock: boolean) =>
  db
    .selectFrom('integration')
    .select(columns)
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', key.integrationId)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();

/** Null: no such row, or another tenant's. */
export async function findIntegration(db: Queryable, key: IntegrationKey): Promise<Integration | null> {
  return fromRow(await selectRow(db, key, false));
}

/** Locks the row first of all rows a transaction locks (architecture.md 5, lock order). */
export async function lockIntegration(tx: Tx, key: IntegrationKey): Promise<Integration | null> {
  const [row] = await pipelined(tx, (together) =>
    Promise.all([selectRow(together, key, true), planOnce(together)]),
  );
  return fromRow(row);
}

/**
 * Statements of the rest of this transaction look rows up by key, so that one plan fits all values: PostgreSQL need not weigh
 * for each of them whether another were better (`plan_cache_mode`).
 */
const planOnce = (tx: Tx): Promise<unknown> =>
  sql`select set_config('plan_cache_mode', ${'force_generic_plan'}, true)`.execute(tx);

/**
 * Waits for whoever holds the integration's row, and keeps others from it until the transaction ends; many may share it.
 * Comes before all other locks, as `lockIntegration` does.
 */
export async function shareIntegration(tx: Tx, key: IntegrationKey): Promise<void> {
  await tx
    .selectFrom('integration')
    .select('id')
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', key.integrationId)
    .forKeyShare()
    .execute();
}

/**
 * Locks the integrations of a tenant, or of all (null), in the one order in which many are locked, before anything that
 * hangs on them (architecture.md 5, lock order).
 */
export async function lockIntegrations(tx: Tx, tenantId: string | null): Promise<readonly IntegrationKey[]> {
  return tx
    .selectFrom('integration')
    .select(['tenantId', 'id as integrationId'])
    .$if(tenantId !== null, (query) => query.where('tenantId', '=', tenantId))
    .orderBy('id')
    .forUpdate()
    .execute();
}

/** What each integration of the tenant connects, disconnected ones too. */
export const kindsOfIntegrations = (
  db: Queryable,
  tenantId: string,
): Promise<readonly (KindNames & { readonly id: string })[]> =>
  db.selectFrom('integration').select(['id', 'vendor', 'psa']).where('tenantId', '=', tenantId).execute();

/** Every integration of every tenant whose workflow must exist: for the repair loop. */
export async function liveIntegrations(
  db: Queryable,
): Promise<
  readonly (IntegrationKey & { readonly phase: IntegrationPhase; readonly firstSyncKey: string | null })[]
> {
  return db
    .selectFrom('integration')
    .select(['tenantId', 'id as integrationId', 'phase', 'firstSyncKey'])
    .where('phase', '<>', 'disconnected')
    .execute();
}

/** A new card, or the same row again after disconnecting: same id, mappings and history kept (architecture.md 4). */
export async function connectIntegration(
  tx: Tx,
  tenantId: string,
  choice: KindNames & { readonly module: 'billing' },
): Promise<{ readonly kind: 'connected' | 'exists'; readonly integrationId: string }> {
  const before = await tx
    .selectFrom('integration')
    .select(['id', 'phase', 'psa'])
    .where('tenantId', '=', tenantId)
    .where('vendor', '=', choice.vendor)
    .where('module', '=', choice.module)
    .orderBy(sql`connected_at desc nulls last`)
    .orderBy('id')
    .forUpdate()
    .execute();
  const live = before.find(({ phase }) => phase !== 'disconnected');
  if (live !== undefined) return { kind: 'exists', integrationId: live.id };
  const existing = before.find(({ psa }) => psa === choice.psa);
  const id = existing?.id ?? randomUUID();
  const key = { tenantId, integrationId: id };
  if (existing === undefined) {
    await tx
      .insertInto('integration')
      .values({
        tenantId,
        id,
        ...choice,
        schedule: JSON.stringify(timeOfNight(id)),
        writeBackEnabled: newIntegration.writeBackEnabled,
        keepNames: newIntegration.keepNames,
        phase: 'awaiting-credentials',
        connectedAt: sql<Date>`now()`,
      })
      .execute();
    for (const part of gateParts)
      await setGate(tx, key, part, { status: 'waiting', loaded: {}, code: null, detail: null });
  } else await connectAgain(tx, key);
  return { kind: 'connected', integrationId: id };
}

/** An integration of the same kinds that is not connected yet. */
export async function insertSuccessor(tx: Tx, of: Integration): Promise<IntegrationKey> {
  const id = randomUUID();
  const { tenantId, vendor, module, psa, keepNames, schedule } = of;
  await tx
    .insertInto('integration')
    .values({
      tenantId,
      id,
      vendor,
      module,
      psa,
      keepNames,
      schedule: JSON.stringify(schedule),
      writeBackEnabled: newIntegration.writeBackEnabled,
      phase: 'disconnected',
      predecessorId: of.id,
    })
    .execute();
  return { tenantId, integrationId: id };
}

/** Takes the place of an integration once that is disconnected. */
export const setSuccessor = (tx: Tx, key: IntegrationKey, successorId: string | null): Promise<void> =>
  updateIntegration(tx, key, { successorId });

/** Connects an integration that is not connected, with everything still to be verified and loaded. */
export async function connectAgain(tx: Tx, key: IntegrationKey): Promise<void> {
  await updateIntegration(tx, key, { connectedAt: sql<Date>`now()` });
  await setPhase(tx, key, 'awaiting-credentials', null);
  for (const part of gateParts)
    await setGate(tx, key, part, { status: 'waiting', loaded: {}, code: null, detail: null });
}

/** A former integration with the same instance of the PSA, which is not connected now; null: there is none. */
export async function formerWithInstance(
  tx: Tx,
  { tenantId, id, vendor, module, psa }: Integration,
  instanceId: string,
): Promise<IntegrationKey | null> {
  const row = await tx
    .selectFrom('integration')
    .innerJoin('instance', (join) =>
      join
        .onRef('instance.tenantId', '=', 'integration.tenantId')
        .onRef('instance.integrationId', '=', 'integration.id'),
    )
    .select('integration.id')
    .where('integration.tenantId', '=', tenantId)
    .where('integration.vendor', '=', vendor)
    .where('integration.module', '=', module)
    .where('integration.psa', '=', psa)
    .where('integration.id', '<>', id)
    .where('integration.phase', '=', 'disconnected')
    .where('instance.side', '=', 'psa')
    .where('instance.instanceId', '=', instanceId)
    .orderBy(sql`integration.connected_at desc nulls last`)
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { tenantId, integrationId: row.id };
}

/** Moves the phase and says why; raises the data version. */
export async function setPhase(
  tx: Tx,
  key: IntegrationKey,
  phase: IntegrationPhase,
  cause: { readonly code: string; readonly detail: Message | null } | null,
): Promise<void> {
  const moved = await tx
    .updateTable('integration')
    .set({
      phase,
      phaseCode: cause?.code ?? null,
      phaseDetail: messageToStore(cause?.detail ?? null),
      phaseSince: sql`case when phase = ${phase} then phase_since else now() end`,
      // A pause that ends: the next scheduled run is the first one that can be missed.
      scheduledSince: sql`case when phase = 'paused' and phase <> ${phase} then now() else scheduled_since end`,
    })
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', key.integrationId)
    .where('phase', 'in', allowedFrom('integration-phase', phase))
    .executeTakeFirstOrThrow();
  requireTransition('integration-phase', phase, moved);
  await touchIntegration(tx, key);
}

/** Something that lists show has changed: cursors of older versions end, listeners refetch. */
export async function touchIntegration(tx: Tx, key: IntegrationKey): Promise<void> {
  await tx
    .updateTable('integration')
    .set({ dataVersion: sql`data_version + 1` })
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', key.integrationId)
    .returning(announcing(key, 'integration', key.integrationId).as('told'))
    .execute();
}

/** Only an integration with write-back on writes (RULES 8). */
export async function setWriteBackEnabled(
  tx: Tx,
  key: IntegrationKey,
  writeBackEnabled: boolean,
): Promise<void> {
  await updateIntegration(tx, key, { writeBackEnabled });
}

/** What a PSA that was asked for its time zone gave: an IANA zone, or a word that is none; empty: no word at all. */
export type PsaTimeZone = { readonly known: string } | { readonly unknown: string };

/** The PSA server's own time zone: its days are the days of the rules unless the tenant says otherwise (RULES 3). */
export async function setPsaTimeZone(tx: Tx, key: IntegrationKey, timeZone: PsaTimeZone): Promise<void> {
  await updateIntegration(
    tx,
    key,
    'known' in timeZone
      ? { psaTimeZone: timeZone.known, psaTimeZoneUnknown: null }
      : { psaTimeZone: null, psaTimeZoneUnknown: timeZone.unknown },
  );
}

/** First exact matching happens once, at first set-up (RULES 11). */
export async function noteInitialMatch(tx: Tx, key: IntegrationKey): Promise<void> {
  await updateIntegration(tx, key, { initialMatchAt: sql<Date>`coalesce(initial_match_at, now())` });
}

export interface FinishChoices {
  readonly schedule: { readonly hour: number; readonly minute: number };
  readonly keepNames: boolean;
  /** Key of the first sync's workflow id: stored once, so that a repeat starts nothing new. */
  readonly firstSyncKey: string;
}

export async function finishIntegration(tx: Tx, key: IntegrationKey, choices: FinishChoices): Promise<void> {
  await updateIntegration(tx, key, {
    schedule: JSON.stringify(choices.schedule),
    keepNames: choices.keepNames,
    firstSyncKey: choices.firstSyncKey,
    finishedAt: sql<Date>`now()`,
    scheduledSince: sql<Date>`now()`,
  });
}

export async function setSchedule(
  tx: Tx,
  key: IntegrationKey,
  schedule: { readonly hour: number; readonly minute: number },
): Promise<void> {
  await updateIntegration(tx, key, { schedule: JSON.stringify(schedule), scheduledSince: sql<Date>`now()` });
  await touchIntegration(tx, key);
}

/** Whether names of users are kept from the next reading on. */
export async function setKeepNames(tx: Tx, key: IntegrationKey, keepNames: boolean): Promise<void> {
  await updateIntegration(tx, key, { keepNames });
  await touchIntegration(tx, key);
}

export async function noteGoodSync(tx: Tx, key: IntegrationKey): Promise<void> {
  await updateIntegration(tx, key, { lastGoodSyncAt: sql<Date>`now()` });
}

/**
 * Whether somebody paused the Schedule in the Temporal UI: reported, never undone (architecture.md 4). True: it
 * changed.
 */
export async function noteSchedulePause(tx: Tx, key: IntegrationKey, paused: boolean): Promise<boolean> {
  const result = await tx
    .updateTable('integration')
    .set({
      schedulePausedInTemporal: paused,
      scheduledSince: paused ? sql`scheduled_since` : sql`now()`,
    })
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', key.integrationId)
    .where('schedulePausedInTemporal', '<>', paused)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** The schedule was recreated or corrected: runs before this may have gone with what was wrong. */
export async function noteScheduleStands(tx: Tx, key: IntegrationKey): Promise<void> {
  await updateIntegration(tx, key, { scheduledSince: sql<Date>`now()` });
}

async function updateIntegration(
  tx: Tx,
  key: IntegrationKey,
  values: UpdateObject<Tables, 'integration'>,
): Promise<void> {
  await tx
    .updateTable('integration')
    .set(values)
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', key.integrationId)
    .execute();
}
