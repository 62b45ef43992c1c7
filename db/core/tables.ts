import type { ColumnType, Generated } from 'kysely';
import type { MappingCommandState, UpdateKind, UpdateState } from '../../domain/commands.ts';
import type { CredentialState } from '../../domain/credentials.ts';
import type { GatePart } from '../../domain/gates.ts';
import type { Actor, ActorKind } from '../../domain/keys.ts';
import type { NoticeState, Severity } from '../../domain/notices.ts';
import type { BillingCycle, PsaLineStatus } from '../../domain/psa-facts.ts';
import type { KeyScope, Role } from '../../domain/roles.ts';
import type { AgreementOutcome, AgreementReadState, SyncMode, SyncTrigger } from '../../domain/runs.ts';
import type {
  AccountKind,
  AccountMark,
  ComposedLine,
  DecidedMapping,
  Fall,
  IncludedAnswer,
  LineRole,
  LineSource,
  MappingOrigin,
  ReadOutcome,
} from '../../domain/usage/composition.ts';
import type { ReleasableGuard, UsageLineFlag } from '../../domain/usage/line-flags.ts';
import type { UsageLineKind } from '../../domain/usage/line-kinds.ts';
import type { SourceKind } from '../../domain/usage/line-sources.ts';
import type { CompositionBasis } from '../../domain/usage/composition-basis.ts';
import type { ControlTotals } from '../../domain/usage/control-totals.ts';
import type { AccountShare, IgnoredLine } from '../../domain/usage/total-parts.ts';
import type {
  AccountReadState,
  ApprovalLineState,
  DecisionState,
  GateStatus,
  IntegrationPhase,
  SyncRunState,
} from '../../domain/states.ts';
import type { RunWarning } from '../../domain/run-warnings.ts';
import type { MonthLine, MonthReadings, MonthWriteBack } from '../../domain/review-month.ts';
import type {
  DeliveryState,
  Disabler,
  NoticeSnapshot,
  ToldEvent,
  WebhookEvent,
} from '../../domain/webhooks.ts';
import type { ApprovalEvidence, ApprovalKind, ApprovedDecision } from '../../domain/write-back/approval.ts';
import type { StoredState } from '../../domain/write-back/decision-standing.ts';
import type { BillsIn, Landing } from '../../domain/write-back/landing.ts';
import type { WriteStamp } from '../../domain/write-back/stamp.ts';
import type { IntentOutcome, WriteRight } from '../../domain/write-back/write-outcome.ts';
import type { Unread } from './stored-documents.ts';

/** The tables as Kysely sees them; kept in step with db/migrations by a test. `numeric` and `bigint` arrive as text. */

/** JSON columns are read parsed and written as text (Kysely would send arrays as PostgreSQL arrays). */
type Json<T> = ColumnType<T, string, string>;
/** A document with its form beside it; db/core/stored-documents.ts reads it. */
type Stored<T> = ColumnType<Unread<T>, string, string>;
type StoredWithDefault<T> = ColumnType<Unread<T>, string | undefined, string>;
type StoredOrNull<T> = ColumnType<Unread<T> | null, string | null | undefined, string | null>;
type JsonWithDefault<T> = ColumnType<T, string | undefined, string>;
type Timestamp = ColumnType<Date, Date | string, Date | string>;
type Numeric = ColumnType<string, string | number, string | number>;
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type NullableNumeric = ColumnType<string | null, string | number | null | undefined, string | number | null>;
type TimestampWithDefault = ColumnType<Date, Date | string | undefined, Date | string>;

export interface SchemaInfoTable {
  only_row: Generated<boolean>;
  version: number;
  min_reader: number;
}

export interface InstallationTable {
  only_row: Generated<boolean>;
  id: string;
  write_stop: Generated<boolean>;
  write_stop_reason: string | null;
  write_stop_since: NullableTimestamp;
  housekeeping_at: NullableTimestamp;
  housekeeping_complete_at: NullableTimestamp;
  created_at: TimestampWithDefault;
}

export interface KeyCheckTable {
  key_version: number;
  ciphertext: string;
}

export interface TenantTable {
  id: string;
  name: string;
  currency: Generated<string>;
  time_zone: Generated<string>;
  billing_time_zone: string | null;
  created_at: TimestampWithDefault;
}

