import type { DeclaredMessages } from '../params.ts';

/** Backups, restores, and rotations of the master key. */
export const backups = {
  'backups.file-exists': { file: 'text' },
  'backups.folder-missing': { file: 'text' },
  'backups.not-written': { file: 'text', cause: 'text' },
  'backups.written': { file: 'text' },
  'backups.contents': { count: 'count', bytes: 'count', schema: 'text', sum: 'text' },
  'backups.sealed-under': { key: 'text', version: 'text' },
  'backups.with-key': {},
  'backups.without-key': {},
  'backups.deleted': { file: 'text' },
  'backups.keep-not-a-number': {},

  // A file that cannot be used.
  'backups.no-backup': { file: 'text' },
  'backups.other-format': { file: 'text', format: 'text', known: 'text' },
  'backups.other-key': { file: 'text', key: 'text', present: 'text' },
  'backups.cut-or-changed': { file: 'text' },
  'backups.cut': { file: 'text' },
  'backups.changed.first-line': { file: 'text' },
  'backups.changed.line': { file: 'text' },
  'backups.changed.part-size': { file: 'text' },
  'backups.changed.sum': { file: 'text' },
  'backups.changed.end': { file: 'text' },
  'backups.changed-table': { file: 'text', table: 'text' },
  'backups.unknown-table': { file: 'text' },
  'backups.changed-while-read': { file: 'text' },

  // The key that opens it.
  'backups.key-set-is-other': { key: 'text' },
  'backups.key-given-is-other': { key: 'text' },
  'backups.key-missing': { key: 'text', file: 'text' },
  'backups.key-kept-is-other': { key: 'text', file: 'text' },
  'backups.key-of-before': { file: 'text' },
  'backups.key-of-before-by-name': {},
  'backups.other-passphrase': {},

  // A restore.
  'backups.newer-schema': { schema: 'text', known: 'text' },
  'backups.database-without-name': {},
  'backups.server-unusable': { cause: 'text' },
  'backups.restore-running': {},
  'backups.name-taken': { database: 'text' },
  'backups.database-in-use': { database: 'text', count: 'count' },
  'backups.database-exists': { database: 'text' },
  'backups.restored': { count: 'count', at: 'instant' },
  'backups.key-placed': { file: 'text' },
  'backups.not-anchored': { cause: 'message' },
  'backups.next': {},

  // Before the schema changes.
  'backups.before-upgrade.found': { file: 'text', at: 'instant' },
  'backups.before-upgrade.created': { file: 'text', count: 'count', bytes: 'count' },
  'backups.before-upgrade.elsewhere': {},
  'backups.required': { cause: 'message' },
  'backups.required.no-key': {},

  // A rotation of the master key.
  'backups.rotation.own-key': {},
  'backups.rotation.same-key': {},
  'backups.rotation.done-before': {},
  'backups.rotation.restart': {},
  'backups.rotation.no-new-key': {},
  'backups.rotation.create-key': {},
  'backups.rotation.audit-broken': {},
  'backups.rotation.key-changed': {},
  'backups.rotation.tried': {},
  'backups.rotation.done': { version: 'text' },
  'backups.rotation.findings': { count: 'count' },
  'backups.rotation.new-key': { file: 'text' },
  'backups.rotation.former-key': { file: 'text' },
  // Values that were sealed again, by their kind.
  'backups.sealed.credentials': { count: 'count' },
  'backups.sealed.webhook-secrets': { count: 'count' },
  'backups.sealed.totp-secrets': { count: 'count' },
  'backups.sealed.client-secrets': { count: 'count' },
  'backups.sealed.stream-secrets': { count: 'count' },
  'backups.sealed.approval-signatures': { count: 'count' },
  'backups.sealed.audit-signatures': { count: 'count' },
  'backups.sealed.ledger-positions': { count: 'count' },
  'backups.sealed.key-check': { count: 'count' },
} as const satisfies DeclaredMessages;
