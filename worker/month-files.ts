import type { Logger } from 'pino';
import type { Database } from '../db/model/database.ts';
import type { Kinds } from '../domain/kinds.ts';
import { fileNextMonth } from '../use-cases/reports/file-month.ts';
import { startPeriodicWork, type PeriodicWork } from './periodic-work.ts';

interface FilingDependencies {
  readonly db: Database;
  readonly kinds: Kinds;
  readonly logger: Logger;
}

/** Keeps the files of closed months, at start and then regularly; `stop` waits for the one under way. */
export const startFiling = ({ db, kinds, logger }: FilingDependencies, intervalMs: number): PeriodicWork =>
  startPeriodicWork(
    async () => ({ more: await fileNextMonth(db, kinds, () => new Date()) }),
    intervalMs,
    (err) => logger.warn({ err }, 'the files of a closed month could not be kept and will be tried again'),
  );