export interface MemberTable {
  tenant_id: string;
  id: string;
  email: string;
  name: string;
  role: Role;
  password_hash: string;
  disabled_at: NullableTimestamp;
  created_at: TimestampWithDefault;
  refused_sign_ins: Generated<number>;
  refused_sign_in_at: NullableTimestamp;
  refused_sign_in_from: string | null;
  one_time_until: NullableTimestamp;
  one_time_used_at: NullableTimestamp;
  signed_in_at: NullableTimestamp;
  created_by: string | null;
  created_by_key: string | null;
}

export interface SignInLimitTable {
  key: string;
  points: number;
  expire: string | null;
}

export interface SignInNetworkTable {
  tenant_id: string;
  member_id: string;
  network: string;
  last_at: TimestampWithDefault;
}

export interface SessionTable {
  tenant_id: string;
  id: Generated<string>;
  address: Generated<string>;
  device: Generated<string>;
  password_at: TimestampWithDefault;
  id_hash: string;
  member_id: string;
  created_at: TimestampWithDefault;
  last_seen_at: TimestampWithDefault;
  expires_at: Timestamp;
}

export interface ApiKeyTable {
  tenant_id: string;
  id: string;
  name: string;
  prefix: string;
  key_hash: string;
  role: Role;
  created_by: string;
  created_at: TimestampWithDefault;
  expires_at: NullableTimestamp;
  last_used_at: NullableTimestamp;
  revoked_at: NullableTimestamp;
  scopes: Generated<KeyScope[]>;
  created_by_key: string | null;
}

export interface SettingTable {
  tenant_id: string;
  name: string;
  value: Json<unknown>;
  changed_at: TimestampWithDefault;
}

export interface IdempotencyKeyTable {
  tenant_id: string;
  actor: string;
  key: string;
  route: string;
  body_hash: string;
  status: number | null;
  body: ColumnType<unknown, string | null | undefined, string | null>;
  created_at: TimestampWithDefault;
}

export interface AuditEventTable {
  tenant_id: string;
  seq: Generated<string>;
  id: string;
  at: TimestampWithDefault;
  actor_kind: ActorKind;
  actor_id: string;
  action: string;
  object_kind: string;
  object_id: string;
  integration_id: string | null;
  detail: JsonWithDefault<unknown>;
  request_id: string | null;
}

export interface AuditSealTable {
  tenant_id: string;
  position: string;
  audit_seq: string;
  hash: string;
}

export interface AuditCheckpointTable {
  tenant_id: string;
  position: string;
  hash: string;
  began_at: Timestamp;
  sealed_at: Timestamp;
  key_version: number;
  mac: string;
  counter: Generated<string>;
  settled_seq: Generated<string>;
  start: ColumnType<unknown, string | null | undefined, string | null>;
  anchored_counter: string | null;
  anchored_digest: string | null;
}

export interface IntegrationTable {
  tenant_id: string;
  id: string;
  vendor: string;
  module: 'billing';
  psa: string;
  phase: IntegrationPhase;
  phase_code: string | null;
  phase_detail: string | null;
  phase_since: TimestampWithDefault;
  armed: Generated<boolean>;
  keep_names: Generated<boolean>;
  schedule: JsonWithDefault<{ hour: number; minute: number }>;
  schedule_paused_in_temporal: Generated<boolean>;
  scheduled_since: NullableTimestamp;
  first_sync_key: string | null;
  initial_match_at: NullableTimestamp;
  data_version: Generated<string>;
  psa_time_zone: string | null;
  psa_time_zone_unknown: string | null;
  created_at: TimestampWithDefault;
  connected_at: NullableTimestamp;
  finished_at: NullableTimestamp;
  last_good_sync_at: NullableTimestamp;
  write_right: Generated<WriteRight>;
  write_right_at: NullableTimestamp;
  reread_wanted: Generated<boolean>;
}

export interface CredentialTable {
  tenant_id: string;
  id: string;
  integration_id: string;
  credential_set: string;
  state: CredentialState;
  host: string;
  fingerprint: string;
  last_four: string;
  /** Whether a PSA credential has a client ID of its own; null for the others. */
  own_client_id: boolean | null;
  key_version: number;
  ciphertext: string | null;
  created_at: TimestampWithDefault;
  created_by: string;
  verified_at: NullableTimestamp;
  probed_at: NullableTimestamp;
  failure_code: string | null;
  failure_detail: string | null;
}

