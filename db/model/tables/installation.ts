import type { ColumnType, Generated } from 'kysely';
import type { LogoFile } from '../../../domain/msp.ts';
import type {
  Json,
  MessageOrNull,
  Bytes,
  Timestamp,
  NullableTimestamp,
  TimestampWithDefault,
} from './columns.ts';

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

export interface LedgerCheckTable {
  tenantId: string;
  position: string;
  wholeAt: Timestamp;
  keyVersion: number;
  mac: string;
}

export interface InstallationTables {
  schemaInfo: SchemaInfoTable;
  installation: InstallationTable;
  keyCheck: KeyCheckTable;
  tenant: TenantTable;
  setting: SettingTable;
  tenantLogo: TenantLogoTable;
  idempotencyKey: IdempotencyKeyTable;
  ledgerCheck: LedgerCheckTable;
}
