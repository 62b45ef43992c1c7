import type { Message } from '../../messages/message.ts';

/** Why an attempt to send to a receiver outside failed. */
export interface FailedAttempt {
  readonly kind: 'failed';
  /** One of `contracts/errors/`. */
  readonly code: string;
  readonly detail: Message;
}
