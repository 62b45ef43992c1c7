import type { Logger } from 'pino';
import type { AuditSealer } from '../use-cases/operations/seal-audit.ts';
import type { Database } from '../db/model/database.ts';
import { tenantIds } from '../db/people/people.ts';
import { startTurns, type Turns } from './turns.ts';

/** Milliseconds between two sealings, and the folder outside the database; null: none. */
export interface SealingSettings {
  readonly intervalMs: number;
  readonly anchorFolder: string | null;
}

/** Seals the audit of every tenant at start and then regularly. Any number of workers may: one of them does. */
export function startSealing(
  deps: { readonly db: Database; readonly sealer: AuditSealer; readonly logger: Logger },
  intervalMs: number,
): Turns {
  const { db, sealer, logger } = deps;
  return startTurns(
    async () => {
      for (const tenantId of await tenantIds(db)) {
        const { rejected } = await sealer.seal(tenantId, 'recent');
        if (rejected !== null) logger.error({ tenantId, reason: rejected }, 'the audit is not sealed');
      }
      return { more: false };
    },
    intervalMs,
    (err) => logger.warn({ err }, 'the audit could not be sealed and will be again'),
  );
}
