/** How much a notice matters: work stands still or money is wrong · a person should look · good to know. */
export const severities = ['error', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

export const noticeStates = ['open', 'closed'] as const;
export type NoticeState = (typeof noticeStates)[number];

/** Every notice there is, with its severity; its words stand in contracts/errors.ts. */
export const noticeSeverities = {
  AccountGoneNotice: 'warning',
  AddressChanged: 'warning',
  AdministratorCreated: 'warning',
  AccountsMissing: 'warning',
  ApiKeyEnds: 'warning',
  ApiKeysSuspended: 'warning',
  ApiKeyWithoutEnd: 'info',
  ApprovalExpiring: 'warning',
  ApprovalNotRead: 'warning',
  ApprovalNotSigned: 'error',
  ApprovalNotTaken: 'error',
  ApproverChangedByKey: 'warning',
  AuditChainBroken: 'error',
  AuditNotAnchored: 'error',
  AuditCheckpointOverdue: 'error',
  AuditStreamFailing: 'warning',
  BillingRuleEnds: 'warning',
  BreakGlassUnused: 'warning',
  BreakGlassUsed: 'warning',
  CanceledDayDiffers: 'warning',
  CompositionDiffers: 'error',
  CredentialProbeFailed: 'error',
  CreationInDoubt: 'warning',
  CurrencyRateMissing: 'warning',
  CredentialsRejected: 'error',
  EditDuringWrite: 'warning',
  FactorsReset: 'warning',
  HousekeepingIncomplete: 'warning',
  InvoiceUndone: 'warning',
  BilledLater: 'warning',
  BilledTwice: 'error',
  LedgerDiffers: 'error',
  LinesMissing: 'warning',
  MoveNotProven: 'warning',
  NoRoleFromProvider: 'warning',
  NewLineNotAsApproved: 'warning',
  OtherInstance: 'error',
  PasskeyCopied: 'warning',
  RecoveryCodesLow: 'warning',
  RulesChanged: 'warning',
  SchedulePausedInTemporal: 'warning',
  SeatsDropped: 'warning',
  SecretOld: 'warning',
  SignInsRejected: 'warning',
  SyncFailed: 'error',
  SyncMissed: 'error',
  SyncPartial: 'warning',
  SyncStalled: 'warning',
  TimeZoneUnknown: 'error',
  TotalsDoNotClose: 'error',
  UnmappedNewAccount: 'warning',
  WebhookFailing: 'warning',
  WriteBlocked: 'error',
  WriteCapReached: 'warning',
  WriteConflict: 'error',
  WriteChangedOthers: 'error',
  WriteRejected: 'error',
  WriteStopped: 'warning',
  WriteWaits: 'warning',
} as const satisfies Record<string, Severity>;

export type NoticeCode = keyof typeof noticeSeverities;

/** What nothing but a person can be done with: somebody reads it and says so. Every other notice closes with its cause. */
const forPeople: readonly NoticeCode[] = [
  'AdministratorCreated', 'ApprovalNotSigned', 'ApproverChangedByKey', 'BreakGlassUsed', 'CanceledDayDiffers', 'CreationInDoubt', 'EditDuringWrite', 'FactorsReset', 'InvoiceUndone', 'BilledLater', 'BilledTwice', 'LedgerDiffers', 'NewLineNotAsApproved', 'NoRoleFromProvider', 'PasskeyCopied', 'RulesChanged', 'SignInsRejected',
  'WriteChangedOthers', 'WriteRejected',
]; // prettier-ignore
/** Something is not sent until it is acknowledged, so only an administrator does that. */
export const isForAdministrators = (code: NoticeCode): boolean =>
  code === 'ApprovalNotSigned' || code === 'CreationInDoubt';
/** A leaked key must not hide what it did, so only a signed-in administrator acknowledges it. */
export const isForSignedInAdministrators = (code: NoticeCode): boolean =>
  code === 'AdministratorCreated' || code === 'ApproverChangedByKey';
export const isAcknowledgeable = (code: string): code is NoticeCode => forPeople.some((one) => one === code);

/** Still needs a person after its integration is disconnected; the cause of any other ends with the connection. */
export const outlivesDisconnect: readonly NoticeCode[] = [...forPeople, 'WriteConflict'];

/** A vendor rejects working credentials; the subject is their set. Over once it accepts them, however that is known. */
export const rejections: readonly NoticeCode[] = ['CredentialProbeFailed', 'CredentialsRejected'];

const known: Readonly<Record<string, Severity>> = noticeSeverities;

/** A code that this version does not know, of an older or newer one, is a warning. */
export const severityOf = (code: string): Severity => known[code] ?? 'warning';

/** Codes of one severity, for questions to the database. */
export const codesOf = (severity: Severity): readonly string[] =>
  Object.keys(known).filter((code) => known[code] === severity);

/** Is it at least as grave as `least`? */
export const severityReaches = (severity: Severity, least: Severity): boolean =>
  severities.indexOf(severity) <= severities.indexOf(least);
