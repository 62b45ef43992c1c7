import { message } from '../../messages/message.ts';
import type { SeatRule } from '../../domain/seats.ts';

/** In Trash, until Duo deletes the user (duo.md 3.1). */
export const pendingDeletionStatus = 'pending deletion';

/** Cannot log in, and takes a seat (duo.md 3.1). */
export const disabledStatus = 'disabled';

/** RULES 1. */
export const duoSeatRule: SeatRule = {
  counted: ['active', 'bypass', disabledStatus, 'locked out'],
  notCounted: [pendingDeletionStatus],
  text: message('kinds.duo.seat-rule'),
};
