import type { ErrorStatus } from './error-status.ts';

/** What only notices say. */
export const noticeErrors = {
  UnmappedNewAccount: {},
  SchedulePausedInTemporal: {},
  CredentialProbeFailed: {},
  SyncStalled: {},
  SyncMissed: {},
  ApprovalNotRead: {},
  ApprovalExpiring: {},
  AuditChainBroken: {},
  AuditNotAnchored: {},
  AuditCheckpointOverdue: {},
  LedgerDiffers: {},
  SyncFailed: {},
  SyncPartial: {},
  SeatsDropped: {},
  AccountsMissing: {},
  LinesMissing: {},
  AccountGoneNotice: {},
  BillingRuleEnds: {},
  FindingNotAnswerable: { http: 409 },
  AuditRowChanged: { http: 409 },
  NoticeStands: { http: 409 },
  NoticeChanged: { http: 409 },
} as const satisfies Record<string, ErrorStatus>;
