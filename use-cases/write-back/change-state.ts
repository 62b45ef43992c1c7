import type { ApprovalLineState } from '../../domain/states.ts';
import { type Message, message } from '../../messages/message.ts';

interface Change {
  readonly before: string;
  readonly after: string;
  readonly psaLineId: string;
  readonly state: ApprovalLineState;
}

/** Says what a change is doing, to whoever asks for another one. */
export const changeState = ({ before, after, psaLineId, state }: Change): Message =>
  message('rejections.change-state', { before, after, line: psaLineId, state });
