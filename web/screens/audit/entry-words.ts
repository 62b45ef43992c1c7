import type { AuditEntry } from '../../api/audit.ts';
import { termWords } from './detail-rows.ts';

/** Verb of each action, so that an entry reads as a sentence: who, what, which. */
const verbs: Readonly<Record<string, string>> = {
  'integration.connected': 'connected the integration',
  'integration.finished': 'finished the set-up',
  'integration.load-requested': 'loaded accounts and the PSA again',
  'integration.paused': 'paused the integration',
  'integration.resumed': 'resumed the integration',
  'integration.write-back-enabled': 'turned on write-back',
  'integration.write-back-turned-off': 'turned off write-back',
  'integration.disconnect-requested': 'asked to disconnect',
  'integration.disconnected': 'disconnected the integration',
  'credential.stored': 'stored credentials',
  'credentials.verified': 'authenticated: all credentials verified',
  'credentials.rejected': 'authenticated: a credential was rejected',
  'credentials.probe-rejected': 'tried the credentials: one was rejected',
  'credentials.probe-recovered': 'tried the credentials: they work again',
  'mapping.exact-names-matched': 'matched exactly equal names',
  'mapping.map-account': 'mapped',
  'mapping.unmap-account': 'unmapped',
  'mapping.exclude-account': 'excluded',
  'mapping.include-account': 'included again',
  'mapping.mark-account': 'marked',
  'mapping.acknowledge-cause': 'acknowledged the cause of',
  'mapping.reject-suggestion': 'rejected the suggestion for',
  'mapping.map-product': 'mapped the product',
  'mapping.unmap-product': 'unmapped the product',
  'mapping.give-role': 'gave a role to the line',
  'mapping.answer-included': 'said what is free on the line',
  'schedule.changed': 'changed the schedule',
  'schedule.made': 'made the schedule, which was missing in Temporal, for',
  'schedule.corrected': 'corrected the schedule, which had been changed in Temporal, of',
  'billing-target.set': 'set the billing target of',
  'settings.changed': 'changed settings',
  'privacy.changed': 'changed whether names are kept',
  'privacy.old-names-erased': 'forgot names of users that are kept no longer',
  'sync.requested': 'asked for a sync',
  'sync.orphan-ended': 'ended a run whose workflow was gone',
  'sync.cancel-requested': 'canceled a run',
  'sync.ended': 'ended a run',
  'usage-line.approved': 'approved',
  'usage-line.adjusted': 'adjusted',
  'usage-line.proposed': 'proposed',
  'usage-line.dismissed': 'dismissed',
  'usage-line.held': 'put on hold',
  'usage-line.reopened': 'opened again',
  'usage-line.overridden': 'overrode checks on',
  'saved-view.created': 'shared the view',
  'saved-view.changed': 'changed the view',
  'saved-view.removed': 'removed the view',
  'usage-line.noted': 'wrote a note beside',
  'usage-line.assigned': 'assigned',
  'write-back.sending': 'sent the change of',
  'write-back.unknown': 'got no clear answer for the change of',
  'write-back.confirmed': 'read back and confirmed the change of',
  'write-back.unchanged': 'found the quantity there already for',
  'write-back.stale': 'sent back to review',
  'write-back.conflict': 'met a conflict on',
  'write-back.rejected': 'was rejected the change of',
  'write-back.canceled': 'canceled the change of',
  'write-back.resolved': 'resolved the conflict of',
  'write-back.revert-approved': 'approved the revert of',
  'writes.continued': 'continued writing beyond the day’s limit',
  'notice.acknowledged': 'acknowledged the notice',
  'month.closed': 'closed the month',
  'month.reopened': 'reopened the month',
  'webhook.created': 'made',
  'webhook.changed': 'changed',
  'webhook.removed': 'removed',
  'webhook.secret-rotated': 'renewed the secret of',
  'webhook.tested': 'sent a test to',
  'webhook.disabled': 'switched off',
  'installation.restored': 'restored the installation from a backup',
  'audit.re-anchored': 'let the audit go on from where the database stood',
  'master-key.rotated': 'changed the master key',
  'member.created': 'invited',
  'member.changed': 'changed the member',
  'member.password-changed': 'changed the password of',
  'api-key.created': 'made the API key',
  'api-key.revoked': 'revoked the API key',
  'incident.sessions-ended': 'ended the sessions of everybody',
  'member.sessions-ended': 'ended sessions of',
  'member.password-reset': 'gave a temporary password to',
  'member.password-rejected': 'rejected a password within the session of',
  'session.rejected': 'refused to sign in',
  'session.stepped-up': 'gave the password once more',
  'session.started': 'signed in',
  'session.ended': 'signed out',
};

export const verbOf = (action: string): string => verbs[action] ?? termWords(action.replaceAll('.', ': '));

/** First parts of actions, as a filter offers them. */
export const actionGroups: readonly { readonly value: string; readonly words: string }[] = [
  { value: 'integration', words: 'Integration' },
  { value: 'credential', words: 'Credentials stored' },
  { value: 'credentials', words: 'Credentials checked' },
  { value: 'mapping', words: 'Mapping' },
  { value: 'schedule', words: 'Schedule' },
  { value: 'sync', words: 'Runs' },
  { value: 'usage-line', words: 'Decisions' },
  { value: 'write-back', words: 'Write-backs' },
  { value: 'writes', words: 'Writing' },
  { value: 'month', words: 'Months' },
  { value: 'billingTarget', words: 'BillingTarget' },
  { value: 'settings', words: 'Settings' },
  { value: 'privacy', words: 'Privacy' },
  { value: 'notice', words: 'Notices' },
  { value: 'webhook', words: 'Webhooks' },
  { value: 'installation', words: 'Installation' },
  { value: 'master-key', words: 'Master key' },
  { value: 'member', words: 'People' },
  { value: 'api-key', words: 'API keys' },
  { value: 'session', words: 'Sign-in' },
  { value: 'incident', words: 'Incident' },
];

export const actorWords = ({ actor: { kind, name } }: Pick<AuditEntry, 'actor'>): string => {
  if (kind === 'system') return 'Seatwise';
  if (kind === 'schedule') return 'The schedule';
  return name ?? (kind === 'api-key' ? 'a former API key' : 'a former member');
};

/** Kinds whose subject is in the sentence already, or is the actor. */
const unnamed = ['integration', 'installation', 'tenant', 'credential', 'sync-run'];

/** Which one it was about; null: the verb says it all. */
export function objectWords({ object, action, detail }: AuditEntry): string | null {
  if (action.startsWith('session.') && action !== 'session.rejected') return null;
  if (object.kind === 'email') return 'an email that nobody has';
  if (object.kind === 'credential' && typeof detail['set'] === 'string') return detail['set'];
  if (object.name !== null) return object.name;
  return unnamed.includes(object.kind) ? null : `${termWords(object.kind)} ${object.id}`;
}
