import { join } from 'node:path';
import type { Environment } from './environment.ts';

/** Where the backup before an upgrade is; `elsewhere`: not Seatwise's concern. */
export const backupFolder = ({
  DATABASE_BACKUP,
  SEATWISE_HOME,
}: Pick<Environment, 'DATABASE_BACKUP' | 'SEATWISE_HOME'>): string =>
  DATABASE_BACKUP ?? join(SEATWISE_HOME, 'backups');
