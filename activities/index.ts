import type { VendorActivities, PsaActivities, ReconActivities } from '../contracts/temporal/activities.ts';
import { createAnswerInstance } from './lifecycle/answer-instance.ts';
import { createApplyWrites } from './writing/apply-writes.ts';
import { createApplyMappingCommand } from './lifecycle/apply-mapping-command.ts';
import { createBeginLoading } from './lifecycle/begin-loading.ts';
import { createBeginSyncRun } from './sync/begin-sync-run.ts';
import { createChangeSchedule } from './schedules/change-schedule.ts';
import { createComposeUsage } from './sync/compose-usage.ts';
import { createConcludeAuthentication } from './lifecycle/conclude-authentication.ts';
import { createConcludeLoading } from './lifecycle/conclude-loading.ts';
import type { ActivityDependencies } from './runtime/dependencies.ts';
import { createBeginDisconnect, createConcludeDisconnect, createStopSyncs } from './lifecycle/disconnect.ts';
import { createEndSyncRun } from './sync/end-sync-run.ts';
import { createEnsureSchedule } from './schedules/ensure-schedule.ts';
import { createCheckLedgers } from './housekeeping/check-ledgers.ts';
import { createConcludeHousekeeping } from './housekeeping/conclude-housekeeping.ts';
import { createExpireApprovals } from './housekeeping/expire-approvals.ts';
import { createForgetOldRecords } from './housekeeping/forget-old-records.ts';
import { createNoticeMissedRuns } from './housekeeping/notice-missed-runs.ts';
import { createProbeVendorCredentials, createProbePsaCredentials } from './housekeeping/probe-credentials.ts';
import { createRepairSchedules } from './housekeeping/repair-schedules.ts';
import { createCheckpointAudits } from './housekeeping/checkpoint-audits.ts';
import { createFinalizeIntegration } from './lifecycle/finalize-integration.ts';
import { createReadBillingTarget } from './writing/read-billing-target.ts';
import { createListVendorAccounts } from './sync/list-vendor-accounts.ts';
import { createLoadIntegration } from './lifecycle/load-integration.ts';
import { createLoadPsaCatalog } from './lifecycle/load-psa-catalog.ts';
import { createLoadVendorAccounts } from './lifecycle/load-vendor-accounts.ts';
import { createMatchExactNames } from './lifecycle/match-exact-names.ts';
import { createOpenWrites } from './writing/open-writes.ts';
import { createPauseIntegration, createResumeIntegration } from './lifecycle/pause-integration.ts';
import { createReadAccountBatch } from './sync/read-account-batch.ts';
import { createReadPsa } from './sync/read-psa.ts';
import { createRefreshEditions } from './sync/refresh-editions.ts';
import { withHeartbeat } from './runtime/heartbeat.ts';
import { createStartSync } from './sync/start-sync.ts';
import { createVerifyPsa } from './credentials/verify-psa.ts';
import { createVerifyVendor } from './credentials/verify-vendor.ts';

/** Rows and Temporal: served on the queue `recon`. */
export function createReconActivities(deps: ActivityDependencies): ReconActivities {
  return {
    loadIntegration: createLoadIntegration(deps),
    applyMappingCommand: createApplyMappingCommand(deps),
    concludeAuthentication: createConcludeAuthentication(deps),
    answerInstance: createAnswerInstance(deps),
    matchExactNames: createMatchExactNames(deps),
    concludeLoading: createConcludeLoading(deps),
    beginLoading: createBeginLoading(deps),
    finalizeIntegration: createFinalizeIntegration(deps),
    ensureSchedule: createEnsureSchedule(deps),
    startSync: createStartSync(deps),
    changeSchedule: createChangeSchedule(deps),
    pauseIntegration: createPauseIntegration(deps),
    resumeIntegration: createResumeIntegration(deps),
    beginDisconnect: createBeginDisconnect(deps),
    stopSyncs: createStopSyncs(deps),
    openWrites: createOpenWrites(deps),
    concludeDisconnect: createConcludeDisconnect(deps),
    beginSyncRun: withHeartbeat(deps.reading, createBeginSyncRun(deps)),
    composeUsage: withHeartbeat(deps.reading, createComposeUsage(deps)),
    endSyncRun: withHeartbeat(deps.reading, createEndSyncRun(deps)),
    checkpointAudits: withHeartbeat(deps.reading, createCheckpointAudits(deps)),
    checkLedgers: withHeartbeat(deps.reading, createCheckLedgers(deps)),
    repairSchedules: withHeartbeat(deps.reading, createRepairSchedules(deps)),
    noticeMissedRuns: withHeartbeat(deps.reading, createNoticeMissedRuns(deps)),
    expireApprovals: withHeartbeat(deps.reading, createExpireApprovals(deps)),
    forgetOldRecords: withHeartbeat(deps.reading, createForgetOldRecords(deps)),
    concludeHousekeeping: createConcludeHousekeeping(deps),
  };
}

/** Everything that calls the vendor: served on the queue `vendor`. */
export function createVendorActivities(deps: ActivityDependencies): VendorActivities {
  return {
    verifyVendor: withHeartbeat(deps.reading, createVerifyVendor(deps)),
    loadVendorAccounts: withHeartbeat(deps.reading, createLoadVendorAccounts(deps)),
    refreshEditions: withHeartbeat(deps.reading, createRefreshEditions(deps)),
    listVendorAccounts: withHeartbeat(deps.reading, createListVendorAccounts(deps)),
    readAccountBatch: withHeartbeat(deps.reading, createReadAccountBatch(deps)),
    probeVendorCredentials: withHeartbeat(deps.reading, createProbeVendorCredentials(deps)),
  };
}

/** Everything that calls the PSA: served on the queue `psa`. */
export function createPsaActivities(deps: ActivityDependencies): PsaActivities {
  return {
    verifyPsa: withHeartbeat(deps.reading, createVerifyPsa(deps)),
    loadPsaCatalog: withHeartbeat(deps.reading, createLoadPsaCatalog(deps)),
    readPsa: withHeartbeat(deps.reading, createReadPsa(deps)),
    readBillingTarget: withHeartbeat(deps.reading, createReadBillingTarget(deps)),
    applyWrites: withHeartbeat(deps.reading, createApplyWrites(deps)),
    probePsaCredentials: withHeartbeat(deps.reading, createProbePsaCredentials(deps)),
  };
}
