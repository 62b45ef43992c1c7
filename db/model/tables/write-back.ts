import type { ColumnType, Generated } from 'kysely';
import type { Actor } from '../../../domain/keys.ts';
import type { PsaLine } from '../../../domain/psa-facts.ts';
import type { ApprovalLineState } from '../../../domain/states.ts';
import type { ApprovalEvidence, ApprovalKind, ApprovedDecision } from '../../../domain/decisions/approval.ts';
import type { BillingTarget } from '../../../domain/usage/billing-target.ts';
import type { ChangeKind } from '../../../domain/decisions/change.ts';
import type { CapName } from '../../../domain/write-back/daily-cap.ts';
import type { ApprovedSnapshot } from '../../../domain/decisions/snapshot.ts';
import type { IntentOutcome } from '../../../domain/write-back/write-outcome.ts';
import type {
  Json,
  Stored,
  StoredOrNull,
  MessageOrNull,
  JsonOrNull,
  Timestamp,
  Numeric,
  NullableTimestamp,
  NullableNumeric,
  TimestampWithDefault,
} from './columns.ts';

export interface WriteMethodTable {
  tenantId: string;
  integrationId: string;
  choice: string;
  method: string;
  chosenAt: Timestamp;
  chosenBy: Json<Actor>;
  keptAt: NullableTimestamp;
  provenAt: NullableTimestamp;
  withdrawnAt: NullableTimestamp;
}

export interface ApprovalTable {
  tenantId: string;
  id: string;
  integrationId: string;
  kind: ApprovalKind;
  actor: Json<Actor>;
  approvedAt: Timestamp;
  requestId: string | null;
}

export interface ApprovalLineTable {
  tenantId: string;
  id: string;
  approvalId: string;
  integrationId: string;
  groupKey: string;
  usageLineId: string;
  lineVersion: number;
  label: string;
  /** Null: none was kept when it was approved. */
  psaInstance: string | null;
  companyId: string;
  vendorServiceId: string;
  agreementId: string;
  psaLineId: string;
  productIdentifier: string | null;
  decision: ApprovedDecision;
  change: ChangeKind;
  /** Read with `NewLine` of contracts/stored. */
  newLine: JsonOrNull;
  /** What the PSA calls the line that was created; null: not known to be. */
  createdLineId: string | null;
  lastBilledDay: string | null;
  /** With which the line is ended; null: the last billed day. */
  canceledDate: string | null;
  before: Numeric;
  after: Numeric;
  countOn: number;
  billingTarget: BillingTarget;
  invoiceDate: string;
  ruleVersion: number;
  snapshot: Stored<ApprovedSnapshot>;
  lastUpdated: NullableTimestamp;
  mustBeUntouched: Generated<boolean>;
  bounces: Generated<number>;
  evidence: Stored<ApprovalEvidence>;
  effectPerInvoice: NullableNumeric;
  effectPerMonth: NullableNumeric;
  currency: string | null;
  reason: string | null;
  actor: Json<Actor>;
  approvedAt: Timestamp;
  expiresAt: Timestamp;
  state: ApprovalLineState;
  dueAt: NullableTimestamp;
  laterInvoiceSeenAt: NullableTimestamp;
  laterInvoiceDate: string | null;
  rereadAt: NullableTimestamp;
  sendCount: Generated<number>;
  sentAt: NullableTimestamp;
  invoiceDateAtSending: string | null;
  landedInvoiceDate: string | null;
  code: string | null;
  detail: MessageOrNull;
  finishedAt: NullableTimestamp;
  reverts: string | null;
  replacedBy: string | null;
  resolvedAt: NullableTimestamp;
  resolvedBy: ColumnType<Actor | null, string | null | undefined, string | null>;
  resolution: string | null;
  form: Generated<number>;
}

export interface ApprovalSignatureTable {
  tenantId: string;
  approvalLineId: string;
  form: number;
  keyVersion: number;
  mac: string;
}

export interface WriteIntentTable {
  tenantId: string;
  id: string;
  integrationId: string;
  approvalLineId: string;
  psaLineId: string;
  sendNumber: number;
  change: ChangeKind;
  before: Numeric;
  after: Numeric;
  lastBilledDay: string | null;
  /** IDs of all lines of the agreement right before a line was created; null: another change. */
  knownLineIds: JsonOrNull;
  /** What was listed since to find it. */
  lists: JsonOrNull;
  snapshot: Stored<ApprovedSnapshot>;
  lastUpdated: NullableTimestamp;
  firstDay: string | null;
  method: string | null;
  document: StoredOrNull<readonly PsaLine[]>;
  answeredNotFound: Generated<boolean>;
  sentAt: Timestamp;
  billingDay: string;
  outcome: IntentOutcome | null;
  detail: MessageOrNull;
  concludedAt: NullableTimestamp;
  form: Generated<number>;
}

export interface WriteAllowanceTable {
  tenantId: string;
  id: string;
  integrationId: string;
  billingDay: string;
  cap: CapName;
  grantedBy: Json<Actor>;
  grantedAt: TimestampWithDefault;
}

export interface OutboxTable {
  tenantId: string;
  id: string;
  integrationId: string;
  approvalId: string;
  /** Of the HTTP request that caused it; null: none did. */
  requestId: string | null;
  createdAt: TimestampWithDefault;
  attempts: Generated<number>;
  nextAttemptAt: TimestampWithDefault;
  relayedAt: NullableTimestamp;
}

export interface WriteBackTables {
  writeMethod: WriteMethodTable;
  approval: ApprovalTable;
  approvalLine: ApprovalLineTable;
  approvalSignature: ApprovalSignatureTable;
  writeIntent: WriteIntentTable;
  writeAllowance: WriteAllowanceTable;
  outbox: OutboxTable;
}
