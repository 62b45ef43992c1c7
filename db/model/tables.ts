import type { ColumnType, Generated } from 'kysely';
import type { RuleChangeKind, RuleScopeKind, RuleTerms } from '../../domain/billing-rules/billing-rule.ts';
import type { MappingCommandState, UpdateKind, UpdateState } from '../../domain/commands.ts';
import type { CredentialState } from '../../domain/credentials.ts';
import type { GatePart } from '../../domain/gates.ts';
import type { ExpectedRecords, InstanceQuestionCode, InstanceSide } from '../../domain/instances.ts';
import type { CanceledDay } from '../../domain/canceled-day.ts';
import type { Actor, ActorKind } from '../../domain/keys.ts';
import type { LogoFile } from '../../domain/msp.ts';
import type { NoticeState, Severity } from '../../domain/notices.ts';
import type {
  AgreementEnd,
  BillingCycle,
  DatedChanges,
  PsaInvoice,
  PsaLine,
  PsaLineStatus,
} from '../../domain/psa-facts.ts';
import type { KeyScope, Role } from '../../domain/roles.ts';
import type { ProviderKind, SecondFactor, SignInMethod, SignInStepKind } from '../../domain/sign-ins.ts';
import type { AgreementOutcome, ReadSide, SyncMode, SyncTrigger } from '../../domain/sync-runs.ts';
import type {
  AccountKind,
  AccountMark,
  ComposedLine,
  DecidedMapping,
  SeatDrop,
  IncludedAnswer,
  LineSource,
  MappingOrigin,
  ReadOutcome,
} from '../../domain/usage/composition.ts';
import type { UnusedReason } from '../../domain/seat-use.ts';
import type { OverridableCheck, UsageLineFlag } from '../../domain/usage/line-flags.ts';
import type { UsageLineKind } from '../../domain/usage/line-kinds.ts';
import type { LineRole } from '../../domain/usage/line-roles.ts';
import type { LineNeed } from '../../domain/usage/needs.ts';
import type { SourceKind } from '../../domain/usage/line-sources.ts';
import type { CompositionBasis } from '../../domain/usage/composition-basis.ts';
import type { PaperSize } from '../../domain/msp.ts';
import type { ClosingFacts } from '../../domain/months/closing-facts.ts';
import type { InvoiceComparison } from '../../domain/months/invoice-comparison.ts';
import type { MonthChange, MonthFigures } from '../../domain/months/month-report.ts';
import type { ControlTotals } from '../../domain/usage/control-totals.ts';
import type { AccountShare, IgnoredLine } from '../../domain/usage/total-parts.ts';
import type {
  ApprovalLineState,
  DecisionState,
  GateStatus,
  IntegrationPhase,
  SyncRunState,
} from '../../domain/states.ts';
import type { RunWarningCode } from '../../domain/runs/run-warnings.ts';
import type { MonthMargin } from '../../domain/months/month-margin.ts';
import type { MonthLine, MonthReadings } from '../../domain/months/review-month.ts';
import type {
  DeliveryState,
  Disabler,
  NoticeSnapshot,
  NotifiedEvent,
  WebhookEvent,
} from '../../domain/webhooks.ts';
import type { ApprovalEvidence, ApprovalKind, ApprovedDecision } from '../../domain/write-back/approval.ts';
import type { NewLineWish } from '../../domain/write-back/decision.ts';
import type { StoredState } from '../../domain/write-back/decision-status.ts';
import type { BillsIn, BillingTarget } from '../../domain/usage/billing-target.ts';
import type { ChangeKind } from '../../domain/write-back/change.ts';
import type { CapName } from '../../domain/write-back/daily-cap.ts';
import type { ApprovedSnapshot } from '../../domain/write-back/snapshot.ts';
import type { IntentOutcome, WriteRight } from '../../domain/write-back/write-outcome.ts';
import type { Unread } from './stored-documents.ts';

/** The tables as Kysely sees them; kept in step with db/migrations by a test. `numeric` and `bigint` arrive as text. */

