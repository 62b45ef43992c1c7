import { systemActor } from '../domain/keys.ts';
import type { ReconActivities, SyncFailure, SyncRunEnd } from '../contracts/temporal/activities.ts';
import { syncEnded } from '../contracts/temporal/messages.ts';
import { integrationWorkflowId } from '../contracts/temporal/names.ts';
import { WorkflowNotFoundError } from '@temporalio/client';
import { entryOf, type Kinds, setsOf } from '../domain/kinds.ts';
import { earnsActive, runOutcome } from '../domain/run-outcome.ts';
import { recordAudit } from '../db/audit/audit.ts';
import type { Tx } from '../db/core/database.ts';
import { endUnfinishedRun } from '../use-cases/runs/end-unfinished-run.ts';
import {
  type Integration,
  lockIntegration,
  noteGoodSync,
  setPhase,
  touchIntegration,
} from '../db/core/integrations.ts';
import { movePhase } from '../use-cases/runs/move-phase.ts';
import { closeNotices, raiseNotice } from '../db/notices/notices.ts';
import { gatherPastReads } from '../db/readings/past-reads.ts';
import { closeRefusals } from '../use-cases/write-back/settled-notices.ts';
import { runRows, type RunRows, storeRunTotals } from '../db/runs/run-rows.ts';
import { noteWarnings, runWarnings } from '../db/runs/run-warnings.ts';
import { refreshStatistics } from '../db/core/statistics.ts';
import { unreadWords } from '../db/readings/unread-words.ts';
import { unreadByCode } from '../db/readings/unread-by-code.ts';
import { endRun, findRun, lockRun, type SyncRun } from '../db/runs/sync-runs.ts';
import { isCredentialCode, showsRefusals } from './credential-codes.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { passing, permanent, rowMissing } from './failures.ts';

type Ending = Parameters<ReconActivities['endSyncRun']>[0];

/**
 * Ends the run from its rows and moves the integration: a good run earns or keeps `active`, a refused credential
 * needs attention, anything else is a notice (architecture.md 4). A run of one usage line says nothing of the
 * integration: it moves no phase, is no good sync and leaves the notices alone. Ending twice gives the first end again.
 */
export function createEndSyncRun({
  db,
  temporal,
  kinds,
  now,
}: ActivityDependencies): ReconActivities['endSyncRun'] {
  return async function endSyncRun(input) {
    const end = await db.transaction().execute(async (tx): Promise<SyncRunEnd> => {
      const integration = await lockIntegration(tx, input);
      const run = await lockRun(tx, input.tenantId, input.syncRunId);
      if (integration === null || run === null) throw rowMissing(run === null ? 'run' : 'integration');
      if (run.fence !== input.fence) throw permanent('FenceLost', 'a newer execution of this run took over');
      if (run.state !== 'running') return alreadyEnded(run);
      const ended =
        input.failure === undefined
          ? await endByRows(tx, integration, run, kinds)
          : await endByFailure(tx, integration, run, input.failure, now());
      await recordAudit(tx, {
        tenantId: input.tenantId,
        actor: systemActor,
        action: 'sync.ended',
        objectKind: 'sync-run',
        objectId: run.id,
        integrationId: input.integrationId,
        detail: { ...ended },
      });
      return ended;
    });
    // The first sync fills these tables from nothing; later ones change them little.
    if ((await findRun(db, input.tenantId, input.syncRunId))?.trigger === 'first')
      await refreshStatistics(db);
    await tellIntegration(temporal, input);
    await gatherPastReads(db, input);
    return { ...end, unread: await unreadByCode(db, { tenantId: input.tenantId, id: input.syncRunId }) };
  };
}

function alreadyEnded(run: SyncRun): SyncRunEnd {
  if (run.state === 'queued' || run.state === 'running' || run.state === 'joined') {
    throw permanent('FenceLost', `the run is ${run.state}`);
  }
  return { outcome: run.state, code: null, summary: `ended ${run.state} before` };
}

