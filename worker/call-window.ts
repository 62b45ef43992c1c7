import { takeCall } from '../db/driver/call-window.ts';
import type { Database } from '../db/model/database.ts';
import type { CallWindow } from '../psa/port.ts';

/** The count in PostgreSQL, shared by every process that calls the PSA (architecture.md 9). */
export const createCallWindow = (db: Database): CallWindow => ({
  take: (instance, most) => takeCall(db, instance, most),
});
