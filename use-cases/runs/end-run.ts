import { type Message, message, sentences } from '../../messages/message.ts';
import type { SyncFailure, SyncRunEnd, SyncRunRef } from '../../contracts/temporal/activities.ts';
import { entryOf, type Kinds, setsOf } from '../../domain/kinds.ts';
import { earnsActive, runOutcome } from '../../domain/runs/run-outcome.ts';
import { about, recordAudit } from '../../db/audit/audit.ts';
import type { Tx } from '../../db/model/database.ts';
import { endUnfinishedRun } from './end-unfinished-run.ts';
import {
  type Integration,
  noteGoodSync,
  setPhase,
  touchIntegration,
} from '../../db/integrations/integrations.ts';
import { showsRejections } from '../../domain/states.ts';
import { bySystem } from '../request-context.ts';
import { lockedIntegration } from '../locked-integration.ts';
import { causeMessage, causeWithCode } from '../cause-message.ts';
import { isRejected, type Rejected, rejected } from '../outcome.ts';
import { verifyMove } from '../lifecycle/verify-move.ts';
import { movePhase } from '../lifecycle/move-phase.ts';
import { closeNotices, raiseNotice } from '../../db/notices/notices.ts';
import { forgetFailures } from '../../db/secrets/credentials.ts';
import { keepRuleEndings } from '../notices/rule-endings.ts';
import { closeRejections } from '../notices/settled-notices.ts';
import { runRows, type RunRows, storeRunTotals } from '../../db/runs/run-rows.ts';
import { noteWarnings, runWarnings } from './run-warnings.ts';
import { unreadSources } from '../../db/readings/unread-sources.ts';
import { endRun, lockRun, type SyncRun } from '../../db/runs/sync-runs.ts';

/** Whether a person must change a credential before anything works. */
type IsFinal = (code: string) => boolean;

interface End extends Pick<SyncRunEnd, 'outcome' | 'code'> {
  readonly summary: Message | null;
}

type Ended =
  | { readonly kind: 'ended'; readonly end: End }
  /** Accounts were neither read nor given up: to be ended again. */
  | { readonly kind: 'accounts-left'; readonly detail: Message };

const endedWith = (end: End): Ended => ({ kind: 'ended', end });

/**
 * Ends the run from its rows and moves the integration: a good run earns or keeps `active`, a rejected credential
 * needs attention, anything else is a notice (architecture.md 4). A run of one usage line says nothing of the
 * integration: it moves no phase, is no good sync and leaves the notices alone. Ending twice gives the first end again.
 */
export async function endRunOf(
  tx: Tx,
  ref: SyncRunRef,
  failure: SyncFailure | undefined,
  kinds: Kinds,
  isFinal: IsFinal,
  now: Date,
): Promise<Ended | Rejected> {
  const integration = await lockedIntegration(tx, ref);
  const run = await lockRun(tx, ref.tenantId, ref.syncRunId);
  if (run === null) return rejected('RowMissing', message('rejections.run-missing'));
  if (isRejected(integration)) return integration;
  if (run.fencingToken !== ref.fencingToken)
    return rejected('RunSuperseded', message('rejections.run-superseded'));
  if (run.state !== 'running') return alreadyEnded(run);
  const ended =
    failure === undefined
      ? await endByRows(tx, integration, run, kinds, isFinal, now)
      : endedWith(await endByFailure(tx, integration, run, failure, kinds, isFinal, now));
  if (ended.kind === 'accounts-left') return ended;
  await recordAudit(tx, {
    ...bySystem(ref, now),
    action: 'sync.ended',
    ...about('sync-run', run.id, ref),
    detail: { ...ended.end },
  });
  return ended;
}

function alreadyEnded({ state }: SyncRun): Ended | Rejected {
  if (state === 'queued' || state === 'running' || state === 'joined')
    return rejected('RunSuperseded', message('rejections.run-not-running', { state }));
  return endedWith({ outcome: state, code: null, summary: message('runs.ended-before') });
}

