import type { ColumnType, Generated } from 'kysely';
import type { ActorKind } from '../../../domain/keys.ts';
import type { JsonWithDefault, Timestamp, TimestampWithDefault } from './columns.ts';

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

export interface AuditTables {
  auditEvent: AuditEventTable;
  auditCheckpoint: AuditCheckpointTable;
  auditSignedCheckpoint: AuditSignedCheckpointTable;
}
