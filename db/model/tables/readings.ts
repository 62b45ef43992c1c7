import type { ColumnType, Generated } from 'kysely';
import type {
  AgreementEnd,
  BillingCycle,
  DatedChanges,
  PsaInvoice,
  PsaLineStatus,
} from '../../../domain/psa-facts.ts';
import type { AgreementOutcome } from '../../../domain/sync-runs.ts';
import type { AccountKind, AccountMark, ReadOutcome } from '../../../domain/usage/composition.ts';
import type { UnusedReason } from '../../../domain/seat-use.ts';
import type { AccountShare } from '../../../domain/usage/total-parts.ts';
import type {
  Json,
  StoredOrNull,
  MessageOrNull,
  JsonWithDefault,
  Timestamp,
  NullableTimestamp,
  NullableNumeric,
  TimestampWithDefault,
} from './columns.ts';

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
  /** Of its identifier and description, by `domain/comparison/related-products.ts`. */
  family: string | null;
  words: JsonWithDefault<readonly string[]>;
  readAt: Timestamp;
  goneAt: NullableTimestamp;
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

export interface ReadingsTables {
  vendorService: VendorServiceTable;
  vendorAccount: VendorAccountTable;
  psaCompany: PsaCompanyTable;
  psaAgreement: PsaAgreementTable;
  psaLine: PsaLineTable;
  psaProduct: PsaProductTable;
  seatCount: SeatCountTable;
  accountWork: AccountWorkTable;
  accountRead: AccountReadTable;
  seatHolder: SeatHolderTable;
  agreementWork: AgreementWorkTable;
  agreementBatch: AgreementBatchTable;
  unreadAgreement: UnreadAgreementTable;
  pastAgreementRead: PastAgreementReadTable;
  psaInvoiceRead: PsaInvoiceReadTable;
  psaInvoice: PsaInvoiceTable;
  psaInvoiceLine: PsaInvoiceLineTable;
}
