import type { Message } from '../../messages/message.ts';
import type { Terminology } from '../../messages/terms.ts';
import type { ProbeFacts } from '../stored/probe-facts.ts';
import type { IntegrationPhase } from '../../domain/states.ts';
import type { HousekeepingReport, HousekeepingBatch, HousekeepingBatchResult } from './housekeeping.ts';
import type {
  CommandRef,
  CommandResult,
  IntegrationRef,
  SyncInput,
  WriteBackInput,
  WriteBackStatus,
} from './messages.ts';

/**
 * The activities as workflows see them: hand-written, so that no activity code ever reaches the workflow bundle
 * and so that a change of shape is a change here (architecture.md 2). Payloads carry ids, never secrets or lists.
 */
export interface ReconActivities {
  /** The row is the truth: phase and commands not yet applied, oldest first. */
  loadIntegration(input: IntegrationRef): Promise<LoadedIntegration>;
  /** Applies one stored command of mapping decisions; once-only by its row. */
  applyMappingCommand(
    input: IntegrationRef & CommandRef,
  ): Promise<{ readonly applied: number; readonly rejected: number }>;
  /** Promotes verified candidates or records why not; the answer of `authenticate`. */
  concludeAuthentication(
    input: IntegrationRef & CommandRef & { readonly verdicts: readonly CredentialVerdict[] },
  ): Promise<CommandOutcome>;
  /**
   * An administrator's answer to {@link CredentialVerdict}s that belong to another instance or address: `moved` promotes,
   * `another` begins to disconnect in favor of a successor.
   */
  answerInstance(
    input: IntegrationRef & CommandRef & { readonly verdicts: readonly CredentialVerdict[] },
  ): Promise<CommandOutcome>;
  /** Exact names at first set-up only (RULES 11); once-only by `integration.initial_match_at`. */
  matchExactNames(input: IntegrationRef): Promise<{ readonly matched: number }>;
  /** Ends loading: phase `mapping` when every part is loaded, else the parts keep their cause. */
  concludeLoading(
    input: IntegrationRef,
  ): Promise<{ readonly phase: IntegrationPhase; readonly cause?: Cause | null }>;
  /** Marks the parts of gate one as loading. */
  beginLoading(input: IntegrationRef & CommandRef): Promise<CommandOutcome>;
  /** Gate two, the state and the key of the first sync, in one transaction; idempotent by state. */
  finalizeIntegration(input: IntegrationRef & CommandRef): Promise<CommandOutcome>;
  /** Creates or corrects the Schedule from the row; starts nothing. */
  ensureSchedule(input: IntegrationRef): Promise<void>;
  /** Starts the first sync under the key that finalizing stored. */
  startSync(input: IntegrationRef): Promise<void>;
  changeSchedule(input: IntegrationRef & CommandRef): Promise<CommandOutcome>;
  pauseIntegration(input: IntegrationRef & CommandRef): Promise<CommandOutcome>;
  resumeIntegration(input: IntegrationRef & CommandRef): Promise<CommandOutcome>;
  /** Sets the state that every activity's claim reads. */
  beginDisconnect(input: IntegrationRef & CommandRef): Promise<CommandOutcome>;
  /** Asks the running sync to stop; true while one is still active. */
  stopSyncs(input: IntegrationRef): Promise<{ readonly active: boolean }>;
  /** Writes whose outcome is not known yet; disconnecting waits until they are resolved by reading, or given to a person. */
  openWrites(input: IntegrationRef): Promise<{ readonly open: number }>;
  /** Deletes the Schedule and the credentials; mappings and history stay. */
  concludeDisconnect(input: IntegrationRef): Promise<void>;

  beginSyncRun(
    input: SyncInput & { readonly workflowId: string; readonly temporalRunId: string },
  ): Promise<SyncRunStart>;
  composeUsage(input: SyncRunRef): Promise<{ readonly lines: number }>;
  /** Decides the outcome from the rows, never from summed results. */
  endSyncRun(input: SyncRunRef & { readonly failure?: SyncFailure }): Promise<SyncRunEnd>;

  /** Creates checkpoints for new audit rows of each tenant and verifies the whole chain; a break is a notice. */
  checkpointAudits(slice: HousekeepingBatch): Promise<HousekeepingBatchResult>;
  /** Compares ledger and audit of each tenant: what changed since the last time, and everything once a week. */
  checkLedgers(slice: HousekeepingBatch): Promise<HousekeepingBatchResult>;
  /** Schedules that are gone or differ from their rows are put right; a pause made in Temporal is a notice. */
  repairSchedules(slice: HousekeepingBatch): Promise<HousekeepingBatchResult>;
  /** Notices scheduled runs that did not begin. */
  noticeMissedRuns(slice: HousekeepingBatch): Promise<HousekeepingBatchResult>;
  /** Ends approvals whose time is over, and warns of those that end within days (RULES 6). */
  expireApprovals(slice: HousekeepingBatch): Promise<HousekeepingBatchResult>;
  /** Forgets what records promise to keep no longer, of a slice of tenants. */
  forgetOldRecords(slice: HousekeepingBatch): Promise<HousekeepingBatchResult>;
  /** Stores when housekeeping ran and whether all of it was done. */
  concludeHousekeeping(input: { readonly reports: readonly HousekeepingReport[] }): Promise<void>;
}