export interface GateStatusTable {
  tenant_id: string;
  integration_id: string;
  part: GatePart;
  status: GateStatus;
  since: TimestampWithDefault;
  loaded: JsonWithDefault<Record<string, number>>;
  code: string | null;
  detail: string | null;
}

export interface VendorServiceTable {
  tenant_id: string;
  id: string;
  integration_id: string;
  key: string;
  name: string;
}

export interface VendorAccountTable {
  tenant_id: string;
  id: string;
  integration_id: string;
  foreign_id: string;
  kind: AccountKind;
  name: string;
  name_cleaned: Generated<boolean>;
  api_hostname: string | null;
  edition: string | null;
  edition_read_at: NullableTimestamp;
  mark: AccountMark | null;
  acknowledged_code: string | null;
  acknowledged_reason: string | null;
  first_seen_at: TimestampWithDefault;
  gone_at: NullableTimestamp;
  total_share: StoredOrNull<AccountShare>;
}

export interface PsaCompanyTable {
  tenant_id: string;
  integration_id: string;
  foreign_id: string;
  name: string;
  name_cleaned: Generated<boolean>;
  identifier: string | null;
  status: string | null;
  deleted: boolean;
  parent_company_id: string | null;
  bill_to_company_id: string | null;
  read_at: Timestamp;
  gone_at: NullableTimestamp;
}

export interface PsaAgreementTable {
  tenant_id: string;
  integration_id: string;
  foreign_id: string;
  name: string;
  company_id: string;
  type_id: string | null;
  type_name: string | null;
  parent_agreement_id: string | null;
  status: string | null;
  cancelled: boolean;
  start_date: string | null;
  end_date: string | null;
  billing_cycle: ColumnType<BillingCycle | null, string | null | undefined, string | null>;
  next_invoice_date: string | null;
  prorates: boolean | null;
  period_type: string | null;
  read_at: Timestamp;
  gone_at: NullableTimestamp;
  lines_outcome: AgreementOutcome | null;
  lines_code: string | null;
  lines_attempted_at: NullableTimestamp;
  lines_read_at: NullableTimestamp;
  /** The newest complete list that lacked it; null while it is listed. */
  not_listed_at: NullableTimestamp;
  /** When the PSA says that it was last changed. */
  last_updated: NullableTimestamp;
}

export interface PsaLineTable {
  tenant_id: string;
  integration_id: string;
  foreign_id: string;
  agreement_id: string;
  product_id: string;
  product_identifier: string | null;
  description: string | null;
  quantity: NullableNumeric;
  less_included: NullableNumeric;
  unit_price: NullableNumeric;
  bill_customer: string | null;
  effective_date: string | null;
  cancelled_date: string | null;
  status: PsaLineStatus | null;
  last_updated: NullableTimestamp;
  read_at: Timestamp;
}

export interface VanishedLineTable {
  tenant_id: string;
  integration_id: string;
  group_key: string;
  psa_line_id: string;
  was: Stored<LineSource>;
  beside: Json<readonly string[]>;
  noted_at: Timestamp;
  form: Generated<number>;
}

export interface PsaProductTable {
  tenant_id: string;
  integration_id: string;
  foreign_id: string;
  identifier: string;
  description: string | null;
  product_class: string | null;
  inactive: boolean;
  price: NullableNumeric;
  read_at: Timestamp;
  gone_at: NullableTimestamp;
}

export interface AccountMappingTable {
  tenant_id: string;
  integration_id: string;
  vendor_account_id: string;
  state: DecidedMapping;
  company_id: string | null;
  reason: string | null;
  origin: MappingOrigin;
  decided_by: string;
  decided_at: TimestampWithDefault;
}

export interface SuggestionRejectionTable {
  tenant_id: string;
  integration_id: string;
  vendor_account_id: string;
  company_id: string;
  rejected_by: string;
  rejected_at: TimestampWithDefault;
}

