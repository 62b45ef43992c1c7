import type { ColumnType, Generated } from 'kysely';
import type { UpdateKind, UpdateState } from '../../../domain/commands.ts';
import type { CredentialState } from '../../../domain/credentials.ts';
import type { GatePart } from '../../../domain/gates.ts';
import type { ExpectedRecords, InstanceQuestionCode, InstanceSide } from '../../../domain/instances.ts';
import type { CanceledDay } from '../../../domain/canceled-day.ts';
import type { Actor } from '../../../domain/keys.ts';
import type { GateStatus, IntegrationPhase } from '../../../domain/states.ts';
import type { WriteRight } from '../../../domain/write-back/write-outcome.ts';
import type {
  Json,
  MessageOrNull,
  JsonWithDefault,
  Timestamp,
  Numeric,
  NullableTimestamp,
  TimestampWithDefault,
} from './columns.ts';

export interface IntegrationTable {
  tenantId: string;
  id: string;
  vendor: string;
  module: 'billing';
  psa: string;
  phase: IntegrationPhase;
  phaseCode: string | null;
  phaseDetail: MessageOrNull;
  phaseSince: TimestampWithDefault;
  writeBackEnabled: Generated<boolean>;
  canceledDay: Generated<CanceledDay>;
  keepNames: Generated<boolean>;
  schedule: JsonWithDefault<{ hour: number; minute: number }>;
  schedulePausedInTemporal: Generated<boolean>;
  scheduledSince: NullableTimestamp;
  firstSyncKey: string | null;
  initialMatchAt: NullableTimestamp;
  dataVersion: Generated<string>;
  psaTimeZone: string | null;
  psaTimeZoneUnknown: string | null;
  createdAt: TimestampWithDefault;
  connectedAt: NullableTimestamp;
  finishedAt: NullableTimestamp;
  lastGoodSyncAt: NullableTimestamp;
  writeRight: Generated<WriteRight>;
  writeRightAt: NullableTimestamp;
  createRight: Generated<WriteRight>;
  createRightAt: NullableTimestamp;
  endRight: Generated<WriteRight>;
  endRightAt: NullableTimestamp;
  rereadWanted: Generated<boolean>;
  /** The integration with another instance that this one took the place of. */
  predecessorId: string | null;
  /** The integration with another instance that takes its place once it is disconnected. */
  successorId: string | null;
}

export interface InstanceTable {
  tenantId: string;
  integrationId: string;
  side: InstanceSide;
  instanceId: string | null;
  address: string;
  since: Timestamp;
  question: InstanceQuestionCode | null;
  askedAt: NullableTimestamp;
  credentialId: string | null;
  foundId: string | null;
  foundAddress: string | null;
  /** Since when a move waits to be proven; null: none does. */
  movedAt: NullableTimestamp;
  wasWriteBackEnabled: Generated<boolean>;
  expected: ColumnType<ExpectedRecords | null, string | null | undefined, string | null>;
  /** Messages: read with `StoredMessage`. */
  differences: ColumnType<readonly unknown[] | null, string | null | undefined, string | null>;
}

export interface CredentialTable {
  tenantId: string;
  id: string;
  integrationId: string;
  credentialSet: string;
  state: CredentialState;
  host: string;
  fingerprint: string;
  lastFour: string;
  /** Whether a PSA credential has a client ID of its own; null for the others. */
  ownClientId: boolean | null;
  keyVersion: number;
  ciphertext: string | null;
  createdAt: TimestampWithDefault;
  createdBy: string;
  verifiedAt: NullableTimestamp;
  probedAt: NullableTimestamp;
  failureCode: string | null;
  failureDetail: MessageOrNull;
  /** What its last probe learned of the instance behind it. */
  instanceId: string | null;
  instanceAddress: string | null;
  /** Accounts, or companies of the PSA, that it lists and the last accepted list had; null: there is nothing to compare. */
  sharedAccounts: number | null;
}

export interface GateStatusTable {
  tenantId: string;
  integrationId: string;
  part: GatePart;
  status: GateStatus;
  since: TimestampWithDefault;
  loaded: JsonWithDefault<Record<string, number>>;
  code: string | null;
  detail: MessageOrNull;
  waitsUntil: NullableTimestamp;
}

export interface UpdateCommandTable {
  tenantId: string;
  integrationId: string;
  commandId: string;
  kind: UpdateKind;
  bodyHash: string;
  body: Json<unknown>;
  state: UpdateState;
  status: number | null;
  result: ColumnType<unknown, string | null | undefined, string | null>;
  actor: Json<Actor>;
  receivedAt: TimestampWithDefault;
  doneAt: NullableTimestamp;
}

export interface RateBudgetTable {
  credentialKey: string;
  perMinute: Numeric;
  nextAt: TimestampWithDefault;
  quietSince: TimestampWithDefault;
  lastBusyAt: NullableTimestamp;
  changedAt: TimestampWithDefault;
}

export interface PsaCallCountTable {
  instance: string;
  slice: Timestamp;
  made: number;
}

export interface IntegrationsTables {
  integration: IntegrationTable;
  instance: InstanceTable;
  credential: CredentialTable;
  gateStatus: GateStatusTable;
  updateCommand: UpdateCommandTable;
  rateBudget: RateBudgetTable;
  psaCallCount: PsaCallCountTable;
}
