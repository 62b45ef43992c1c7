/** Roles in rising order; each holds what the ones before it may do (architecture.md 7). */
export const roles = ['viewer', 'reviewer', 'approver', 'admin'] as const;
export type Role = (typeof roles)[number];

/** What a key may be given beside its role. `privileged`: what asks a person for the password once more. */
export const keyScopes = ['privileged'] as const;
export type KeyScope = (typeof keyScopes)[number];