export interface ServiceMappingTable {
  tenant_id: string;
  integration_id: string;
  vendor_service_id: string;
  product_id: string;
  decided_by: string;
  decided_at: TimestampWithDefault;
}

export interface LineChoiceTable {
  tenant_id: string;
  integration_id: string;
  company_id: string;
  vendor_service_id: string;
  psa_line_id: string;
  role: LineRole;
  reason: string | null;
  decided_by: string;
  decided_at: TimestampWithDefault;
}

export interface IncludedAnswerTable {
  tenant_id: string;
  integration_id: string;
  company_id: string;
  vendor_service_id: string;
  psa_line_id: string;
  less_included: Numeric;
  answer: IncludedAnswer;
  reason: string;
  decided_by: string;
  decided_at: TimestampWithDefault;
}

export interface MappingCommandTable {
  tenant_id: string;
  integration_id: string;
  command_id: string;
  body_hash: string;
  decisions: Json<unknown>;
  state: MappingCommandState;
  outcome: ColumnType<unknown, string | null | undefined, string | null>;
  actor: Json<Actor>;
  received_at: TimestampWithDefault;
  applied_at: NullableTimestamp;
}

export interface UpdateCommandTable {
  tenant_id: string;
  integration_id: string;
  command_id: string;
  kind: UpdateKind;
  body_hash: string;
  body: Json<unknown>;
  state: UpdateState;
  status: number | null;
  result: ColumnType<unknown, string | null | undefined, string | null>;
  actor: Json<Actor>;
  received_at: TimestampWithDefault;
  done_at: NullableTimestamp;
}

export interface SyncRunTable {
  tenant_id: string;
  id: string;
  integration_id: string;
  workflow_id: string;
  trigger: SyncTrigger;
  mode: SyncMode;
  of_run_id: string | null;
  group_key: string | null;
  state: SyncRunState;
  joined_run_id: string | null;
  fence: Generated<number>;
  cancel_requested_at: NullableTimestamp;
  code: string | null;
  detail: string | null;
  requested_by: Json<Actor>;
  queued_at: TimestampWithDefault;
  started_at: NullableTimestamp;
  ended_at: NullableTimestamp;
  accounts_listed: number | null;
  counted: number | null;
  incomplete: number | null;
  failed: number | null;
  gone: number | null;
  seats_counted: number | null;
  list_calls: Generated<number>;
  vendor_calls: Generated<number>;
  vendor_calls_unreadable: Generated<number>;
  vendor_calls_formula: number | null;
  psa_calls: Generated<number>;
  /** Listed agreements that the run left to the sweep; 0: it read all; null: it listed none. */
  agreements_in_sweep: number | null;
  /** Agreements whose reading by loading stands as one of the run's own. */
  agreements_as_loaded: Generated<number>;
  warnings: JsonWithDefault<readonly RunWarning[]>;
  stalled_since: NullableTimestamp;
  stalled_code: string | null;
  stalled_detail: string | null;
  /** Agreements of the run that were read, once their rows are gone; null: the rows are there. */
  agreements_read: number | null;
  /** Past its time, and referred to. */
  stays: Generated<boolean>;
}

export interface SyncRunExecutionTable {
  tenant_id: string;
  sync_run_id: string;
  fence: number;
  temporal_run_id: string;
  started_at: TimestampWithDefault;
}

export interface SeatCountTable {
  tenant_id: string;
  id: string;
  integration_id: string;
  vendor_account_id: string;
  first_run_id: string;
  last_run_id: string;
  seats: number;
  by_status: Json<Record<string, number>>;
  pending_deletion: number;
  flags: JsonWithDefault<readonly string[]>;
  proof: Json<unknown>;
  first_read_at: Timestamp;
  last_read_at: Timestamp;
  times: Generated<number>;
  stays: Generated<boolean>;
}

export interface AccountReadTable {
  tenant_id: string;
  sync_run_id: string;
  vendor_account_id: string;
  state: AccountReadState;
  attempts: Generated<number>;
  calls: Generated<number>;
  users_listed: number | null;
  seats: number | null;
  seat_count_id: string | null;
  code: string | null;
  detail: string | null;
  credential_cause: string | null;
  read_at: NullableTimestamp;
}