async function endByRows(tx: Tx, integration: Integration, run: SyncRun, kinds: Kinds): Promise<SyncRunEnd> {
  const key = keyOf(integration);
  const rows = await runRows(tx, run.tenantId, run.id);
  const outcome = runOutcome({
    listed: rows.accounts.length,
    accounts: rows.accounts,
    agreementsFailed: rows.agreementsFailed,
    everyAgreementRefused: rows.refusedByAll !== null,
    retry: run.mode !== 'full',
  });
  if (outcome.kind === 'refused') throw passing('PendingAccountsLeft', outcome.detail, null);
  const { totals, code } = outcome;
  await storeRunTotals(tx, run, rows, totals);
  const warnings = outcome.outcome === 'failed' ? [] : await runWarnings(tx, run, rows, outcome);
  const counts = `${outcome.outcome}: ${totals.counted} of ${totals.listed} accounts counted, ${totals.seatsCounted} seats`;
  const blamed = code !== null && isCredentialCode(code) ? [blame(rows)] : [];
  const summary = [counts, ...blamed, ...warnings.map(({ detail }) => detail)].join('. ');
  await endRun(tx, run, {
    state: outcome.outcome,
    code,
    detail: code === null ? null : summary,
    warnings,
  });
  // In Temporal the code of a run that ended well is its gravest warning, so that a filter finds it.
  const shown = code ?? warnings[0]?.code ?? null;
  if (run.mode === 'usage-line') {
    await touchIntegration(tx, key);
    return { outcome: outcome.outcome, code: shown, summary };
  }
  if (outcome.outcome === 'failed') {
    await raiseNotice(tx, key, { code: 'SyncFailed', subject: 'sync', detail: summary });
    if (code !== null && showsRefusals(integration.phase) && isCredentialCode(code))
      await movePhase(tx, key, 'needs-attention', { code, detail: summary }, new Date());
    await touchIntegration(tx, key);
    return { outcome: 'failed', code, summary };
  }
  await closeNotices(tx, key, 'SyncFailed');
  await noteWarnings(tx, run, warnings);
  if (outcome.outcome === 'partial') {
    const detail = await unreadWords(tx, run, outcome.unforgiven);
    await raiseNotice(tx, key, { code: 'SyncPartial', subject: 'sync', detail });
  } else await closeNotices(tx, key, 'SyncPartial');
  if (earnsActive(outcome.outcome, rows.mappedCounted)) {
    await noteGoodSync(tx, key);
    // A retry reads what had failed: of the credentials it surely uses that of the list alone.
    const { listedWith } = entryOf(kinds.vendors, integration.vendor);
    await closeRefusals(tx, key, run.mode === 'full' ? setsOf(kinds, integration) : [listedWith]);
    if (run.mode === 'full') await closeNotices(tx, key, 'SyncMissed');
    if (integration.phase === 'first-sync' || integration.phase === 'needs-attention')
      await movePhase(tx, key, 'active', null, new Date());
  }
  await touchIntegration(tx, key);
  return { outcome: outcome.outcome, code: shown, summary };
}

const blame = ({ refusedByAll }: RunRows): string =>
  refusedByAll === null ? 'every account refused the key' : `every agreement was refused: ${refusedByAll}`;

async function endByFailure(
  tx: Tx,
  integration: Integration,
  run: SyncRun,
  failure: SyncFailure,
  now: Date,
): Promise<SyncRunEnd> {
  const key = keyOf(integration);
  await endUnfinishedRun(tx, run, { state: failure.kind, code: failure.code, detail: failure.detail }, now);
  if (failure.kind === 'failed' && run.mode !== 'usage-line') {
    await raiseNotice(tx, key, {
      code: 'SyncFailed',
      subject: 'sync',
      detail: `${failure.code}: ${failure.detail}`,
    });
    const cause = { code: failure.code, detail: failure.detail };
    // A failed first sync stays where it is, with its cause and Retry.
    if (showsRefusals(integration.phase) && isCredentialCode(failure.code))
      await movePhase(tx, key, 'needs-attention', cause, new Date());
    if (integration.phase === 'first-sync') await setPhase(tx, key, 'first-sync', cause);
  }
  await touchIntegration(tx, key);
  return {
    outcome: failure.kind,
    code: failure.code,
    summary: `${failure.kind}: ${failure.code}, ${failure.detail}`,
  };
}

const keyOf = (integration: Integration) => ({
  tenantId: integration.tenantId,
  integrationId: integration.id,
});

/** The entity re-reads its row; a lost message is made good by its daily re-reading. */
async function tellIntegration(temporal: ActivityDependencies['temporal'], input: Ending): Promise<void> {
  try {
    await temporal.workflow
      .getHandle(integrationWorkflowId(input.integrationId))
      .signal(syncEnded, { syncRunId: input.syncRunId });
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
