import { randomUUID } from 'node:crypto';
import { ownedBy } from './owned-by.ts';
import { sql, type UpdateObject } from 'kysely';
import { newIntegration } from '../../domain/defaults.ts';
import type { WriteRight } from '../../domain/write-back/write-outcome.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { GatePart } from '../../domain/gates.ts';
import type { KindNames } from '../../domain/kinds.ts';
import type { GateStatus, IntegrationPhase } from '../../domain/states.ts';
import { announcing } from './commands.ts';
import { atOnce } from './at-once.ts';
import type { Queryable, Tx } from './database.ts';
import { movableTo, requireMoved } from './moved.ts';
import type { Tables } from './tables.ts';

export interface Integration {
  readonly tenantId: string;
  readonly id: string;
  readonly vendor: string;
  readonly module: 'billing';
  readonly psa: string;
  readonly phase: IntegrationPhase;
  readonly phaseCode: string | null;
  readonly phaseDetail: string | null;
  readonly phaseSince: Date;
  readonly armed: boolean;
  /** What the PSA's own answers showed of the right to write. */
  readonly writeRight: WriteRight;
  readonly writeRightAt: Date | null;
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
  /** The newest connecting: later than `initialMatchAt` once an integration was disconnected and connected again. */
  readonly connectedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly lastGoodSyncAt: Date | null;
}

const fromRow = (row: Awaited<ReturnType<typeof selectRow>>): Integration | null =>
  row === undefined ? null : { ...row, dataVersion: Number(row.dataVersion) };

const columns = [
  'tenantId', 'id', 'vendor', 'module', 'psa', 'phase', 'phaseCode', 'phaseDetail', 'phaseSince', 'armed', 'writeRight',
  'writeRightAt', 'keepNames', 'schedule', 'scheduledSince', 'firstSyncKey', 'initialMatchAt', 'dataVersion', 'psaTimeZone',
  'connectedAt', 'finishedAt', 'lastGoodSyncAt',
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
  const [row] = await atOnce(tx, (together) =>
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
        schedule: JSON.stringify(newIntegration.schedule),
        armed: newIntegration.armed,
        keepNames: newIntegration.keepNames,
        phase: 'awaiting-credentials',
        connectedAt: sql<Date>`now()`,
      })
      .execute();
  } else {
    await updateIntegration(tx, key, { connectedAt: sql<Date>`now()` });
    await setPhase(tx, key, 'awaiting-credentials', null);
  }
  for (const part of ['integration', 'accounts', 'services'] as const) {
    await setGate(tx, key, part, { status: 'waiting', loaded: {}, code: null, detail: null });
  }
  return { kind: 'connected', integrationId: id };
}

/** Moves the phase and says why; raises the data version. */
export async function setPhase(
  tx: Tx,
  key: IntegrationKey,
  phase: IntegrationPhase,
  cause: { readonly code: string; readonly detail: string } | null,
): Promise<void> {
  const moved = await tx
    .updateTable('integration')
    .set({
      phase,
      phaseCode: cause?.code ?? null,
      phaseDetail: cause?.detail ?? null,
      phaseSince: sql`case when phase = ${phase} then phase_since else now() end`,
      // A pause that ends: the next scheduled run is the first one that can be missed.
      scheduledSince: sql`case when phase = 'paused' and phase <> ${phase} then now() else scheduled_since end`,
    })
    .where('tenantId', '=', key.tenantId)
    .where('id', '=', key.integrationId)
    .where('phase', 'in', movableTo('integration-phase', phase))
    .executeTakeFirstOrThrow();
  requireMoved('integration-phase', phase, moved);
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

export interface Gate {
  readonly status: GateStatus;
  readonly since: Date;
  /** Counts by what was loaded: `{ companies: 250, agreements: 150 }`. */
  readonly loaded: Readonly<Record<string, number>>;
  readonly code: string | null;
  readonly detail: string | null;
  /** When its loading goes on by itself; null: it does not wait, or nobody knows until when. */
  readonly waitsUntil: Date | null;
}

/** Sets one of the three indicators of gate one; `since` stays while the status stays. */
export async function setGate(
  tx: Tx,
  key: IntegrationKey,
  part: GatePart,
  gate: Omit<Gate, 'since' | 'waitsUntil'>,
): Promise<void> {
  const moved = await tx
    .insertInto('gateStatus')
    .values({
      tenantId: key.tenantId,
      integrationId: key.integrationId,
      part,
      status: gate.status,
      loaded: JSON.stringify(gate.loaded),
      code: gate.code,
      detail: gate.detail,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tenantId', 'integrationId', 'part'])
        .doUpdateSet({
          status: gate.status,
          loaded: JSON.stringify(gate.loaded),
          code: gate.code,
          detail: gate.detail,
          waitsUntil: null,
          since: sql`case when gate_status.status = ${gate.status} then gate_status.since else now() end`,
        })
        .where('gateStatus.status', 'in', movableTo('gate-status', gate.status)),
    )
    .executeTakeFirstOrThrow();
  requireMoved('gate-status', gate.status, moved);
}

/** The loading of a part begins, whatever came of one before. Returns when. */
export async function startPart(tx: Tx, key: IntegrationKey, part: GatePart): Promise<Date> {
  await setGate(tx, key, part, { status: 'waiting', loaded: {}, code: null, detail: null });
  const { since } = await tx
    .updateTable('gateStatus')
    .set({ since: sql`now()` })
    .where(ownedBy(key))
    .where('part', '=', part)
    .returning('since')
    .executeTakeFirstOrThrow();
  return since;
}

/** Says how far the loading of a part is (absent: as far as before), and why it waits; what ended meanwhile stays so. */
export async function notePart(
  tx: Tx,
  key: IntegrationKey,
  part: GatePart,
  { loaded, ...wait }: Pick<Gate, 'code' | 'detail' | 'waitsUntil'> & Partial<Pick<Gate, 'loaded'>>,
): Promise<void> {
  await tx
    .updateTable('gateStatus')
    .set({ ...wait, ...(loaded === undefined ? {} : { loaded: JSON.stringify(loaded) }) })
    .where(ownedBy(key))
    .where('part', '=', part)
    .where('status', '=', 'waiting')
    .execute();
}

export async function readGates(
  db: Queryable,
  key: IntegrationKey,
): Promise<Readonly<Record<GatePart, Gate>>> {
  const rows = await db
    .selectFrom('gateStatus')
    .select(['part', 'status', 'since', 'loaded', 'code', 'detail', 'waitsUntil'])
    .where(ownedBy(key))
    .execute();
  const gates = new Map(rows.map(({ part, ...gate }) => [part, gate]));
  const gate = (part: GatePart): Gate => {
    const one = gates.get(part);
    if (one === undefined) throw new Error(`gate ${part} of an integration has no row`);
    return one;
  };
  return { integration: gate('integration'), accounts: gate('accounts'), services: gate('services') };
}

/** Only an armed integration writes (RULES 8). */
export async function setArmed(tx: Tx, key: IntegrationKey, armed: boolean): Promise<void> {
  await updateIntegration(tx, key, { armed });
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

/** The Schedule was made anew or corrected: runs before this may have gone with what was wrong. */
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
