import type { Logger } from 'pino';
import type { AuditCheckpointer } from '../use-cases/operations/checkpoint-audit.ts';
import type { Database } from '../db/model/database.ts';
import { tenantIds } from '../db/people/people.ts';
import type { KeyRing } from '../db/secrets/key-ring.ts';
import { rejectUnsignedQueue } from '../use-cases/write-back/reject-unsigned.ts';
import { startPeriodicWork, type PeriodicWork } from './periodic-work.ts';

/** Milliseconds between two checkpoints, and the folder outside the database; null: none. */
export interface CheckpointSettings {
  readonly intervalMs: number;
  readonly anchorFolder: string | null;
}

/**
 * Creates audit checkpoints of every tenant at start and then regularly, and compares the changes that wait to be sent
 * with what was approved and what the audit says of them. Any number of workers may: one of them does.
 */
export function startCheckpoints(
  deps: {
    readonly db: Database;
    readonly keyRing: KeyRing;
    readonly checkpointer: AuditCheckpointer;
    readonly logger: Logger;
  },
  intervalMs: number,
): PeriodicWork {
  const { db, keyRing, checkpointer, logger } = deps;
  return startPeriodicWork(
    async () => {
      const tenants = await tenantIds(db);
      for (const tenantId of tenants) {
        const { rejected } = await checkpointer.checkpoint(tenantId, 'recent');
        if (rejected !== null)
          logger.error({ tenantId, reason: rejected }, 'no audit checkpoint was created');
      }
      for (const tenantId of tenants) {
        const approvalLineIds = await rejectUnsignedQueue(db, keyRing, tenantId, new Date());
        if (approvalLineIds.length > 0)
          logger.error({ tenantId, approvalLineIds }, 'queued changes are not what a person approved');
      }
      return { more: false };
    },
    intervalMs,
    (err) => logger.warn({ err }, 'the check of audit and queue failed and will be tried again'),
  );
}