/** JSON columns are read parsed and written as text (Kysely would send arrays as PostgreSQL arrays). */
type Json<T> = ColumnType<T, string, string>;
/** A document with its form beside it; db/model/stored-documents.ts reads it. */
type Stored<T> = ColumnType<Unread<T>, string, string>;
type StoredWithDefault<T> = ColumnType<Unread<T>, string | undefined, string>;
type StoredOrNull<T> = ColumnType<Unread<T> | null, string | null | undefined, string | null>;
/** A message as stored; read with `StoredMessage`. */
type MessageOrNull = ColumnType<unknown, string | null | undefined, string | null>;
/** JSON that its reader parses; null: there is none. */
type JsonOrNull = ColumnType<unknown, string | null | undefined, string | null>;
type Bytes = ColumnType<Buffer, Uint8Array, Uint8Array>;
type BytesOrNull = ColumnType<Buffer | null, Uint8Array | null, Uint8Array | null>;
type JsonWithDefault<T> = ColumnType<T, string | undefined, string>;
type Timestamp = ColumnType<Date, Date | string, Date | string>;
type Numeric = ColumnType<string, string | number, string | number>;
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type NullableNumeric = ColumnType<string | null, string | number | null | undefined, string | number | null>;
type TimestampWithDefault = ColumnType<Date, Date | string | undefined, Date | string>;

export interface SchemaInfoTable {
  onlyRow: Generated<boolean>;
  version: number;
  minReader: number;
}

export interface InstallationTable {
  onlyRow: Generated<boolean>;
  id: string;
  writeStop: Generated<boolean>;
  writeStopReason: MessageOrNull;
  writeStopSince: NullableTimestamp;
  housekeepingAt: NullableTimestamp;
  housekeepingCompleteAt: NullableTimestamp;
  lastBackupAt: NullableTimestamp;
  /** A bigint, as text. */
  lastBackupBytes: string | null;
  createdAt: TimestampWithDefault;
}

export interface KeyCheckTable {
  keyVersion: number;
  ciphertext: string;
}

export interface TenantTable {
  id: string;
  name: string;
  currency: Generated<string>;
  timeZone: Generated<string>;
  billingTimeZone: string | null;
  /** When the zone of billed days changed last; null: never since it is noted. */
  zoneChangedAt: NullableTimestamp;
  createdAt: TimestampWithDefault;
}

/** Who signs in, whatever organization they belong to. */
export interface PersonTable {
  id: Generated<string>;
  email: string | null;
  passwordHash: string | null;
  temporaryUntil: NullableTimestamp;
  temporaryUsedAt: NullableTimestamp;
  signedInAt: NullableTimestamp;
  operatorReset: Generated<boolean>;
  rejectedSignIns: Generated<number>;
  rejectedSignInAt: NullableTimestamp;
  rejectedSignInFrom: string | null;
  createdAt: TimestampWithDefault;
}

/** A membership: in which organization a person is, and as what. */
export interface MemberTable {
  tenantId: string;
  id: string;
  personId: string;
  email: string;
  name: string;
  role: Role;
  disabledAt: NullableTimestamp;
  createdAt: TimestampWithDefault;
  createdBy: string | null;
  createdByKey: string | null;
  invitationHash: string | null;
  invitationUntil: NullableTimestamp;
  roleFrom: string | null;
  breakGlass: Generated<boolean>;
  localSignInAt: NullableTimestamp;
  /** When they last had a role that may approve, if they have a lesser one now; set by a trigger. */
  approvedUntil: NullableTimestamp;
  closedToKeys: Generated<boolean>;
  /** What follows is kept in step with the person by triggers, for processes of 0.1.0. Nothing else reads or writes it. */
  passwordHash: string | null;
  temporaryUntil: NullableTimestamp;
  temporaryUsedAt: NullableTimestamp;
  signedInAt: NullableTimestamp;
  rejectedSignIns: Generated<number>;
  rejectedSignInAt: NullableTimestamp;
  rejectedSignInFrom: string | null;
}

export interface SignInLimitTable {
  key: string;
  points: number;
  expire: string | null;
}

export interface SignInNetworkTable {
  tenantId: string;
  memberId: string;
  network: string;
  lastAt: TimestampWithDefault;
}

export interface SessionTable {
  tenantId: string;
  id: Generated<string>;
  address: Generated<string>;
  device: Generated<string>;
  passwordAt: TimestampWithDefault;
  idHash: string;
  memberId: string;
  createdAt: TimestampWithDefault;
  lastSeenAt: TimestampWithDefault;
  expiresAt: Timestamp;
  method: Generated<SignInMethod>;
  factor: SecondFactor | null;
  providerId: string | null;
  identityId: string | null;
  providerSession: string | null;
}

