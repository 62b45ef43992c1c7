import type { DeclaredMessages } from '../params.ts';

/** The database: its server, schema, roles, and the objects that migrations create. */
export const database = {
  'database.unusable': { server: 'text', cause: 'message' },
  // What a code of the system or of PostgreSQL means.
  'database.not-listening': { code: 'text' },
  'database.no-such-host': { code: 'text' },
  'database.host-not-resolved': { code: 'text' },
  'database.no-response': { code: 'text' },
  'database.password-rejected': { code: 'text' },
  'database.user-rejected': { code: 'text' },
  'database.no-such-database': { code: 'text' },

  'database.before-baseline': { what: ['database', 'backup'] },
  'database.schema-older': {},
  'database.schema-newer': {},
  'database.newer-version': { migrations: 'texts' },
  'database.no-migration-run': { cause: 'text' },
  'database.migration-failed': { migration: 'text', cause: 'text' },
  'database.other-master-key': {},
  'database.roles-not-granted': { roles: 'texts' },
  'database.first-sign-in': { email: 'text', password: 'text' },

  // With which rights a program connects.
  'database.too-many-rights': { rights: ['superuser', 'owner'] },
  'database.role-for-each': {},
  'database.allow-owner': {},

  // Objects that are not those of the migrations.
  'database.trigger-disabled': { name: 'text' },
  'database.trigger-missing': { name: 'text' },
  'database.trigger-changed': { name: 'text' },
  'database.trigger-added': { name: 'text' },
  'database.function-missing': { name: 'text' },
  'database.function-changed': { name: 'text' },
  'database.function-added': { name: 'text' },
  'database.policy-added': { name: 'text', table: 'text' },
  'database.row-security-on': { table: 'text' },
  'database.rule-added': { name: 'text', table: 'text' },
  'database.event-trigger-added': { name: 'text' },
  'database.triggers-off': { role: 'text' },
  'database.triggers-off-for-all': {},
  'database.other-owner': { object: 'text', owner: 'text', expected: 'text' },
  'database.grant-added': { grant: 'text' },
  'database.grant-missing': { grant: 'text' },
  'database.role-attribute': { role: 'text', attribute: 'text' },
  'database.role-member': { role: 'text', of: 'text' },
  'database.constraint-missing': { name: 'text' },
  'database.constraint-changed': { name: 'text' },
  'database.constraint-added': { name: 'text' },
  'database.required-columns-changed': { table: 'text' },
} as const satisfies DeclaredMessages;