export interface VendorActivities {
  /** Probes the vendor credentials of the integration, candidates before working ones (≤ 20 s). */
  verifyVendor(input: IntegrationRef): Promise<readonly CredentialVerdict[]>;
  /** Children and the parent, one vendor service. */
  loadVendorAccounts(input: IntegrationRef): Promise<PartLoaded>;
  /**
   * Editions not read for a week, until a slice is over or a sync begins; 403 is "not available" (architecture.md 8).
   */
  refreshEditions(input: IntegrationRef): Promise<{ readonly read: number }>;
  /** One `pending` row per account of the run. */
  listVendorAccounts(input: SyncRunRef): Promise<{ readonly total: number }>;
  /** A slice of the pending accounts; what is left comes back. */
  readAccountBatch(input: SyncRunRef): Promise<BatchResult>;
  /** Tries the working vendor credentials that are due; what they answer is stored. */
  probeVendorCredentials(slice: HousekeepingBatch): Promise<HousekeepingBatchResult>;
}

export interface PsaActivities {
  verifyPsa(input: IntegrationRef): Promise<readonly CredentialVerdict[]>;
  /** Companies, agreements, lines and products. */
  loadPsaCatalog(input: IntegrationRef): Promise<PartLoaded>;
  /** Companies and catalog first, then a slice of agreements. */
  readPsa(input: SyncRunRef): Promise<BatchResult>;
  /** Re-reads what the approval's waiting lines wait for; never sends (RULES 5: no clock alone triggers a write). */
  readBillingTarget(input: WriteBackInput): Promise<ShownStatus>;
  /**
   * A slice of due lines: each is read again, then sent, or its unknown outcome is resolved by reading (architecture.md
   * 5).
   */
  applyWrites(input: WriteBackInput): Promise<ShownStatus>;
  /** Tries the working PSA credentials that are due. */
  probePsaCredentials(slice: HousekeepingBatch): Promise<HousekeepingBatchResult>;
}

export type ShownStatus = WriteBackStatus & { readonly shown?: TemporalUiDetails };

/**
 * What people read in the Temporal UI beside what happens. Never an id or attribute: those stay opaque
 * (platform.md 1.6).
 */
export interface TemporalUiDetails {
  /** `<vendor> → <PSA>, Harbor Lane IT Services` */
  readonly label: string;
  /** Names and nouns of the integration's vendor and PSA; null: its row is gone. */
  readonly terms: Terminology | null;
  /** The page of the console; null where the worker was not told its address. */
  readonly link: string | null;
}

/** A code of contracts/errors.ts, for people in the Temporal UI. */
export interface Cause {
  readonly code: string;
  /** What was found, rendered in English by the activity that reports it; null: no more than the code. */
  readonly text: string | null;
}

export interface LoadedIntegration {
  readonly phase: IntegrationPhase;
  readonly waitingCommandIds: readonly string[];
  /** Phase `loading` with no part in error: loading has not run, or was cut off. */
  readonly loadWanted: boolean;
  /** Why it is in this phase, where something is wrong. */
  readonly cause?: Cause | null;
  readonly shown?: TemporalUiDetails;
}

/** A command's stored answer and the phase the integration is in afterwards. */
export interface CommandOutcome {
  readonly result: CommandResult;
  readonly phase: IntegrationPhase;
}

export interface CredentialVerdict {
  readonly set: string;
  readonly credentialId: string;
  readonly ok: boolean;
  readonly code: string | null;
  /** What was found, in addition to the texts of the code; null: nothing more is known. */
  readonly detail: Message | null;
  /** Facts that the probe learned, for people: versions, rights, clock difference. */
  readonly facts: ProbeFacts;
}

export interface PartLoaded {
  readonly ok: boolean;
  readonly code: string | null;
}

export interface SyncRunRef extends IntegrationRef {
  readonly syncRunId: string;
  /** Every write of a run requires its fencing token to be the newest: a zombie attempt changes nothing (architecture.md 4). */
  readonly fencingToken: number;
}

export type SyncRunStart = { readonly shown?: TemporalUiDetails } & (
  | ({ readonly kind: 'taken'; readonly heartbeatTimeoutMs: number } & SyncRunRef)
  | {
      readonly kind: 'joined';
      readonly syncRunId: string;
      readonly joinedRunId: string;
      /** Of the run that was joined. */
      readonly joinedWorkflowId: string;
    }
  | { readonly kind: 'already-finished'; readonly syncRunId: string }
);

export interface BatchResult {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  readonly remaining: number;
}

export interface SyncFailure {
  readonly kind: 'failed' | 'canceled';
  readonly code: string;
  /** What was found, in addition to the texts of the code; null: nothing more. */
  readonly detail: Message | null;
}

export interface SyncRunEnd {
  readonly outcome: 'succeeded' | 'partial' | 'failed' | 'canceled';
  readonly code: string | null;
  /** How it ended, in English for the Temporal UI; null: no more than the code. */
  readonly text: string | null;
  /** Why accounts and agreements were not read, by code, most frequent first. No names: histories are plain text. */
  readonly unread?: readonly UnreadByCode[];
}

export interface UnreadByCode {
  readonly code: string;
  readonly what: 'accounts' | 'agreements';
  readonly count: number;
}