/** What a sign-in or a change of factors waits for between two requests. */
export interface SignInStepTable {
  idHash: string;
  kind: SignInStepKind;
  personId: string | null;
  tenantId: string | null;
  memberId: string | null;
  sessionHash: string | null;
  data: Json<unknown>;
  attempts: Generated<number>;
  createdAt: TimestampWithDefault;
  expiresAt: Timestamp;
}

export interface PasskeyTable {
  id: Generated<string>;
  personId: string;
  credentialId: string;
  publicKey: Bytes;
  counter: Numeric;
  transports: Generated<string[]>;
  aaguid: string;
  backedUp: boolean;
  name: string;
  rpId: string;
  createdAt: TimestampWithDefault;
  lastUsedAt: NullableTimestamp;
}

export interface TotpTable {
  personId: string;
  ciphertext: string;
  keyVersion: number;
  lastStep: Numeric;
  createdAt: TimestampWithDefault;
  lastUsedAt: NullableTimestamp;
}

export interface RecoveryCodeTable {
  personId: string;
  codeHash: string;
  createdAt: TimestampWithDefault;
  usedAt: NullableTimestamp;
}

export interface IdentityProviderTable {
  tenantId: string;
  id: string;
  kind: ProviderKind;
  name: string;
  issuer: string;
  clientId: string;
  ciphertext: string;
  keyVersion: number;
  domains: Generated<string[]>;
  roleClaim: string | null;
  defaultRole: Role | null;
  secretAt: TimestampWithDefault;
  enabled: Generated<boolean>;
  createdAt: TimestampWithDefault;
  changedAt: TimestampWithDefault;
}

export interface IdentityProviderRoleTable {
  tenantId: string;
  providerId: string;
  value: string;
  role: Role;
}

/** Logout tokens of providers, each of which works once. */
export interface UsedLogoutTokenTable {
  tenantId: string;
  providerId: string;
  tokenIdHash: string;
  expiresAt: Timestamp;
}

export interface ExternalIdentityTable {
  tenantId: string;
  id: string;
  providerId: string;
  subject: string;
  memberId: string;
  email: string | null;
  createdAt: TimestampWithDefault;
  lastUsedAt: TimestampWithDefault;
}

export interface ApiKeyTable {
  tenantId: string;
  id: string;
  name: string;
  prefix: string;
  keyHash: string;
  role: Role;
  createdBy: string;
  /** Without one given, the creator's, by a trigger. */
  ownerId: string;
  createdAt: TimestampWithDefault;
  expiresAt: NullableTimestamp;
  lastUsedAt: NullableTimestamp;
  revokedAt: NullableTimestamp;
  scopes: Generated<KeyScope[]>;
  createdByKey: string | null;
}

export interface SettingTable {
  tenantId: string;
  name: string;
  value: Json<unknown>;
  changedAt: TimestampWithDefault;
}

export interface TenantLogoTable {
  tenantId: string;
  mediaType: LogoFile['mediaType'];
  bytes: Bytes;
  width: number;
  height: number;
  sha256: string;
  changedAt: TimestampWithDefault;
}

export interface IdempotencyKeyTable {
  tenantId: string;
  actor: string;
  key: string;
  route: string;
  bodyHash: string;
  status: number | null;
  body: ColumnType<unknown, string | null | undefined, string | null>;
  createdAt: TimestampWithDefault;
}

export interface AuditEventTable {
  tenantId: string;
  seq: Generated<string>;
  id: string;
  at: TimestampWithDefault;
  actorKind: ActorKind;
  actorId: string;
  action: string;
  objectKind: string;
  objectId: string;
  integrationId: string | null;
  detail: JsonWithDefault<unknown>;
  requestId: string | null;
}

export interface AuditCheckpointTable {
  tenantId: string;
  position: string;
  auditSeq: string;
  hash: string;
  createdAt: Timestamp;
  whole: boolean;
}

export interface AuditSignedCheckpointTable {
  tenantId: string;
  position: string;
  hash: string;
  beganAt: Timestamp;
  signedAt: Timestamp;
  keyVersion: number;
  mac: string;
  counter: Generated<string>;
  settledSeq: Generated<string>;
  start: ColumnType<unknown, string | null | undefined, string | null>;
  anchoredCounter: string | null;
  anchoredDigest: string | null;
}