export interface PastAccountReadTable {
  tenant_id: string;
  id: Generated<string>;
  integration_id: string;
  vendor_account_id: string;
  /** Of the runs' beginning, UTC. */
  month: string;
  state: ReadOutcome;
  attempts: number;
  calls: number;
  users_listed: number | null;
  seats: number | null;
  seat_count_id: string | null;
  code: string | null;
  detail: string | null;
  credential_cause: string | null;
  first_read_at: Timestamp;
  /** Runs that read the same one after the other, and when each did. */
  run_ids: readonly string[];
  read_ats: readonly Date[];
}

export interface SeatHolderTable {
  tenant_id: string;
  vendor_account_id: string;
  vendor_user_id: string;
  username: string | null;
  status: string;
  holds_seat: boolean;
  first_seen_at: Timestamp;
  joined_at: NullableTimestamp;
  left_at: NullableTimestamp;
  /** The first complete reading that lacked them; null: The vendor listed them at the newest one. */
  gone_at: NullableTimestamp;
}

export interface AgreementReadTable {
  tenant_id: string;
  sync_run_id: string;
  agreement_id: string;
  state: AgreementReadState;
  lines: number | null;
  code: string | null;
  detail: string | null;
  read_at: NullableTimestamp;
}

/** Only what could not be read: of the rest a run keeps the number. */
export interface PastAgreementReadTable {
  tenant_id: string;
  id: Generated<string>;
  integration_id: string;
  agreement_id: string;
  month: string;
  code: string | null;
  detail: string | null;
  first_read_at: Timestamp;
  run_ids: readonly string[];
  read_ats: readonly Date[];
}

export interface RateBudgetTable {
  credential_key: string;
  per_minute: Numeric;
  next_at: TimestampWithDefault;
  quiet_since: TimestampWithDefault;
  last_busy_at: NullableTimestamp;
  changed_at: TimestampWithDefault;
}

export interface UsageLineTable {
  tenant_id: string;
  id: string;
  integration_id: string;
  group_key: string;
  vendor_service_id: string;
  company_id: string | null;
  vendor_account_id: string | null;
  label: string;
  kind: UsageLineKind;
  flags: JsonWithDefault<readonly UsageLineFlag[]>;
  decision: Generated<DecisionState>;
  open: Generated<boolean>;
  version: Generated<number>;
  vendor_quantity: number | null;
  psa_quantity: NullableNumeric;
  variance: NullableNumeric;
  effect_per_invoice: NullableNumeric;
  effect_per_month: NullableNumeric;
  at_risk_per_month: NullableNumeric;
  composed: Stored<ComposedLine>;
  fall: StoredOrNull<Fall>;
  sync_run_id: string | null;
  composed_at: Timestamp;
  changed_at: Timestamp;
  form: Generated<number>;
}

export interface UsageLineSourceTable {
  tenant_id: string;
  usage_line_id: string;
  integration_id: string;
  kind: SourceKind;
  source_id: string;
}

export interface UsageLineHistoryTable {
  tenant_id: string;
  integration_id: string;
  group_key: string;
  version: number;
  usage_line_id: string;
  sync_run_id: string | null;
  kind: string;
  vendor_quantity: number | null;
  psa_quantity: NullableNumeric;
  composed: Stored<ComposedLine>;
  at: Timestamp;
  stays: Generated<boolean>;
  form: Generated<number>;
}

export interface ControlTotalTable {
  tenant_id: string;
  integration_id: string;
  totals: Stored<ControlTotals>;
  closes: boolean;
  basis: ColumnType<CompositionBasis | null, string | null | undefined, string | null>;
  fall: StoredOrNull<Fall>;
  ignored: StoredWithDefault<readonly IgnoredLine[]>;
  whole_at: NullableTimestamp;
  sync_run_id: string | null;
  composed_at: Timestamp;
  form: Generated<number>;
}

export interface RunCompositionTable {
  tenant_id: string;
  sync_run_id: string;
  integration_id: string;
  month: string;
  composed_at: Timestamp;
  totals: Stored<ControlTotals>;
  closes: boolean;
  readings: StoredOrNull<MonthReadings>;
  form: Generated<number>;
}