async function endByRows(
  tx: Tx,
  integration: Integration,
  run: SyncRun,
  kinds: Kinds,
  isFinal: IsFinal,
  now: Date,
): Promise<Ended> {
  const key = keyOf(integration);
  const rows = await runRows(tx, run.tenantId, run.id);
  const byRows = runOutcome({
    listed: rows.accounts.length,
    accounts: rows.accounts,
    agreementsFailed: rows.agreementsFailed,
    everyAgreementRejected: rows.rejectedByAll !== null,
    retry: run.mode !== 'full',
  });
  if (byRows.kind === 'rejected') return { kind: 'accounts-left', detail: byRows.detail };
  const { totals, code } = byRows;
  await storeRunTotals(tx, run, rows, totals, kinds);
  const warnings = byRows.outcome === 'failed' ? [] : await runWarnings(tx, run, rows, byRows);
  const missing = warnings.find((warning) => warning.code === 'LinesMissing');
  const outcome =
    missing === undefined || byRows.outcome === 'failed'
      ? byRows
      : { ...byRows, outcome: 'partial' as const };
  const { counted, listed, seatsCounted: seats } = totals;
  const counts = message('runs.counted', { counted, listed, seats });
  const blamed = code !== null && isFinal(code) ? [blame(rows)] : [];
  const summary = sentences([counts, ...blamed, ...warnings.map(({ detail }) => detail)]) ?? counts;
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
    return endedWith({ outcome: outcome.outcome, code: shown, summary });
  }
  if (outcome.outcome === 'failed') {
    await raiseNotice(tx, key, { code: 'SyncFailed', subject: 'sync', detail: summary });
    if (code !== null && showsRejections(integration.phase) && isFinal(code))
      await movePhase(tx, key, 'needs-attention', { code, detail: summary }, now);
    await touchIntegration(tx, key);
    return endedWith({ outcome: 'failed', code, summary });
  }
  await closeNotices(tx, key, 'SyncFailed');
  if (run.mode === 'full') await verifyMove(tx, key, run.startedAt, now);
  await noteWarnings(tx, run, warnings);
  await keepRuleEndings(tx, key, now);
  if (outcome.outcome === 'partial') {
    const unread =
      byRows.outcome === 'partial' || missing === undefined
        ? await unreadSources(tx, run, outcome.unforgiven)
        : missing.detail;
    await raiseNotice(tx, key, { code: 'SyncPartial', subject: 'sync', detail: unread ?? counts });
  } else await closeNotices(tx, key, 'SyncPartial');
  if (earnsActive(outcome.outcome, rows.mappedCounted)) {
    await noteGoodSync(tx, key);
    // A retry reads what had failed: of the credentials it surely uses that of the list alone.
    const { listedWith } = entryOf(kinds.vendors, integration.vendor);
    const accepted = run.mode === 'full' ? setsOf(kinds, integration) : [listedWith];
    await closeRejections(tx, key, accepted);
    await forgetFailures(tx, key, accepted);
    if (run.mode === 'full') await closeNotices(tx, key, 'SyncMissed');
    if (integration.phase === 'first-sync' || integration.phase === 'needs-attention')
      await movePhase(tx, key, 'active', null, now);
  }
  await touchIntegration(tx, key);
  return endedWith({ outcome: outcome.outcome, code: shown, summary });
}

const blame = ({ rejectedByAll }: RunRows): Message =>
  rejectedByAll === null
    ? message('runs.every-account-rejected')
    : message('runs.every-agreement-rejected', {
        cause: causeMessage('PsaAgreementRejected', rejectedByAll.detail),
      });

async function endByFailure(
  tx: Tx,
  integration: Integration,
  run: SyncRun,
  failure: SyncFailure,
  kinds: Kinds,
  isFinal: IsFinal,
  now: Date,
): Promise<End> {
  const key = keyOf(integration);
  const { kind, code, detail } = failure;
  await endUnfinishedRun(tx, run, { state: kind, code, detail }, kinds, now);
  if (kind === 'failed' && run.mode !== 'usage-line') {
    await raiseNotice(tx, key, {
      code: 'SyncFailed',
      subject: 'sync',
      detail: causeWithCode(code, detail),
    });
    const cause = { code, detail };
    // A failed first sync stays where it is, with its cause and Retry.
    if (showsRejections(integration.phase) && isFinal(code))
      await movePhase(tx, key, 'needs-attention', cause, now);
    if (integration.phase === 'first-sync') await setPhase(tx, key, 'first-sync', cause);
  }
  await touchIntegration(tx, key);
  return { outcome: kind, code, summary: detail };
}

const keyOf = (integration: Integration) => ({
  tenantId: integration.tenantId,
  integrationId: integration.id,
});