export interface LedgerCheckTable {
  tenantId: string;
  position: string;
  wholeAt: Timestamp;
  keyVersion: number;
  mac: string;
}

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

export interface VendorServiceTable {
  tenantId: string;
  id: string;
  integrationId: string;
  key: string;
  name: string;
  /** Words of the vendor's name, in lower case: products that carry them look like its own. */
  vendorWords: JsonWithDefault<readonly string[]>;
}

export interface VendorAccountTable {
  tenantId: string;
  id: string;
  integrationId: string;
  foreignId: string;
  kind: AccountKind;
  name: string;
  nameCleaned: Generated<boolean>;
  apiHostname: string | null;
  edition: string | null;
  editionReadAt: NullableTimestamp;
  mark: AccountMark | null;
  acknowledgedCode: string | null;
  acknowledgedReason: string | null;
  firstSeenAt: TimestampWithDefault;
  goneAt: NullableTimestamp;
  totalShare: StoredOrNull<AccountShare>;
}

export interface PsaCompanyTable {
  tenantId: string;
  integrationId: string;
  foreignId: string;
  name: string;
  nameCleaned: Generated<boolean>;
  identifier: string | null;
  status: string | null;
  deleted: boolean;
  parentCompanyId: string | null;
  billToCompanyId: string | null;
  currency: string | null;
  readAt: Timestamp;
  goneAt: NullableTimestamp;
}

export interface PsaAgreementTable {
  tenantId: string;
  integrationId: string;
  foreignId: string;
  name: string;
  companyId: string;
  typeId: string | null;
  typeName: string | null;
  parentAgreementId: string | null;
  status: string | null;
  over: AgreementEnd | null;
  startDate: string | null;
  endDate: string | null;
  billingCycle: ColumnType<BillingCycle | null, string | null | undefined, string | null>;
  nextInvoiceDate: string | null;
  currency: string | null;
  prorates: boolean | null;
  periodType: string | null;
  dated: ColumnType<DatedChanges | null, string | null | undefined, string | null>;
  readAt: Timestamp;
  goneAt: NullableTimestamp;
  /** Of its lines no run read, and of failed attempts; complete readings of runs: {@link AgreementBatchTable}. */
  linesOutcome: AgreementOutcome | null;
  linesCode: string | null;
  linesAttemptedAt: NullableTimestamp;
  linesReadAt: NullableTimestamp;
  /** The newest complete list that lacked it; null while it is listed. */
  notListedAt: NullableTimestamp;
  /** When the PSA says that it was last changed. */
  lastUpdated: NullableTimestamp;
}

export interface PsaLineTable {
  tenantId: string;
  integrationId: string;
  foreignId: string;
  agreementId: string;
  productId: string;
  productIdentifier: string | null;
  description: string | null;
  quantity: NullableNumeric;
  lessIncluded: NullableNumeric;
  /** The least that is billed; null: any number. */
  minimum: NullableNumeric;
  unitPrice: NullableNumeric;
  /** What a unit costs the MSP; null: the PSA does not say. */
  unitCost: NullableNumeric;
  billable: boolean | null;
  billCustomer: string | null;
  effectiveDate: string | null;
  cancelledDate: string | null;
  status: PsaLineStatus | null;
  lastUpdated: NullableTimestamp;
  /** Why its quantity cannot be set at present; null: it can. */
  locked: MessageOrNull;
  /** The record that holds its quantity in its place; null: the line itself. */
  keptIn: string | null;
  /** That of a line which Seatwise created. */
  marker: string | null;
  readAt: Timestamp;
  /** When the PSA accepted our last change; a reading that began before does not replace it. */
  writtenAt: NullableTimestamp;
}

export interface VanishedLineTable {
  tenantId: string;
  integrationId: string;
  groupKey: string;
  psaLineId: string;
  was: Stored<LineSource>;
  beside: Json<readonly string[]>;
  notedAt: Timestamp;
  form: Generated<number>;
}

export interface PsaProductTable {
  tenantId: string;
  integrationId: string;
  foreignId: string;
  identifier: string;
  description: string | null;
  productClass: string | null;
  holdsOthers: Generated<boolean>;
  inactive: boolean;
  price: NullableNumeric;
  partNumber: string | null;
  /** Of its identifier and description, by `domain/usage/related-products.ts`. */
  family: string | null;
  words: JsonWithDefault<readonly string[]>;
  readAt: Timestamp;
  goneAt: NullableTimestamp;
}

