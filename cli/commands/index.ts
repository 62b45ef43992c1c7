import type { SeatwiseCommand } from '../command.ts';
import { auditReAnchor } from './audit-re-anchor.ts';
import { auditVerify } from './audit-verify.ts';
import { backup } from './backup.ts';
import { doctor } from './doctor.ts';
import { reconcileCommand } from './reconcile.ts';
import { resetPasswordCommand } from './reset-password.ts';
import { restore } from './restore.ts';
import { rotateMasterKeyCommand } from './rotate-master-key.ts';

/** Every command of `seatwise`, in the order of its help; each is described in docs/operating.md (a test compares). */
export const commands: readonly SeatwiseCommand[] = [
  doctor,
  auditVerify,
  auditReAnchor,
  reconcileCommand,
  backup,
  restore,
  rotateMasterKeyCommand,
  resetPasswordCommand,
];
