import type { Migration } from 'kysely';
import { message, type Message } from '../../messages/message.ts';
import * as baseline from './0100-baseline.ts';
import * as persons from './0110-persons.ts';
import * as apiKeyOwners from './0111-api-key-owners.ts';
import * as auditStream from './0112-audit-stream.ts';
import * as secondFactors from './0113-second-factors.ts';
import * as identityProviders from './0114-identity-providers.ts';
import * as singleSignOn from './0115-single-sign-on.ts';
import * as earlierReaders from './0116-earlier-readers.ts';
import * as zoneChanges from './0124-zone-changes.ts';
import * as canceledDays from './0125-canceled-days.ts';
import * as outboxRequests from './0127-outbox-requests.ts';
import * as lastBackup from './0128-last-backup.ts';
import * as membersClosedToKeys from './0129-members-closed-to-keys.ts';

/** Every migration, in order. A static map, so that a bundle or an image carries them all (platform.md 3.2). */
export const migrations: Readonly<Record<string, Migration>> = {
  '0100-baseline': baseline,
  '0110-persons': persons,
  '0111-api-key-owners': apiKeyOwners,
  '0112-audit-stream': auditStream,
  '0113-second-factors': secondFactors,
  '0114-identity-providers': identityProviders,
  '0115-single-sign-on': singleSignOn,
  '0116-earlier-readers': earlierReaders,
  '0124-zone-changes': zoneChanges,
  '0125-canceled-days': canceledDays,
  '0127-outbox-requests': outboxRequests,
  '0128-last-backup': lastBackup,
  '0129-members-closed-to-keys': membersClosedToKeys,
};

/**
 * Version written to `schema_info` after migrating, and the oldest code version that can still read it, until rows that it
 * does not know raise that (0116-earlier-readers.ts, 0125-canceled-days.ts).
 */
export const schemaVersion = { version: 129, minReader: 100 } as const;

/** What lies before, migrations by name and schemas by version, is of development versions. */
export const baselineOf = { migrations: '0100-baseline', schemas: 100 } as const;

/** Why a database or a backup from before the baseline is rejected, and what to do. */
export const beforeBaseline = (what: 'database' | 'backup'): Message =>
  message('database.before-baseline', { what });
