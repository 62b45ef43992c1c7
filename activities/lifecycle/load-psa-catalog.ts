import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { ApplicationFailure } from '@temporalio/common';
import pLimit from 'p-limit';
import type { PartLoaded, PsaActivities } from '../../contracts/temporal/activities.ts';
import type { IntegrationRef } from '../../contracts/temporal/messages.ts';
import type { Tx } from '../../db/model/database.ts';
import { notePart, readGates, setGate, startPart } from '../../db/integrations/gates.ts';
import { shareIntegration, touchIntegration } from '../../db/integrations/integrations.ts';
import {
  type CatalogLoaded,
  catalogLoaded,
  lastAsked,
  unreadAgreements,
} from '../../db/readings/catalog-progress.ts';
import { type LineReading, storeLineReadings } from '../../db/readings/psa-lines.ts';
import { storeAgreements, storeCompanies, storeProducts } from '../../db/readings/psa-store.ts';
import { psaCalls } from '../../domain/defaults.ts';
import type { Psa, PsaFailure } from '../../psa/port.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { causeOf, type FoundCause, isBusy, orCause, waitOf } from '../runtime/failures.ts';
import { busyOf, workingPsa } from '../runtime/psa-client.ts';
import { foundBy } from '../../psa/failures.ts';
import { differingCompanies } from '../credentials/list-comparison.ts';
import { notePsaRejection } from '../credentials/credential-rejection.ts';
import { agreementsReader } from '../sync/reading-agreements.ts';
import { orUnexpected } from '../runtime/unexpected-error.ts';

/** Where a loading stands when an attempt begins. */
interface Status {
  readonly since: Date;
  /** An attempt before this one stored companies, agreements and products. */
  readonly isListed: boolean;
}

/**
 * Loads companies, agreements, products and lines. A failed list is a result shown on the gate; lines fail singly. Where
 * the PSA takes no more calls for now, the attempt ends and the next one, as soon as it takes some again, goes on with
 * what was not read: a loading that nothing is added to for six hours is a failed one.
 */
export function createLoadPsaCatalog(deps: ActivityDependencies): PsaActivities['loadPsaCatalog'] {
  const { db } = deps;
  return async function loadPsaCatalog(input) {
    const client = await orCause(workingPsa(deps, input, { givesWay: true, onCall: () => heartbeat() }));
    if ('code' in client) return failed(deps, input, client.code, client.detail);
    const { psa } = client;
    const status = await begun(deps, input);
    try {
      if (!status.isListed) {
        const failure = await readLists(deps, input, psa, status);
        if (failure !== null) return await failed(deps, input, failure.code, failure.detail);
      }
      await readLines(deps, input, psa, status);
    } catch (error) {
      if (!isBusy(error)) throw error;
      return waits(deps, input, status, error);
    }
    await db.transaction().execute(async (tx) => {
      const { agreementsRead: _, ...loaded } = await catalogLoaded(tx, input, status.since);
      await setGate(tx, input, 'services', { status: 'pending', loaded, code: null, detail: null });
      await touchIntegration(tx, input);
    });
    return { ok: true, code: null };
  };
}

/** The loading that another attempt began, or a new one. */
async function begun({ db }: ActivityDependencies, input: IntegrationRef): Promise<Status> {
  const { services } = await readGates(db, input);
  const isListed = 'agreements' in services.loaded;
  if (services.status === 'waiting' && (isListed || services.code !== null))
    return { since: services.since, isListed };
  const since = await db.transaction().execute((tx) => startPart(tx, input, 'services'));
  return { since, isListed: false };
}

