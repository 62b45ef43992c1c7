import type { NoticeCode } from '../../../contracts/api/notices.ts';
import type { NoticeInfo } from '../../api/notices.ts';

interface Place {
  readonly to: string;
  readonly words: string;
}

/** @param path of the integration that the notice is about; of one about the installation, that of all of them */
type PlaceOf = (path: string, subject: string) => Place;

const runs: PlaceOf = () => ({ to: '/runs', words: 'Runs' });
const writeBacks: PlaceOf = () => ({ to: '/write-backs', words: 'Write-backs' });
const usage: PlaceOf = () => ({ to: '/usage', words: 'Usage' });
const credentials: PlaceOf = (path) => ({ to: `${path}/credentials`, words: 'Credentials' });
const audit: PlaceOf = () => ({ to: '/audit', words: 'Audit' });
const apiKeys: PlaceOf = () => ({ to: '/settings/api-keys', words: 'API keys' });
const timeAndCurrency: PlaceOf = () => ({ to: '/settings/general', words: 'Time and currency' });

/** Where each notice is resolved: a new one needs its place. */
const places: Readonly<Record<NoticeCode, PlaceOf>> = {
  AccountGoneNotice: (path, accountId) => ({ to: `${path}/accounts/${accountId}`, words: 'Its history' }),
  AccountsMissing: (path) => ({ to: `${path}/accounts?status=all`, words: 'Accounts' }),
  AddressChanged: credentials,
  ApiKeyEnds: apiKeys,
  ApiKeyWithoutEnd: apiKeys,
  ApprovalExpiring: writeBacks,
  ApprovalNotRead: () => ({ to: '/usage?kind=not-read', words: 'Lines not read' }),
  ApprovalNotSigned: writeBacks,
  ApprovalNotTaken: (_, approvalId) => ({ to: `/write-backs/${approvalId}`, words: 'Write-backs' }),
  AuditChainBroken: audit,
  AuditNotAnchored: audit,
  AuditNotSealed: audit,
  CompositionDiffers: usage,
  CredentialProbeFailed: credentials,
  CredentialsRejected: credentials,
  CurrencyRateMissing: timeAndCurrency,
  EditDuringWrite: writeBacks,
  // Its cause is in the workflow, which the Temporal UI shows.
  HousekeepingIncomplete: () => ({ to: '/settings/general', words: 'Temporal UI address' }),
  InvoiceUndone: writeBacks,
  BilledLater: writeBacks,
  LedgerDiffers: writeBacks,
  LinesMissing: () => ({ to: '/usage?flag=vanished', words: 'Vanished lines' }),
  MoveNotProven: credentials,
  OtherInstance: credentials,
  RulesChanged: writeBacks,
  SchedulePausedInTemporal: (path) => ({ to: `${path}/schedule`, words: 'Schedule' }),
  SeatsDropped: () => ({ to: '/usage?flag=held', words: 'Lines blocked by a check' }),
  SecretOld: () => ({ to: '/settings/incident', words: 'Secrets' }),
  SignInsRejected: () => ({ to: '/audit?action=session.rejected', words: 'Audit' }),
  SyncFailed: runs,
  SyncMissed: runs,
  SyncPartial: runs,
  SyncStalled: runs,
  TimeZoneUnknown: timeAndCurrency,
  TotalsDoNotClose: usage,
  UnmappedNewAccount: (path) => ({ to: `${path}/accounts?status=unmapped`, words: 'Map it' }),
  WebhookFailing: () => ({ to: '/settings/webhooks', words: 'Webhooks' }),
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