export interface NoticeTable {
  tenant_id: string;
  id: string;
  integration_id: string | null;
  code: string;
  subject: string;
  detail: string;
  state: NoticeState;
  first_at: TimestampWithDefault;
  last_at: TimestampWithDefault;
  times: Generated<number>;
  closed_at: NullableTimestamp;
}

export interface WebhookTable {
  tenant_id: string;
  id: string;
  url: string;
  events: Json<readonly ToldEvent[]>;
  minimum: Severity;
  key_version: number;
  ciphertext: string;
  previous_ciphertext: string | null;
  secret_at: TimestampWithDefault;
  previous_until: NullableTimestamp;
  created_by: string;
  created_at: TimestampWithDefault;
  disabled_at: NullableTimestamp;
  disabled_by: Disabler | null;
  last_success_at: NullableTimestamp;
  last_failure_at: NullableTimestamp;
  last_failure_code: string | null;
  last_failure_detail: string | null;
}

export interface WebhookDeliveryTable {
  tenant_id: string;
  id: string;
  webhook_id: string;
  message_id: string;
  event: WebhookEvent;
  notice_id: string | null;
  /** Of a checkpoint the line of its anchor, whose bytes are signed. */
  content: Json<NoticeSnapshot | string | null>;
  state: DeliveryState;
  attempts: Generated<number>;
  next_attempt_at: NullableTimestamp;
  attempted_at: NullableTimestamp;
  code: string | null;
  detail: string | null;
  created_at: TimestampWithDefault;
  ended_at: NullableTimestamp;
}

export interface AgreementTypeLandingTable {
  tenant_id: string;
  integration_id: string;
  type_id: string;
  bills_in: BillsIn;
  decided_by: Json<Actor>;
  decided_at: TimestampWithDefault;
}

export interface LineDecisionTable {
  tenant_id: string;
  integration_id: string;
  group_key: string;
  state: StoredState;
  line_version: number;
  variance: NullableNumeric;
  adjusts: Generated<boolean>;
  quantity: NullableNumeric;
  lands: Landing | null;
  target_psa_line_id: string | null;
  reason: string | null;
  until_day: string | null;
  decided_by: Json<Actor>;
  decided_at: TimestampWithDefault;
}

export interface GuardReleaseTable {
  tenant_id: string;
  id: string;
  integration_id: string;
  group_key: string;
  guard: ReleasableGuard;
  count: Numeric;
  reason: string;
  released_by: Json<Actor>;
  released_at: TimestampWithDefault;
}

export interface AgreedCountTable {
  tenant_id: string;
  integration_id: string;
  group_key: string;
  count: Numeric;
  agreed_at: Timestamp;
}

export interface ApprovalTable {
  tenant_id: string;
  id: string;
  integration_id: string;
  kind: ApprovalKind;
  actor: Json<Actor>;
  approved_at: Timestamp;
  request_id: string | null;
}

export interface ApprovalLineTable {
  tenant_id: string;
  id: string;
  approval_id: string;
  integration_id: string;
  group_key: string;
  usage_line_id: string;
  line_version: number;
  label: string;
  company_id: string;
  vendor_service_id: string;
  agreement_id: string;
  psa_line_id: string;
  product_identifier: string | null;
  decision: ApprovedDecision;
  before: Numeric;
  after: Numeric;
  count_on: number;
  landing: Landing;
  invoice_date: string;
  rule_version: number;
  stamp: Stored<WriteStamp>;
  last_updated: NullableTimestamp;
  must_be_untouched: Generated<boolean>;
  bounces: Generated<number>;
  evidence: Stored<ApprovalEvidence>;
  effect_per_invoice: NullableNumeric;
  effect_per_month: NullableNumeric;
  reason: string | null;
  actor: Json<Actor>;
  approved_at: Timestamp;
  expires_at: Timestamp;
  state: ApprovalLineState;
  due_at: NullableTimestamp;
  later_invoice_seen_at: NullableTimestamp;
  later_invoice_date: string | null;
  reread_at: NullableTimestamp;
  send_count: Generated<number>;
  sent_at: NullableTimestamp;
  invoice_date_at_sending: string | null;
  code: string | null;
  detail: string | null;
  finished_at: NullableTimestamp;
  reverts: string | null;
  replaced_by: string | null;
  resolved_at: NullableTimestamp;
  resolved_by: ColumnType<Actor | null, string | null | undefined, string | null>;
  resolution: string | null;
  form: Generated<number>;
}