/** Null: stored. */
async function readLists(
  deps: ActivityDependencies,
  input: IntegrationRef,
  psa: Psa,
  { since }: Status,
): Promise<FoundCause | null> {
  const signal = cancellationSignal();
  const companies = await psa.companies(signal);
  if (!companies.ok) return listFailure(companies);
  const agreements = await psa.agreements(signal);
  if (!agreements.ok) return listFailure(agreements);
  const products = await psa.products(signal);
  if (!products.ok) return listFailure(products);
  const other = await differingCompanies(deps, input, companies.value);
  if (other !== null) return other;
  const at = deps.now();
  const storeLists = async (tx: Tx): Promise<object> => {
    await storeCompanies(tx, input, companies.value, at);
    await storeAgreements(tx, input, agreements.value, at);
    await storeProducts(tx, input, products.value, at);
    await noteProgress(tx, input, await catalogLoaded(tx, input, since));
    return {};
  };
  const stored = await orCause(
    orUnexpected(deps, 'list of the PSA', () => deps.db.transaction().execute(storeLists)),
  );
  return 'code' in stored ? stored : null;
}

function listFailure(failure: PsaFailure): FoundCause {
  const busy = busyOf(failure);
  if (busy !== null) throw busy;
  return { code: failure.code, detail: foundBy(failure) };
}

/** Reads the lines of the agreements that were not asked for yet; the first thing that stops them is thrown at the end. */
async function readLines(
  deps: ActivityDependencies,
  input: IntegrationRef,
  psa: Psa,
  { since }: Status,
): Promise<void> {
  const { db, reading } = deps;
  const signal = cancellationSignal();
  // Counted on from batch to batch, so that none costs more than the one before it.
  let loaded = await catalogLoaded(db, input, since);
  const reader = agreementsReader(
    deps,
    psa,
    async (readings) => {
      const further = withReadings(loaded, readings);
      await db.transaction().execute(async (tx) => {
        await shareIntegration(tx, input);
        await storeLineReadings(tx, input, readings);
        await noteProgress(tx, input, further);
      });
      loaded = further;
    },
    busyOf,
  );
  const stops: unknown[] = [];
  const limit = pLimit(reading.psaParallel);
  const wanted = await unreadAgreements(db, input, since);
  await Promise.all(
    wanted.map((agreement) =>
      limit(async () => {
        if (stops.length === 0) await reader.read(agreement, signal);
      }).catch((error: unknown) => {
        stops.push(error);
      }),
    ),
  );
  await reader.stored();
  if (stops.length > 0) throw stops[0];
}

const withReadings = (loaded: CatalogLoaded, readings: readonly LineReading[]): CatalogLoaded => ({
  ...loaded,
  agreementsRead: loaded.agreementsRead + readings.length,
  lines: readings.reduce(
    (sum, { read }) => sum + (read.outcome === 'read' ? read.lines.length : 0),
    loaded.lines,
  ),
});

const noteProgress = (tx: Tx, input: IntegrationRef, loaded: CatalogLoaded): Promise<void> =>
  notePart(tx, input, 'services', { loaded, code: null, detail: null, waitsUntil: null });

/** Shows until when it waits and has the next attempt made then. */
async function waits(
  deps: ActivityDependencies,
  input: IntegrationRef,
  { since }: Status,
  busy: ApplicationFailure,
): Promise<PartLoaded> {
  const { db } = deps;
  const now = deps.now().getTime();
  const { code, detail } = causeOf(busy);
  const asked = (await lastAsked(db, input)) ?? since;
  if (now - Math.max(since.getTime(), asked.getTime()) >= psaCalls.loadingWaitsMs)
    return failed(deps, input, code, detail);
  const waitMs = waitOf(busy);
  const waitsUntil = waitMs === null ? null : new Date(now + waitMs);
  await db.transaction().execute(async (tx) => {
    await notePart(tx, input, 'services', { code, detail, waitsUntil });
    await touchIntegration(tx, input);
  });
  throw busy;
}

async function failed(
  deps: ActivityDependencies,
  input: IntegrationRef,
  code: string,
  detail: FoundCause['detail'],
): Promise<PartLoaded> {
  if (code !== 'OtherInstance') await notePsaRejection(deps, input, code);
  await deps.db.transaction().execute(async (tx) => {
    await setGate(tx, input, 'services', {
      status: 'error',
      loaded: {},
      code,
      detail,
    });
    await touchIntegration(tx, input);
  });
  return { ok: false, code };
}
