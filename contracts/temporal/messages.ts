import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { IntegrationPhase } from '../../domain/states.ts';
import type { ReadSide, SyncMode, SyncTrigger } from '../../domain/sync-runs.ts';

/** Who a workflow acts for. */
export interface IntegrationRef {
  readonly tenantId: string;
  readonly integrationId: string;
}

/** Every command carries only the id of its stored row: bodies stay out of histories (architecture.md 3). */
export interface CommandRef {
  readonly commandId: string;
}

/** What an update answers: the HTTP status and body stored with the command, so that a repeat gets the same. */
export interface CommandResult {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface IntegrationInput extends IntegrationRef {
  /** Mapping commands not yet applied, handed over by continue-as-new. */
  readonly waitingCommandIds?: readonly string[];
  /** Editions are to be read, beside everything else. */
  readonly editionsWanted?: boolean;
  /** Loading was asked for while the execution before this one ended: its row says of no such wish. */
  readonly loadWanted?: boolean;
}

export interface IntegrationView {
  /** Null: an execution has just begun and has not read the row yet, which then says it. */
  readonly phase: IntegrationPhase | null;
  readonly waitingCommands: number;
  /** What the loop is doing now, null when it waits. */
  readonly busyWith: 'authenticate' | 'load' | 'mapping' | 'finish' | 'schedule' | 'disconnect' | null;
}

export interface SyncInput extends IntegrationRef {
  readonly trigger: SyncTrigger;
  readonly mode: SyncMode;
  /** `failed-accounts`: the run whose failures are read again. */
  readonly ofRunId?: string;
  /** `usage-line`: the line that is read again. */
  readonly groupKey?: string;
}

export interface SyncProgress {
  readonly syncRunId: string | null;
  /** `reading`: accounts and agreements, at the same time. */
  readonly step: 'starting' | 'reading' | 'composing' | 'ended';
  readonly accountsDone: number;
  /** Null before they are listed; so of agreements. */
  readonly accountsTotal: number | null;
  readonly accountsFailed: number;
  readonly agreementsDone: number;
  readonly agreementsTotal: number | null;
  readonly agreementsFailed: number;
}

export interface SyncResult {
  readonly outcome: 'succeeded' | 'partial' | 'joined' | 'already-finished';
  readonly syncRunId: string;
}

/** One approval and the lines it holds. */
export interface WriteBackInput {
  readonly tenantId: string;
  readonly integrationId: string;
  readonly approvalId: string;
}

/** Where an approval stands, from its rows. */
export interface WriteBackStatus {
  /** Lines that have not reached an end. */
  readonly open: number;
  /** Of these, lines that may be worked at once: due to be sent, or with an outcome to resolve. */
  readonly due: number;
  /** When to look again where nothing is due; null: never by itself. Milliseconds from now. */
  readonly nextCheckMs: number | null;
  /** Why due lines stand still: a code, or null. */
  readonly blocked: string | null;
  /** Of the open lines, those that wait for their invoice … */
  readonly awaitInvoice?: number;
  /** … and those that were sent and whose outcome is not known yet. */
  readonly awaitOutcome?: number;
}

export interface WriteBackProgress extends WriteBackStatus {
  readonly lookedAt: string | null;
}

/** A person's decision must be kept even while no worker runs: hence a signal (architecture.md 3). */
export const decideMappings = defineSignal<[CommandRef]>('decideMappings');
/** A working credential was rejected while no sync ran: read the row. */
export const credentialsProbed = defineSignal('credentialsProbed');
/** The database was restored from a backup: read the row, which may be of an earlier time. */
export const restored = defineSignal('restored');
/** Another version of the workers takes new work: an execution that waits sees it by the workflow task that this brings. */
export const deploymentChanged = defineSignal('deploymentChanged');
export const syncEnded = defineSignal<[{ readonly syncRunId: string }]>('syncEnded');

/** A vendor's list fails again and again, or the PSA takes no more calls for now: why, and since when. */
export interface SyncStall {
  readonly side: ReadSide;
  readonly code: string;
  /** What was found, in English for the Temporal UI; null: no more than the code. */
  readonly text: string | null;
  readonly since: string;
  /** When it goes on, where the vendor named a time; absent in histories that were recorded before it was told. */
  readonly until?: string | null;
}
export const syncStalled = defineSignal<[SyncStall]>('syncStalled');

export const authenticate = defineUpdate<CommandResult, [CommandRef]>('authenticate');
export const answerInstance = defineUpdate<CommandResult, [CommandRef]>('answerInstance');
export const load = defineUpdate<CommandResult, [CommandRef]>('load');
export const finish = defineUpdate<CommandResult, [CommandRef]>('finish');
export const changeSchedule = defineUpdate<CommandResult, [CommandRef]>('changeSchedule');
export const pause = defineUpdate<CommandResult, [CommandRef]>('pause');
export const resume = defineUpdate<CommandResult, [CommandRef]>('resume');
export const disconnect = defineUpdate<CommandResult, [CommandRef]>('disconnect');

/** A line was canceled, the day's limit was granted again, write-back was turned on: look at the rows. */
export const writeBackChanged = defineSignal('writeBackChanged');

export const integrationView = defineQuery<IntegrationView>('integrationView');
export const syncProgress = defineQuery<SyncProgress>('syncProgress');
export const writeBackProgress = defineQuery<WriteBackProgress>('writeBackProgress');
