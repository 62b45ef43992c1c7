import type { Logger } from 'pino';
import type { AuditCheckpointer } from '../use-cases/operations/checkpoint-audit.ts';
import type { Database } from '../db/model/database.ts';
import { tenantIds } from '../db/people/people.ts';
import { startPeriodicWork, type PeriodicWork } from './periodic-work.ts';

/** Milliseconds between two checkpoints, and the folder outside the database; null: none. */
export interface CheckpointSettings {
  readonly intervalMs: number;
  readonly anchorFolder: string | null;
}

/** Creates audit checkpoints of every tenant at start and then regularly. Any number of workers may: one of them does. */
export function startCheckpoints(
  deps: { readonly db: Database; readonly checkpointer: AuditCheckpointer; readonly logger: Logger },
  intervalMs: number,
): PeriodicWork {
  const { db, checkpointer, logger } = deps;
  return startPeriodicWork(
    async () => {
      for (const tenantId of await tenantIds(db)) {
        const { rejected } = await checkpointer.checkpoint(tenantId, 'recent');
        if (rejected !== null)
          logger.error({ tenantId, reason: rejected }, 'no audit checkpoint was created');
      }
      return { more: false };
    },
    intervalMs,
    (err) => logger.warn({ err }, 'audit checkpoints could not be created and will be tried again'),
  );
}
