import { databaseRoleNames } from '../../domain/defaults.ts';

/**
 * Who connects to the database. `owner`: migrations; owns every table. `api` and `worker`: the two programs. `commands`:
 * backup, rotate-master-key, reset-password, doctor and the other commands but `restore`, which makes a database.
 */
export const databaseRoles = ['owner', 'api', 'worker', 'commands'] as const;
export type DatabaseRole = (typeof databaseRoles)[number];

/** Those that are granted what they need, and own nothing. */
export type GrantedRole = Exclude<DatabaseRole, 'owner'>;
export const grantedRoles = ['api', 'worker', 'commands'] as const satisfies readonly GrantedRole[];

/** How the roles are called in PostgreSQL; settings may say otherwise. */
export type GrantedRoleNames = Readonly<Record<GrantedRole, string>>;
export const defaultRoleNames = databaseRoleNames satisfies Readonly<Record<DatabaseRole, string>>;

/** The names as settings give them (docs/configuration.md). */
export const roleNames = (settings: {
  readonly DATABASE_API_ROLE: string;
  readonly DATABASE_WORKER_ROLE: string;
  readonly DATABASE_COMMANDS_ROLE: string;
}): GrantedRoleNames => ({
  api: settings.DATABASE_API_ROLE,
  worker: settings.DATABASE_WORKER_ROLE,
  commands: settings.DATABASE_COMMANDS_ROLE,
});
