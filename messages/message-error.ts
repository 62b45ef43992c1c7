import { inEnglish } from './english.ts';
import type { Message } from './message.ts';

/** An error that a person reads. `says` is shown in their language; `message` is its English text, for logs. */
export abstract class MessageError extends Error {
  constructor(
    readonly says: Message,
    options?: ErrorOptions,
  ) {
    super(inEnglish(says), options);
  }
}
