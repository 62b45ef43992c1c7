import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { IntegrationPhase } from '../../domain/states.ts';
import type { SyncMode, SyncTrigger } from './names.ts';

/** Who a workflow acts for. */
export interface IntegrationRef {
  readonly tenantId: string;
  readonly integrationId: string;
}

/** Every command carries only the id of its stored row: bodies stay out of histories (DESIGN 3). */
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
}

export interface SyncProgress {
  readonly syncRunId: string | null;
  readonly step: 'starting' | 'listing accounts' | 'reading accounts' | 'reading PSA' | 'composing' | 'ended';
  readonly accountsDone: number;
  readonly accountsTotal: number | null;
  readonly accountsFailed: number;
}

export interface SyncResult {
  readonly outcome: 'succeeded' | 'partial' | 'joined' | 'already-finished';
  readonly syncRunId: string;
}

/** A person's decision must be kept even while no worker runs: hence a signal (DESIGN 3). */
export const decideMappings = defineSignal<[CommandRef]>('decideMappings');
export const syncEnded = defineSignal<[{ readonly syncRunId: string }]>('syncEnded');

export const authenticate = defineUpdate<CommandResult, [CommandRef]>('authenticate');
export const load = defineUpdate<CommandResult, [CommandRef]>('load');
export const finish = defineUpdate<CommandResult, [CommandRef]>('finish');
export const changeSchedule = defineUpdate<CommandResult, [CommandRef]>('changeSchedule');
export const pause = defineUpdate<CommandResult, [CommandRef]>('pause');
export const resume = defineUpdate<CommandResult, [CommandRef]>('resume');
export const disconnect = defineUpdate<CommandResult, [CommandRef]>('disconnect');

export const integrationView = defineQuery<IntegrationView>('integrationView');
export const syncProgress = defineQuery<SyncProgress>('syncProgress');
