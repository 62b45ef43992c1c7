import type { consoleNotices } from '../../../messages/generated/console-notices.ts';
import type { NoticeCode } from '../../../contracts/api/notices.ts';
import type { NoticeInfo } from '../../api/notices.ts';

interface Place {
  readonly to: string;
  readonly name: Extract<keyof typeof consoleNotices.declared, `console-notices.place.${string}`>;
}

/** @param path of the integration that the notice is about; of one about the installation, that of all of them */
type PlaceOf = (path: string, subject: string) => Place;

const runs: PlaceOf = () => ({ to: '/runs', name: 'console-notices.place.runs' });
const writeBacks: PlaceOf = () => ({ to: '/write-backs', name: 'console-notices.place.write-backs' });
const usage: PlaceOf = () => ({ to: '/usage', name: 'console-notices.place.usage' });
const credentials: PlaceOf = (path) => ({
  to: `${path}/credentials`,
  name: 'console-notices.place.credentials',
});
const audit: PlaceOf = () => ({ to: '/audit', name: 'console-notices.place.audit' });
const apiKeys: PlaceOf = () => ({ to: '/settings/api-keys', name: 'console-notices.place.api-keys' });
const identityProviders: PlaceOf = () => ({
  to: '/settings/identity-providers',
  name: 'console-notices.place.identity-providers',
});
const people: PlaceOf = () => ({ to: '/settings/people', name: 'console-notices.place.people' });
const timeAndCurrency: PlaceOf = () => ({
  to: '/settings/general',
  name: 'console-notices.place.time-and-currency',
});

/** Where each notice is resolved: a new one needs its place. */
const places: Readonly<Record<NoticeCode, PlaceOf>> = {
  AccountGoneNotice: (path, accountId) => ({
    to: `${path}/accounts/${accountId}`,
    name: 'console-notices.place.history',
  }),
  AccountsMissing: (path) => ({ to: `${path}/accounts?status=all`, name: 'console-notices.place.accounts' }),
  AddressChanged: credentials,
  ApiKeyEnds: apiKeys,
  ApiKeysSuspended: apiKeys,
  ApiKeyWithoutEnd: apiKeys,
  ApprovalExpiring: writeBacks,
  ApprovalNotRead: () => ({ to: '/usage?kind=not-read', name: 'console-notices.place.not-read' }),
  ApprovalNotSigned: writeBacks,
  CreationInDoubt: writeBacks,
  ApprovalNotTaken: (_, approvalId) => ({
    to: `/write-backs/${approvalId}`,
    name: 'console-notices.place.write-backs',
  }),
  AuditChainBroken: audit,
  AuditNotAnchored: audit,
  AuditStreamFailing: () => ({
    to: '/settings/audit-streams',
    name: 'console-notices.place.audit-streams',
  }),
  AuditCheckpointOverdue: audit,
  BillingRuleEnds: (path) => ({
    to: `${path}/billing-rules`,
    name: 'console-notices.place.billing-rules',
  }),
  BreakGlassUnused: () => ({
    to: '/settings/sign-in-policy',
    name: 'console-notices.place.sign-in-policy',
  }),
  BreakGlassUsed: () => ({ to: '/audit?action=session.started', name: 'console-notices.place.audit' }),
  CanceledDayDiffers: (path) => ({ to: path, name: 'console-notices.place.integration' }),
  CompositionDiffers: usage,
  CredentialProbeFailed: credentials,
  CredentialsRejected: credentials,
  CurrencyRateMissing: timeAndCurrency,
  EditDuringWrite: writeBacks,
  // Its cause is in the workflow, which the Temporal UI shows.
  AdministratorCreated: people,
  ApproverChangedByKey: people,
  FactorsReset: people,
  HousekeepingIncomplete: () => ({ to: '/settings/general', name: 'console-notices.place.temporal-address' }),
  InvoiceUndone: writeBacks,
  BilledLater: writeBacks,
  BilledTwice: () => ({ to: '/usage?kind=billed-twice', name: 'console-notices.place.billed-twice' }),
  LedgerDiffers: writeBacks,
  LinesMissing: () => ({ to: '/usage?flag=vanished', name: 'console-notices.place.vanished' }),
  MoveNotProven: credentials,
  NewLineNotAsApproved: writeBacks,
  NoRoleFromProvider: identityProviders,
  OtherInstance: credentials,
  PasskeyCopied: people,
  RecoveryCodesLow: people,
  RulesChanged: writeBacks,
  SchedulePausedInTemporal: (path) => ({ to: `${path}/schedule`, name: 'console-notices.place.schedule' }),
  SeatsDropped: () => ({ to: '/usage?flag=held', name: 'console-notices.place.blocked' }),
  SecretOld: () => ({ to: '/settings/incident', name: 'console-notices.place.secrets' }),
  SignInsRejected: () => ({ to: '/audit?action=session.rejected', name: 'console-notices.place.audit' }),
  SyncFailed: runs,
  SyncMissed: runs,
  SyncPartial: runs,
  SyncStalled: runs,
  TimeZoneUnknown: timeAndCurrency,
  TotalsDoNotClose: usage,
  UnmappedNewAccount: (path) => ({
    to: `${path}/accounts?status=unmapped`,
    name: 'console-notices.place.map',
  }),
  WebhookFailing: () => ({ to: '/settings/webhooks', name: 'console-notices.place.webhooks' }),
  WriteBlocked: writeBacks,
  WriteCapReached: writeBacks,
  WriteConflict: writeBacks,
  WriteChangedOthers: writeBacks,
  WriteRejected: writeBacks,
  WriteStopped: writeBacks,
  WriteWaits: writeBacks,
};

const known: Readonly<Record<string, PlaceOf>> = places;

/** Null: a notice that only another version knows. */
export const placeOf = ({
  code,
  subject,
  integrationId,
}: Pick<NoticeInfo, 'code' | 'subject' | 'integrationId'>): Place | null =>
  known[code]?.(integrationId === null ? '/integrations' : `/integrations/${integrationId}`, subject) ?? null;