export interface AccountMappingTable {
  tenantId: string;
  integrationId: string;
  vendorAccountId: string;
  state: DecidedMapping;
  companyId: string | null;
  reason: string | null;
  origin: MappingOrigin;
  decidedBy: string;
  decidedAt: TimestampWithDefault;
}

export interface SuggestionRejectionTable {
  tenantId: string;
  integrationId: string;
  vendorAccountId: string;
  companyId: string;
  rejectedBy: string;
  rejectedAt: TimestampWithDefault;
}

export interface ServiceMappingTable {
  tenantId: string;
  integrationId: string;
  vendorServiceId: string;
  productId: string;
  decidedBy: string;
  decidedAt: TimestampWithDefault;
}

export interface LineChoiceTable {
  tenantId: string;
  integrationId: string;
  companyId: string;
  vendorServiceId: string;
  psaLineId: string;
  role: LineRole;
  reason: string | null;
  decidedBy: string;
  decidedAt: TimestampWithDefault;
}

export interface IncludedAnswerTable {
  tenantId: string;
  integrationId: string;
  companyId: string;
  vendorServiceId: string;
  psaLineId: string;
  lessIncluded: Numeric;
  answer: IncludedAnswer;
  reason: string;
  decidedBy: string;
  decidedAt: TimestampWithDefault;
}

