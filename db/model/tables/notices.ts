import type { Generated } from 'kysely';
import type { NoticeState, Severity } from '../../../domain/notices.ts';
import type {
  DeliveryState,
  Disabler,
  NoticeSnapshot,
  NotifiedEvent,
  WebhookEvent,
} from '../../../domain/webhooks.ts';
import type { Json, MessageOrNull, NullableTimestamp, TimestampWithDefault } from './columns.ts';

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

export interface NoticesTables {
  notice: NoticeTable;
  webhook: WebhookTable;
  webhookDelivery: WebhookDeliveryTable;
  auditStream: AuditStreamTable;
}
