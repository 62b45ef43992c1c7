import type { Generated } from 'kysely';
import type { Actor } from '../../../domain/keys.ts';
import type { ReadSide, SyncMode, SyncTrigger } from '../../../domain/sync-runs.ts';
import type { ControlTotals } from '../../../domain/comparison/control-totals.ts';
import type { SyncRunState } from '../../../domain/states.ts';
import type { RunWarningCode } from '../../../domain/runs/run-warnings.ts';
import type { MonthReadings } from '../../../domain/months/review-month.ts';
import type {
  Json,
  Stored,
  StoredOrNull,
  MessageOrNull,
  JsonWithDefault,
  Timestamp,
  NullableTimestamp,
  TimestampWithDefault,
} from './columns.ts';

/** A warning of a run; its detail is a message as stored. */
export interface StoredWarning {
  readonly code: RunWarningCode;
  readonly detail: unknown;
}

export interface SyncRunTable {
  tenantId: string;
  id: string;
  integrationId: string;
  workflowId: string;
  trigger: SyncTrigger;
  mode: SyncMode;
  ofRunId: string | null;
  groupKey: string | null;
  state: SyncRunState;
  joinedRunId: string | null;
  fencingToken: Generated<number>;
  cancelRequestedAt: NullableTimestamp;
  code: string | null;
  detail: MessageOrNull;
  requestedBy: Json<Actor>;
  queuedAt: TimestampWithDefault;
  startedAt: NullableTimestamp;
  endedAt: NullableTimestamp;
  accountsListed: number | null;
  counted: number | null;
  incomplete: number | null;
  failed: number | null;
  gone: number | null;
  seatsCounted: number | null;
  listCalls: Generated<number>;
  /** For accounts that got no outcome: the credential was rejected meanwhile. */
  lostCalls: Generated<number>;
  vendorCalls: Generated<number>;
  vendorCallsUnreadable: Generated<number>;
  vendorCallsFormula: number | null;
  psaCalls: Generated<number>;
  /** Listed agreements that the run left to the background read; 0: it read all; null: it listed none. */
  agreementsInBackgroundRead: number | null;
  /** Agreements whose reading by loading stands as one of the run's own. */
  agreementsAsLoaded: Generated<number>;
  warnings: JsonWithDefault<readonly StoredWarning[]>;
  stalledSide: ReadSide | null;
  stalledSince: NullableTimestamp;
  stalledCode: string | null;
  stalledDetail: MessageOrNull;
  stalledUntil: NullableTimestamp;
  /** Agreements of the run that were read, once their rows are gone; null: the rows are there. */
  agreementsRead: number | null;
  /** Past its time, and referred to. */
  stays: Generated<boolean>;
}

export interface SyncRunExecutionTable {
  tenantId: string;
  syncRunId: string;
  fencingToken: number;
  temporalRunId: string;
  startedAt: TimestampWithDefault;
}

export interface RunCompositionTable {
  tenantId: string;
  syncRunId: string;
  integrationId: string;
  month: string;
  composedAt: Timestamp;
  totals: Stored<ControlTotals>;
  closes: boolean;
  readings: StoredOrNull<MonthReadings>;
  form: Generated<number>;
}

export interface RunsTables {
  syncRun: SyncRunTable;
  syncRunExecution: SyncRunExecutionTable;
  runComposition: RunCompositionTable;
}
