import { join } from 'node:path';
import type { Environment } from './environment.ts';

/** Where signed checkpoints of the audit stand outside the database. */
export const anchorFolder = ({
  AUDIT_ANCHOR_FOLDER,
  SEATWISE_HOME,
}: Pick<Environment, 'AUDIT_ANCHOR_FOLDER' | 'SEATWISE_HOME'>): string =>
  AUDIT_ANCHOR_FOLDER ?? join(SEATWISE_HOME, 'audit-anchors');
