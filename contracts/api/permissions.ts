import { leastRole, type Permission, type Role } from '../../domain/roles.ts';

export { isWithin, mayBySettings, type Permission } from '../../domain/roles.ts';

/** As in "Approving requires the approver role." */
export const permissionWords: Readonly<Record<Permission, string>> = {
  read: 'Reading',
  sync: 'Syncing',
  acknowledge: 'Acknowledging',
  propose: 'Deciding',
  approve: 'Approving',
  override: 'Overriding checks',
  'end-lines': 'Ending lines',
  map: 'Mapping',
  'change-write-backs': 'Changing write-backs',
  'close-month': 'Closing a month',
  'reopen-month': 'Reopening a month',
  connect: 'Connecting',
  'change-credentials': 'Changing credentials',
  authenticate: 'Authenticating',
  load: 'Loading',
  finish: 'Finishing',
  schedule: 'Changing the schedule',
  pause: 'Pausing',
  disconnect: 'Disconnecting',
  'write-back': 'Turning write-back on or off',
  'continue-writes': 'Continuing writes',
  'billing-target': 'Setting the billing target',
  'change-settings': 'Changing settings',
  'see-margin': 'Seeing margins',
  'read-audit': 'Reading the audit',
  'manage-people': 'Managing people',
  'manage-keys': 'Managing API keys',
  'manage-webhooks': 'Managing webhooks and audit streams',
  incident: 'Handling an incident',
};

const article = (word: string): string => (/^[aeiou]/u.test(word) ? 'an' : 'a');

/**
 * Why it is closed: "Pausing requires the admin role. Ask an administrator."
 *
 * @param role the least that may do it, where a setting says so
 */
export function whyNot(permission: Permission, role: Role = leastRole(permission)): string {
  const ask = role === 'admin' ? 'an administrator' : `${article(role)} ${role}`;
  return `${permissionWords[permission]} requires the ${role} role. Ask ${ask}.`;
}