export interface MappingCommandTable {
  tenantId: string;
  integrationId: string;
  commandId: string;
  bodyHash: string;
  decisions: Json<unknown>;
  state: MappingCommandState;
  outcome: ColumnType<unknown, string | null | undefined, string | null>;
  actor: Json<Actor>;
  receivedAt: TimestampWithDefault;
  appliedAt: NullableTimestamp;
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

export interface SeatCountTable {
  tenantId: string;
  id: string;
  integrationId: string;
  vendorAccountId: string;
  firstRunId: string;
  seats: number;
  byStatus: Json<Record<string, number>>;
  notCounted: Json<Record<string, number>>;
  flags: JsonWithDefault<readonly string[]>;
  proof: Json<unknown>;
  firstReadAt: Timestamp;
  stays: Generated<boolean>;
}

export interface AccountWorkTable {
  tenantId: string;
  syncRunId: string;
  part: number;
  accountIds: readonly string[];
}

export interface AccountReadTable {
  tenantId: string;
  id: Generated<string>;
  integrationId: string;
  vendorAccountId: string;
  /** Of the runs' beginning, UTC. */
  month: string;
  state: ReadOutcome;
  calls: number;
  usersListed: number | null;
  seats: number | null;
  seatCountId: string | null;
  code: string | null;
  detail: MessageOrNull;
  credentialCause: string | null;
  firstReadAt: Timestamp;
  /** Runs that read the same one after the other, and when each did. */
  runIds: readonly string[];
  readAts: readonly Date[];
}

export interface SeatHolderTable {
  tenantId: string;
  vendorAccountId: string;
  vendorUserId: string;
  username: string | null;
  status: string;
  holdsSeat: boolean;
  firstSeenAt: Timestamp;
  joinedAt: NullableTimestamp;
  leftAt: NullableTimestamp;
  /** The first complete reading that lacked them; null: The vendor listed them at the newest one. */
  goneAt: NullableTimestamp;
  /** Null: in use, or nothing is known against it. */
  unused: UnusedReason | null;
  unusedSince: NullableTimestamp;
}

/** What a run has to read of the PSA, whatever became of it. */
export interface AgreementWorkTable {
  tenantId: string;
  syncRunId: string;
  part: number;
  agreementIds: readonly string[];
}

/** Complete readings of agreements' lines that a run stored together, each with the time when it began. */
export interface AgreementBatchTable {
  tenantId: string;
  id: Generated<string>;
  integrationId: string;
  /** Null: of a past run, kept since the newest reading of an agreement is among them. */
  syncRunId: string | null;
  agreementIds: readonly string[];
  readAts: readonly Date[];
}

/** An agreement whose lines a run could not read. */
export interface UnreadAgreementTable {
  tenantId: string;
  syncRunId: string;
  agreementId: string;
  code: string;
  detail: MessageOrNull;
  readAt: Timestamp;
}

/** Only what could not be read: of the rest a run keeps the number. */
export interface PastAgreementReadTable {
  tenantId: string;
  id: Generated<string>;
  integrationId: string;
  agreementId: string;
  month: string;
  code: string | null;
  detail: MessageOrNull;
  firstReadAt: Timestamp;
  runIds: readonly string[];
  readAts: readonly Date[];
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

/** One version of a billing rule (RULES 13). */
export interface BillingRuleTable {
  tenantId: string;
  integrationId: string;
  id: string;
  version: number;
  scopeKind: RuleScopeKind;
  scopeId: string | null;
  terms: Json<RuleTerms>;
  source: string;
  validFrom: string;
  validTo: string | null;
  withPsaTerms: Generated<boolean>;
  change: RuleChangeKind;
  reason: string;
  actor: Json<Actor>;
  madeAt: Timestamp;
  replacedAt: NullableTimestamp;
}

export interface UsageLineTable {
  tenantId: string;
  id: string;
  integrationId: string;
  groupKey: string;
  vendorServiceId: string;
  companyId: string | null;
  vendorAccountId: string | null;
  label: string;
  kind: UsageLineKind;
  flags: JsonWithDefault<readonly UsageLineFlag[]>;
  decision: Generated<DecisionState>;
  need: LineNeed | null;
  version: Generated<number>;
  vendorQuantity: number | null;
  psaQuantity: NullableNumeric;
  variance: NullableNumeric;
  effectPerInvoice: NullableNumeric;
  effectPerMonth: NullableNumeric;
  currency: string | null;
  atRiskPerMonth: NullableNumeric;
  kindSince: NullableTimestamp;
  composed: Stored<ComposedLine>;
  fall: StoredOrNull<SeatDrop>;
  syncRunId: string | null;
  composedAt: Timestamp;
  changedAt: Timestamp;
  form: Generated<number>;
}

export interface UsageLineSourceTable {
  tenantId: string;
  usageLineId: string;
  integrationId: string;
  kind: SourceKind;
  sourceId: string;
}

export interface UsageLineHistoryTable {
  tenantId: string;
  integrationId: string;
  groupKey: string;
  version: number;
  usageLineId: string;
  syncRunId: string | null;
  kind: string;
  vendorQuantity: number | null;
  psaQuantity: NullableNumeric;
  composed: Stored<ComposedLine>;
  at: Timestamp;
  stays: Generated<boolean>;
  form: Generated<number>;
}

export interface ControlTotalTable {
  tenantId: string;
  integrationId: string;
  totals: Stored<ControlTotals>;
  closes: boolean;
  basis: ColumnType<CompositionBasis | null, string | null | undefined, string | null>;
  fall: StoredOrNull<SeatDrop>;
  ignored: StoredWithDefault<readonly IgnoredLine[]>;
  wholeAt: NullableTimestamp;
  syncRunId: string | null;
  composedAt: Timestamp;
  form: Generated<number>;
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

export interface NoticeTable {
  tenantId: string;
  id: string;
  integrationId: string | null;
  code: string;
  subject: string;
  detail: Json<unknown>;
  state: NoticeState;
  firstAt: TimestampWithDefault;
  lastAt: TimestampWithDefault;
  times: Generated<number>;
  closedAt: NullableTimestamp;
}

export interface WebhookTable {
  tenantId: string;
  id: string;
  url: string;
  events: Json<readonly NotifiedEvent[]>;
  minimum: Severity;
  keyVersion: number;
  ciphertext: string;
  previousCiphertext: string | null;
  secretAt: TimestampWithDefault;
  previousUntil: NullableTimestamp;
  createdBy: string;
  createdAt: TimestampWithDefault;
  disabledAt: NullableTimestamp;
  disabledBy: Disabler | null;
  lastSuccessAt: NullableTimestamp;
  lastFailureAt: NullableTimestamp;
  lastFailureCode: string | null;
  lastFailureDetail: MessageOrNull;
}

export interface WebhookDeliveryTable {
  tenantId: string;
  id: string;
  webhookId: string;
  messageId: string;
  event: WebhookEvent;
  noticeId: string | null;
  /** Of a signed checkpoint the line of its anchor, whose bytes are signed. */
  content: Json<NoticeSnapshot | string | null>;
  state: DeliveryState;
  attempts: Generated<number>;
  nextAttemptAt: NullableTimestamp;
  attemptedAt: NullableTimestamp;
  code: string | null;
  detail: MessageOrNull;
  createdAt: TimestampWithDefault;
  endedAt: NullableTimestamp;
}

export interface AuditStreamTable {
  tenantId: string;
  id: string;
  url: string;
  ca: string | null;
  keyVersion: number | null;
  ciphertext: string | null;
  secretAt: NullableTimestamp;
  createdBy: string;
  createdAt: TimestampWithDefault;
  pausedAt: NullableTimestamp;
  /** Position of the last checkpoint that the receiver confirmed. */
  sentTo: string;
  replays: Generated<number>;
  attempts: Generated<number>;
  failures: Generated<number>;
  nextAttemptAt: TimestampWithDefault;
  lastSuccessAt: NullableTimestamp;
  failingSince: NullableTimestamp;
  lastFailureAt: NullableTimestamp;
  lastFailureCode: string | null;
  lastFailureDetail: MessageOrNull;
}

export interface AgreementTypeBillingTargetTable {
  tenantId: string;
  integrationId: string;
  typeId: string;
  billsIn: BillsIn;
  decidedBy: Json<Actor>;
  decidedAt: TimestampWithDefault;
}

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

export interface LineDecisionTable {
  tenantId: string;
  integrationId: string;
  groupKey: string;
  state: StoredState;
  lineVersion: number;
  variance: NullableNumeric;
  adjusts: Generated<boolean>;
  quantity: NullableNumeric;
  billingTarget: BillingTarget | null;
  targetPsaLineId: string | null;
  newLine: ColumnType<NewLineWish | null, string | null | undefined, string | null>;
  reason: string | null;
  untilDay: string | null;
  decidedBy: Json<Actor>;
  decidedAt: TimestampWithDefault;
}

export interface LineNoteTable {
  tenantId: string;
  integrationId: string;
  groupKey: string;
  text: string | null;
  assignee: string | null;
  untilDay: string | null;
  version: number;
  writtenBy: Json<Actor>;
  writtenAt: Timestamp;
}

export interface SavedViewTable {
  tenantId: string;
  id: string;
  /** A member: who keeps the view, or who made the key that does. */
  owner: string;
  /** The key that keeps the view; null: a person does. */
  apiKeyId: string | null;
  name: string;
  query: string;
  shared: boolean;
  changedAt: Timestamp;
}

export interface CheckOverrideTable {
  tenantId: string;
  id: string;
  integrationId: string;
  groupKey: string;
  checkName: OverridableCheck;
  count: Numeric;
  units: Numeric;
  reason: string;
  overriddenBy: Json<Actor>;
  overriddenAt: TimestampWithDefault;
}

export interface AgreedCountTable {
  tenantId: string;
  integrationId: string;
  groupKey: string;
  count: Numeric;
  units: Numeric;
  agreedAt: Timestamp;
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

export interface ReviewMonthTable {
  tenantId: string;
  id: string;
  integrationId: string;
  month: string;
  version: Generated<number>;
  syncRunId: string | null;
  composedAt: Timestamp;
  currency: string;
  totals: Stored<ControlTotals>;
  lines: Stored<readonly MonthLine[]>;
  changes: Stored<readonly MonthChange[]>;
  figures: Stored<MonthFigures>;
  facts: Stored<ClosingFacts>;
  logo: BytesOrNull;
  checksum: string;
  invoices: Stored<InvoiceComparison>;
  margins: StoredWithDefault<readonly MonthMargin[]>;
  closedBy: Json<Actor>;
  closedAt: TimestampWithDefault;
  reopenedBy: ColumnType<Actor | null, string | null | undefined, string | null>;
  reopenedAt: NullableTimestamp;
  filingAt: NullableTimestamp;
  filedAt: NullableTimestamp;
  reopenReason: string | null;
  form: Generated<number>;
}

export interface ReportFileTable {
  tenantId: string;
  reviewMonthId: string;
  name: string;
  format: 'csv' | 'pdf' | 'xlsx';
  paper: PaperSize | null;
  mediaType: string;
  sha256: string;
  bytes: Bytes;
  madeAt: Timestamp;
}

/** A month's invoices in the PSA: when they were read, and why the newest attempt failed. */
export interface PsaInvoiceReadTable {
  tenantId: string;
  integrationId: string;
  month: string;
  attemptedAt: Timestamp;
  readAt: NullableTimestamp;
  code: string | null;
  detail: MessageOrNull;
}

export interface PsaInvoiceTable {
  tenantId: string;
  integrationId: string;
  month: string;
  agreementId: string;
  foreignId: string;
  number: string | null;
  day: string;
  state: PsaInvoice['state'];
  kind: PsaInvoice['kind'];
  currency: string | null;
  amount: NullableNumeric;
  /** Whether the PSA shows what it consists of. */
  showsLines: boolean;
}

export interface PsaInvoiceLineTable {
  tenantId: string;
  integrationId: string;
  month: string;
  agreementId: string;
  invoiceId: string;
  position: number;
  lineId: string | null;
  productId: string | null;
  quantity: NullableNumeric;
  unitPrice: NullableNumeric;
  amount: NullableNumeric;
}

export interface Tables {
  schemaInfo: SchemaInfoTable;
  installation: InstallationTable;
  keyCheck: KeyCheckTable;
  tenant: TenantTable;
  person: PersonTable;
  member: MemberTable;
  session: SessionTable;
  signInStep: SignInStepTable;
  passkey: PasskeyTable;
  totp: TotpTable;
  recoveryCode: RecoveryCodeTable;
  identityProvider: IdentityProviderTable;
  identityProviderRole: IdentityProviderRoleTable;
  externalIdentity: ExternalIdentityTable;
  usedLogoutToken: UsedLogoutTokenTable;
  signInLimit: SignInLimitTable;
  signInNetwork: SignInNetworkTable;
  apiKey: ApiKeyTable;
  setting: SettingTable;
  tenantLogo: TenantLogoTable;
  idempotencyKey: IdempotencyKeyTable;
  auditEvent: AuditEventTable;
  auditCheckpoint: AuditCheckpointTable;
  auditSignedCheckpoint: AuditSignedCheckpointTable;
  ledgerCheck: LedgerCheckTable;
  integration: IntegrationTable;
  instance: InstanceTable;
  credential: CredentialTable;
  gateStatus: GateStatusTable;
  vendorService: VendorServiceTable;
  vendorAccount: VendorAccountTable;
  psaCompany: PsaCompanyTable;
  psaAgreement: PsaAgreementTable;
  psaLine: PsaLineTable;
  vanishedLine: VanishedLineTable;
  psaProduct: PsaProductTable;
  accountMapping: AccountMappingTable;
  suggestionRejection: SuggestionRejectionTable;
  serviceMapping: ServiceMappingTable;
  lineChoice: LineChoiceTable;
  billingRule: BillingRuleTable;
  includedAnswer: IncludedAnswerTable;
  mappingCommand: MappingCommandTable;
  updateCommand: UpdateCommandTable;
  syncRun: SyncRunTable;
  syncRunExecution: SyncRunExecutionTable;
  seatCount: SeatCountTable;
  accountWork: AccountWorkTable;
  accountRead: AccountReadTable;
  seatHolder: SeatHolderTable;
  agreementWork: AgreementWorkTable;
  agreementBatch: AgreementBatchTable;
  unreadAgreement: UnreadAgreementTable;
  pastAgreementRead: PastAgreementReadTable;
  rateBudget: RateBudgetTable;
  psaCallCount: PsaCallCountTable;
  usageLine: UsageLineTable;
  usageLineSource: UsageLineSourceTable;
  usageLineHistory: UsageLineHistoryTable;
  controlTotal: ControlTotalTable;
  runComposition: RunCompositionTable;
  psaInvoiceRead: PsaInvoiceReadTable;
  psaInvoice: PsaInvoiceTable;
  psaInvoiceLine: PsaInvoiceLineTable;
  notice: NoticeTable;
  webhook: WebhookTable;
  webhookDelivery: WebhookDeliveryTable;
  auditStream: AuditStreamTable;
  agreementTypeBillingTarget: AgreementTypeBillingTargetTable;
  lineDecision: LineDecisionTable;
  lineNote: LineNoteTable;
  savedView: SavedViewTable;
  checkOverride: CheckOverrideTable;
  agreedCount: AgreedCountTable;
  approval: ApprovalTable;
  approvalLine: ApprovalLineTable;
  approvalSignature: ApprovalSignatureTable;
  writeIntent: WriteIntentTable;
  writeMethod: WriteMethodTable;
  writeAllowance: WriteAllowanceTable;
  outbox: OutboxTable;
  reviewMonth: ReviewMonthTable;
  reportFile: ReportFileTable;
}
