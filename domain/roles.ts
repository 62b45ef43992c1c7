/**
 * Whatever a role may allow (architecture.md 7). Each route says which one it needs, and the console asks by them; nobody
 * asks for a role by name. contracts/api/permissions.ts has their words.
 */
export type Permission =
  | 'read'
  | 'sync'
  | 'acknowledge'
  /** Hold, dismiss and reopen; what would be an approval becomes a proposal. */
  | 'propose'
  | 'approve'
  | 'override'
  /** Lines of the PSA, each alone. */
  | 'end-lines'
  | 'map'
  | 'change-write-backs'
  | 'close-month'
  | 'reopen-month'
  | 'connect'
  | 'change-credentials'
  | 'authenticate'
  | 'load'
  | 'finish'
  | 'schedule'
  | 'pause'
  | 'disconnect'
  | 'write-back'
  | 'continue-writes'
  | 'billing-target'
  | 'change-settings'
  /** What the MSP pays, and earns; a setting gives it to lesser roles as well (RULES 15). */
  | 'see-margin'
  | 'read-audit'
  | 'manage-people'
  | 'manage-keys'
  | 'manage-webhooks'
  | 'incident';

const viewer: readonly Permission[] = ['read'];
const reviewer: readonly Permission[] = [...viewer, 'sync', 'acknowledge', 'propose'];
const approver: readonly Permission[] = [
  ...reviewer,
  'approve',
  'override',
  'map',
  'change-write-backs',
  'close-month',
];
const admin: readonly Permission[] = [
  ...approver,
  'end-lines',
  'reopen-month',
  'connect',
  'change-credentials',
  'authenticate',
  'load',
  'finish',
  'schedule',
  'pause',
  'disconnect',
  'write-back',
  'continue-writes',
  'billing-target',
  'change-settings',
  'see-margin',
  'read-audit',
  'manage-people',
  'manage-keys',
  'manage-webhooks',
  'incident',
];

/** Each role as the set of what it may do, the least first. A further role is a further entry, in a set or beside them. */
const allowed = { viewer, reviewer, approver, admin };

export type Role = keyof typeof allowed;
export const roles = Object.keys(allowed) as readonly Role[];

/** May somebody with this role do it? */
export const may = (role: Role, permission: Permission): boolean => allowed[role].includes(permission);

/** May a person with this role decide on changes? What does so is closed to API keys (docs/security.md). */
export const mayApprove = (role: Role): boolean => may(role, 'approve');

/** May `other` do whatever `role` may? */
export const isWithin = (role: Role, other: Role): boolean =>
  allowed[role].every((permission) => may(other, permission));

/** The greatest role that is within both: what a key may do whose creator may do less. */
export const commonRole = (a: Role, b: Role): Role =>
  roles.filter((role) => isWithin(role, a) && isWithin(role, b)).at(-1) ?? 'viewer';

/** {@link may}, where a setting of the tenant gives `see-margin` to roles from `marginRole` on. */
export const mayBySettings = (
  { role, marginRole }: { readonly role: Role; readonly marginRole: Role },
  permission: Permission,
): boolean => may(role, permission) || (permission === 'see-margin' && isWithin(marginRole, role));

/** The least role that may do it. */
export const leastRole = (permission: Permission): Role =>
  roles.find((role) => may(role, permission)) ?? 'admin';

/** What a key may be given beside its role. `privileged`: what asks a person for the password once more. */
export const keyScopes = ['privileged'] as const;
export type KeyScope = (typeof keyScopes)[number];