export interface WriteIntentTable {
  tenant_id: string;
  id: string;
  integration_id: string;
  approval_line_id: string;
  psa_line_id: string;
  send_number: number;
  before: Numeric;
  after: Numeric;
  stamp: Stored<WriteStamp>;
  last_updated: NullableTimestamp;
  answered_not_found: Generated<boolean>;
  sent_at: Timestamp;
  billing_day: string;
  outcome: IntentOutcome | null;
  detail: string | null;
  concluded_at: NullableTimestamp;
  form: Generated<number>;
}

export interface WriteAllowanceTable {
  tenant_id: string;
  id: string;
  integration_id: string;
  billing_day: string;
  granted_by: Json<Actor>;
  granted_at: TimestampWithDefault;
}

export interface OutboxTable {
  tenant_id: string;
  id: string;
  integration_id: string;
  approval_id: string;
  created_at: TimestampWithDefault;
  attempts: Generated<number>;
  next_attempt_at: TimestampWithDefault;
  relayed_at: NullableTimestamp;
}

export interface ReviewMonthTable {
  tenant_id: string;
  id: string;
  integration_id: string;
  month: string;
  version: Generated<number>;
  sync_run_id: string | null;
  composed_at: Timestamp;
  currency: string;
  totals: Stored<ControlTotals>;
  lines: Stored<readonly MonthLine[]>;
  write_backs: Stored<readonly MonthWriteBack[]>;
  closed_by: Json<Actor>;
  closed_at: TimestampWithDefault;
  reopened_by: ColumnType<Actor | null, string | null | undefined, string | null>;
  reopened_at: NullableTimestamp;
  reopen_reason: string | null;
  form: Generated<number>;
}

export interface Tables {
  schema_info: SchemaInfoTable;
  installation: InstallationTable;
  key_check: KeyCheckTable;
  tenant: TenantTable;
  member: MemberTable;
  session: SessionTable;
  sign_in_limit: SignInLimitTable;
  sign_in_network: SignInNetworkTable;
  api_key: ApiKeyTable;
  setting: SettingTable;
  idempotency_key: IdempotencyKeyTable;
  audit_event: AuditEventTable;
  audit_seal: AuditSealTable;
  audit_checkpoint: AuditCheckpointTable;
  integration: IntegrationTable;
  credential: CredentialTable;
  gate_status: GateStatusTable;
  vendor_service: VendorServiceTable;
  vendor_account: VendorAccountTable;
  psa_company: PsaCompanyTable;
  psa_agreement: PsaAgreementTable;
  psa_line: PsaLineTable;
  vanished_line: VanishedLineTable;
  psa_product: PsaProductTable;
  account_mapping: AccountMappingTable;
  suggestion_rejection: SuggestionRejectionTable;
  service_mapping: ServiceMappingTable;
  line_choice: LineChoiceTable;
  included_answer: IncludedAnswerTable;
  mapping_command: MappingCommandTable;
  update_command: UpdateCommandTable;
  sync_run: SyncRunTable;
  sync_run_execution: SyncRunExecutionTable;
  seat_count: SeatCountTable;
  account_read: AccountReadTable;
  past_account_read: PastAccountReadTable;
  seat_holder: SeatHolderTable;
  agreement_read: AgreementReadTable;
  past_agreement_read: PastAgreementReadTable;
  rate_budget: RateBudgetTable;
  usage_line: UsageLineTable;
  usage_line_source: UsageLineSourceTable;
  usage_line_history: UsageLineHistoryTable;
  control_total: ControlTotalTable;
  run_composition: RunCompositionTable;
  notice: NoticeTable;
  webhook: WebhookTable;
  webhook_delivery: WebhookDeliveryTable;
  agreement_type_landing: AgreementTypeLandingTable;
  line_decision: LineDecisionTable;
  guard_release: GuardReleaseTable;
  agreed_count: AgreedCountTable;
  approval: ApprovalTable;
  approval_line: ApprovalLineTable;
  write_intent: WriteIntentTable;
  write_allowance: WriteAllowanceTable;
  outbox: OutboxTable;
  review_month: ReviewMonthTable;
}
