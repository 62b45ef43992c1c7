import { type Role, roleReaches } from './common.ts';

/**
 * What people do, with the least role for it (architecture.md 7) and the routes it calls. The console asks this table
 * and never a role's name; a test compares it with the route definitions.
 */
interface Permission {
  readonly role: Role;
  /** As the routes are defined, `post /integrations/{id}/arm`. */
  readonly routes: readonly string[];
  /** As in "Approving needs the approver role." */
  readonly words: string;
}

const of = (role: Role, words: string, ...routes: readonly string[]): Permission => ({ role, routes, words });

export const permissions = {
  connect: of('admin', 'Connecting', 'post /integrations'),
  'change-credentials': of(
    'admin',
    'Changing credentials',
    'put /integrations/{id}/credentials/accounts-api',
    'put /integrations/{id}/credentials/admin-api',
    'put /integrations/{id}/credentials/psa',
    'post /integrations/{id}/credentials/sandbox',
  ),
  authenticate: of('admin', 'Authenticating', 'post /integrations/{id}/authenticate'),
  load: of('admin', 'Loading', 'post /integrations/{id}/load'),
  finish: of('admin', 'Finishing', 'post /integrations/{id}/finish'),
  schedule: of('admin', 'Changing the schedule', 'put /integrations/{id}/schedule'),
  pause: of('admin', 'Pausing', 'post /integrations/{id}/pause', 'post /integrations/{id}/resume'),
  disconnect: of('admin', 'Disconnecting', 'post /integrations/{id}/disconnect'),
  map: of('approver', 'Mapping', 'post /integrations/{id}/mapping-decisions'),
  sync: of(
    'reviewer',
    'Syncing',
    'post /integrations/{id}/syncs',
    'post /syncs/{runId}/cancel',
    'post /usage-lines/{lineId}/read-again',
  ),
  /** Hold, dismiss and reopen; approve and adjust become proposals. */
  propose: of('reviewer', 'Deciding', 'post /usage-lines/decisions'),
  /** The same call as `propose`: the role decides what it becomes. */
  approve: of('approver', 'Approving'),
  release: of('approver', 'Releasing', 'post /usage-lines/{lineId}/release'),
  'change-write-backs': of(
    'approver',
    'Changing write-backs',
    'post /write-backs/{approvalId}/lines/{approvalLineId}/cancel',
    'post /write-backs/{approvalId}/lines/{approvalLineId}/revert',
    'post /write-backs/{approvalId}/lines/{approvalLineId}/resolve',
  ),
  acknowledge: of('reviewer', 'Acknowledging', 'post /notices/{noticeId}/acknowledge'),
  'continue-writes': of('admin', 'Continuing writes', 'post /integrations/{id}/write-backs/continue'),
  arm: of('admin', 'Arming', 'post /integrations/{id}/arm', 'post /integrations/{id}/disarm'),
  landing: of('admin', 'Setting the landing', 'put /integrations/{id}/agreement-types/{typeId}/landing'),
  'close-month': of('approver', 'Closing a month', 'post /review-months'),
  'reopen-month': of('admin', 'Reopening a month', 'post /review-months/{monthId}/reopen'),
  'change-settings': of('admin', 'Changing settings', 'put /settings', 'put /integrations/{id}/privacy'),
  'read-audit': of('admin', 'Reading the audit', 'get /audit'),
  'manage-people': of(
    'admin',
    'Managing people',
    'get /members',
    'get /members/{memberId}/descent',
    'post /members',
    'patch /members/{memberId}',
    'post /members/{memberId}/reset-password',
    'delete /members/{memberId}/sessions',
  ),
  'manage-keys': of(
    'admin',
    'Managing API keys',
    'get /api-keys',
    'get /api-keys/{keyId}/descent',
    'post /api-keys',
    'delete /api-keys/{keyId}',
  ),
  incident: of(
    'admin',
    'Seeing to an incident',
    'get /secrets',
    'post /incident/end-sessions',
    'post /incident/revoke-keys',
    'post /incident/disarm',
  ),
  'manage-webhooks': of(
    'admin',
    'Managing webhooks',
    'get /webhooks',
    'post /webhooks',
    'patch /webhooks/{webhookId}',
    'delete /webhooks/{webhookId}',
    'post /webhooks/{webhookId}/rotate-secret',
    'post /webhooks/{webhookId}/test',
    'get /webhooks/{webhookId}/deliveries',
  ),
} as const satisfies Record<string, Permission>;

export type Action = keyof typeof permissions;

/** May somebody with this role do it? */
export const can = (role: Role, action: Action): boolean => roleReaches(role, permissions[action].role);

const article = (role: Role): string => (role === 'approver' || role === 'admin' ? 'an' : 'a');

/** Why it is closed: "Arming needs the admin role. Ask an administrator." */
export function whyNot(action: Action): string {
  const { role, words }: Permission = permissions[action];
  const ask = role === 'admin' ? 'an administrator' : `${article(role)} ${role}`;
  return `${words} needs the ${role} role. Ask ${ask}.`;
}
