import { cancellationSignal, heartbeat } from '@temporalio/activity';
import type { PsaActivities, BatchResult, SyncRunRef } from '../../contracts/temporal/activities.ts';
import { mappedProducts } from '../../db/mapping/service-mappings.ts';
import { addRunCalls, claim } from '../../db/readings/account-reads.ts';
import {
  addLoadedAgreements,
  addPendingAgreements,
  type AgreementOutcome,
  agreementTotals,
  pendingAgreements,
  storeAgreementReads,
} from '../../db/readings/agreement-reads.ts';
import type { PsaAgreement, PsaCompany } from '../../domain/psa-facts.ts';
import { agreementsInScope, type LineScope } from '../../domain/usage/line-scope.ts';
import type { Database, Tx } from '../../db/model/database.ts';
import { message } from '../../messages/message.ts';
import { failedAgreements } from '../../db/readings/failed-accounts.ts';
import {
  agreementLinks,
  listedRows,
  storeAgreements,
  storeAgreementsAmong,
  storeCompanies,
  storeProducts,
} from '../../db/readings/psa-store.ts';
import { shareIntegration } from '../../db/integrations/integrations.ts';
import { noteReadings, storeLines } from '../../db/readings/psa-lines.ts';
import { findRun, type SyncRun } from '../../db/runs/sync-runs.ts';
import { newPace, type PsaPace } from '../../psa/pace.ts';
import type { Psa, PsaFailure } from '../../psa/port.ts';
import { passes } from '../runtime/credential-codes.ts';
import { noteNotAsked } from '../../db/readings/agreements-to-read.ts';
import { agreementsOfRun } from './agreements-of-run.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { isBusy, passing, permanent, requireClaim, rowMissing } from '../runtime/failures.ts';
import { type AgreementReading, agreementsReader } from './reading-agreements.ts';
import { readInvoices } from './read-invoices.ts';
import { runScope } from './run-scope.ts';
import { differingInstance } from '../credentials/instance-comparison.ts';
import { differingCompanies } from '../credentials/list-comparison.ts';
import { busyOf, type CountedPsa, workingPsa } from '../runtime/psa-client.ts';
import { foundBy } from '../../psa/failures.ts';
import { notePsaRejection, noteRejections } from '../credentials/credential-rejection.ts';
import { workBatch } from '../runtime/batch.ts';
import { orStall } from '../runtime/stalls.ts';
import { endStall } from '../../use-cases/runs/stalls.ts';
import { orUnexpected } from '../runtime/unexpected-error.ts';

/**
 * Reads companies, agreements and catalog once per run, then a slice of agreements. A list that fails, fails the
 * run; an agreement whose lines cannot be read makes only its groups `not-read` (RULES 2).
 */
export function createReadPsa(deps: ActivityDependencies): PsaActivities['readPsa'] {
  const { db } = deps;
  const paces = new Map<string, PsaPace>();
  return (run) =>
    noteRejections(
      // What a list or another ID shows was noted of it; another answer might say something else.
      (code) => (code === 'OtherInstance' ? Promise.resolve() : notePsaRejection(deps, run, code)),
      () => readPsa(run),
    );

  async function readPsa(run: SyncRunRef): Promise<BatchResult> {
    const row = await findRun(db, run.tenantId, run.syncRunId);
    if (row === null) throw rowMissing('run');
    const counted = await workingPsa(deps, run, {
      pace: paceOf(run, paces),
      // A person waits for one line that is read again.
      givesWay: row.mode !== 'usage-line',
      onCall: () => heartbeat(),
    });
    if ((await agreementTotals(db, run)) === null)
      await orStall(deps, run, 'agreements', () =>
        orUnexpected(deps, 'list of the PSA', () => readLists(deps, row, run, counted)),
      );
    return orStall(deps, run, 'agreements', async () => {
      await readAgreements(deps, run, counted);
      const batch = await batchOf(db, run);
      if (batch.remaining === 0 && row.mode === 'full') {
        await readInvoices(deps, run, counted.psa);
        await addRunCalls(db, run, { psa: counted.takeCalls() });
      }
      return batch;
    });
  }
}

/** Reads the lines of a slice of agreements. What stops all of them leaves those that were not read as they are. */
async function readAgreements(
  deps: ActivityDependencies,
  run: SyncRunRef,
  counted: CountedPsa,
): Promise<void> {
  const { db, reading } = deps;
  const pending = await pendingAgreements(db, run, reading.batchItems);
  const settings = { ...reading, parallel: reading.psaParallel };
  let kept = 0;
  const reader = agreementsReader(
    deps,
    counted.psa,
    async (readings) => {
      await db.transaction().execute((tx) => store(tx, run, readings));
      kept += readings.length;
    },
    stopOf,
  );
  try {
    await workBatch(db, run, settings, pending, (agreement, signal) => reader.read(agreement, signal));
    await reader.stored();
  } catch (error) {
    // What was read before stands, whatever stopped the others.
    await reader.stored().catch(() => undefined);
    // What was read is shown; the next slice waits, and says so.
    if (!isBusy(error) || kept === 0) throw error;
  } finally {
    await addRunCalls(db, run, { psa: counted.takeCalls() });
  }
}

/** Keys that are rejected are rejected for the next agreement too. */
const stopOf = (failure: PsaFailure): Error | null =>
  failure.scope === 'credential' ? permanent(failure.code, foundBy(failure)) : busyOf(failure);

/** Slices of one run that this worker reads share what they learn; of earlier runs a few are left at most. */
function paceOf({ syncRunId }: SyncRunRef, paces: Map<string, PsaPace>): PsaPace {
  const pace = paces.get(syncRunId) ?? newPace();
  paces.delete(syncRunId);
  paces.set(syncRunId, pace);
  for (const oldest of [...paces.keys()].slice(0, -runsRemembered)) paces.delete(oldest);
  return pace;
}

