import type { Migration } from 'kysely';
import { message, type Message } from '../../messages/message.ts';
import * as baseline from './0100-baseline.ts';

/** Every migration, in order. A static map, so that a bundle or an image carries them all (platform.md 3.2). */
export const migrations: Readonly<Record<string, Migration>> = {
  '0100-baseline': baseline,
};

/** Version written to `schema_info` after migrating, and the oldest code version that can still read it. */
export const schemaVersion = { version: 100, minReader: 100 } as const;

/** What lies before, migrations by name and schemas by version, is of development versions. */
export const baselineOf = { migrations: '0100-baseline', schemas: 100 } as const;

/** Why a database or a backup from before the baseline is rejected, and what to do. */
export const beforeBaseline = (what: 'database' | 'backup'): Message =>
  message('database.before-baseline', { what });
