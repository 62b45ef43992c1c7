import type { NoticeInfo } from '../../api/notices.ts';

interface Place {
  readonly to: string;
  readonly words: string;
}

const runs: Place = { to: '/runs', words: 'Runs' };
const writeBacks: Place = { to: '/write-backs', words: 'Write-backs' };

type PlaceOf = (integrationPath: string, subject: string) => Place;

/** Where each kind of notice is seen to. */
const places: Readonly<Record<string, PlaceOf>> = {
  SyncFailed: () => runs,
  SyncPartial: () => runs,
  SeatsDropped: () => ({ to: '/usage?flag=held', words: 'Lines blocked by a check' }),
  LinesMissing: () => ({ to: '/usage?flag=vanished', words: 'Vanished lines' }),
  AccountsMissing: (path) => ({ to: `${path}/accounts?status=all`, words: 'Accounts' }),
  UnmappedNewAccount: (path) => ({ to: `${path}/accounts?status=unmapped`, words: 'Map it' }),
  AccountGoneNotice: (path, accountId) => ({ to: `${path}/accounts/${accountId}`, words: 'Its history' }),
  CompositionDiffers: () => ({ to: '/usage', words: 'Usage' }),
  TotalsDoNotClose: () => ({ to: '/usage', words: 'Usage' }),
  SchedulePausedInTemporal: (path) => ({ to: `${path}/schedule`, words: 'Schedule' }),
  CredentialProbeFailed: (path) => ({ to: `${path}/credentials`, words: 'Credentials' }),
  SyncMissed: () => runs,
  SyncStalled: () => runs,
  ApprovalExpiring: () => writeBacks,
  ApprovalNotRead: () => ({ to: '/usage?kind=not-read', words: 'Lines not read' }),
  CredentialsRefused: (path) => ({ to: `${path}/credentials`, words: 'Credentials' }),
  WriteBlocked: () => writeBacks,
  WriteStopped: () => writeBacks,
  WriteCapReached: () => writeBacks,
  CurrencyRateMissing: () => ({ to: '/settings/general', words: 'Time and currency' }),
  WriteRefused: () => writeBacks,
  WriteConflict: () => writeBacks,
  InvoiceUndone: () => writeBacks,
  RulesChanged: () => writeBacks,
  ApprovalNotSigned: () => writeBacks,
};

/** Of the installation as a whole. */
const placesOfAll: Readonly<Record<string, Place>> = {
  AuditChainBroken: { to: '/audit', words: 'Audit' },
  ApiKeyEnds: { to: '/settings/api-keys', words: 'API keys' },
  ApiKeyWithoutEnd: { to: '/settings/api-keys', words: 'API keys' },
  AuditNotAnchored: { to: '/audit', words: 'Audit' },
  LedgerDiffers: { to: '/write-backs', words: 'Write-backs' },
  AuditNotSealed: { to: '/audit', words: 'Audit' },
  SecretOld: { to: '/settings/incident', words: 'Secrets' },
  SignInsRefused: { to: '/audit?action=session.refused', words: 'Audit' },
  WebhookFailing: { to: '/settings/webhooks', words: 'Webhooks' },
};

/** Null: nothing to open. */
export function placeOf({
  code,
  subject,
  integrationId,
}: Pick<NoticeInfo, 'code' | 'subject' | 'integrationId'>): Place | null {
  if (integrationId === null) return placesOfAll[code] ?? null;
  return places[code]?.(`/integrations/${integrationId}`, subject) ?? null;
}