const runsRemembered = 10;

async function store(tx: Tx, run: SyncRunRef, readings: readonly AgreementReading[]): Promise<void> {
  await shareIntegration(tx, run);
  // Before the run's row is shared: an attempt that was given up meanwhile may be about to change it as well.
  await endStall(tx, run, 'agreements');
  requireClaim(await claim(tx, run));
  await storeLines(tx, run, readings);
  const outcomes = readings.map(outcomeOf);
  const kept = await storeAgreementReads(tx, run, outcomes);
  await noteReadings(
    tx,
    run,
    readings.filter(({ agreementId, read }) => read.outcome === 'failed' || !kept.has(agreementId)),
  );
}

const outcomeOf = ({ agreementId, begun: at, read, detail }: AgreementReading): AgreementOutcome =>
  read.outcome === 'read'
    ? { agreementId, at, state: 'read' }
    : { agreementId, at, state: 'failed', code: read.code, detail };

/** `failed-accounts` reads no list: only the agreements that failed in the run it repeats; `usage-line` reads one. */
async function readLists(
  deps: ActivityDependencies,
  row: SyncRun,
  run: SyncRunRef,
  counted: CountedPsa,
): Promise<void> {
  if (row.mode === 'failed-accounts') {
    const failed = await failedAgreements(deps.db, run, row.ofRunId);
    await deps.db.transaction().execute((tx) => addPendingAgreements(tx, run, failed));
    return;
  }
  const scope = await runScope(deps.db, row);
  if (scope !== null) return readAgreementsOfLine(deps, run, counted, scope);
  const signal = cancellationSignal();
  const known = await listedRows(deps.db, run);
  const companies = await counted.psa.companies(signal, known.companies);
  if (!companies.ok) throw listFailure(companies);
  const billed = await mappedProducts(deps.db, run);
  const agreements = await counted.psa.agreements(signal, known.agreements, billed);
  if (!agreements.ok) throw listFailure(agreements);
  const products = await counted.psa.products(signal);
  if (!products.ok) throw listFailure(products);
  await requireSameInstance(deps, run, counted.psa, companies.value);
  await deps.db.transaction().execute(async (tx) => {
    await shareIntegration(tx, run);
    requireClaim(await claim(tx, run, 'change'));
    requireAgreements(agreements.value, await agreementLinks(tx, run));
    // An empty list proves nothing, and would leave nothing that the next one is compared with.
    if (companies.value.length === 0 && known.companies > 0)
      throw permanent('PsaListIncomplete', message('psas.no-companies'));
    const at = deps.now();
    await storeCompanies(tx, run, companies.value, at);
    await storeAgreements(tx, run, agreements.value, at);
    await storeProducts(tx, run, products.value, at);
    const agreementsOf = await agreementsOfRun(tx, row, at);
    await addPendingAgreements(tx, run, agreementsOf.ids);
    await addLoadedAgreements(tx, run, agreementsOf.asLoaded);
    await noteNotAsked(tx, run, agreementsOf);
  });
}

/** IDs of another instance are never stored among those of the kept one. */
async function requireSameInstance(
  deps: ActivityDependencies,
  run: SyncRunRef,
  psa: Psa,
  companies: readonly PsaCompany[],
): Promise<void> {
  const differs = await differingInstance(deps, run, psa);
  if (differs?.code === 'OtherInstance') throw permanent('OtherInstance', differs.detail);
  const other = await differingCompanies(deps, run, companies);
  if (other !== null) throw permanent(other.code, other.detail);
}

/** One list of agreements for a usage line: what it says of those in scope is kept, of the others nothing (RULES 8). */
async function readAgreementsOfLine(
  deps: ActivityDependencies,
  run: SyncRunRef,
  counted: CountedPsa,
  scope: LineScope,
): Promise<void> {
  // An unmapped account has no company, so that no agreement can hold its line.
  if (scope.companyIds.length === 0 && scope.agreementIds.length === 0) return;
  const billed = await mappedProducts(deps.db, run);
  const agreements = await counted.psa.agreements(cancellationSignal(), undefined, billed);
  if (!agreements.ok) throw listFailure(agreements);
  await deps.db.transaction().execute(async (tx) => {
    await shareIntegration(tx, run);
    requireClaim(await claim(tx, run));
    const before = await agreementLinks(tx, run);
    requireAgreements(agreements.value, before);
    const ids = new Set([...agreementsInScope(agreements.value, scope), ...agreementsInScope(before, scope)]);
    await storeAgreementsAmong(tx, run, [...ids], agreements.value, deps.now());
    const listed = agreements.value.map(({ id }) => id).filter((id) => ids.has(id));
    await addPendingAgreements(tx, run, listed);
  });
}

function requireAgreements(listed: readonly PsaAgreement[], before: readonly unknown[]): void {
  if (listed.length === 0 && before.length > 0) {
    throw permanent('PsaListIncomplete', message('psas.no-agreements'));
  }
}

const listFailure = (failure: PsaFailure) =>
  passes(failure.code)
    ? passing(failure.code, foundBy(failure), failure.retryAfterMs)
    : permanent(failure.code, foundBy(failure));

async function batchOf(db: Database, run: SyncRunRef): Promise<BatchResult> {
  const totals = await agreementTotals(db, run);
  if (totals === null) return { total: 0, remaining: 0, done: 0, failed: 0 };
  return {
    total: totals.total,
    remaining: totals.pending,
    done: totals.read + totals.failed,
    failed: totals.failed,
  };
}
