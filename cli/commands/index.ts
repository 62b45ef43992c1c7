import type { SeatwiseCommand } from '../command.ts';
import { auditVerify } from './audit-verify.ts';
import { backup } from './backup.ts';
import { reconcileCommand } from './reconcile.ts';
import { restore } from './restore.ts';

/** Every command of `seatwise`, in the order of its help; each is described in docs/operating.md (a test compares). */
export const commands: readonly SeatwiseCommand[] = [auditVerify, reconcileCommand, backup, restore];
