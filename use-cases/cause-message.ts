import { isErrorCode } from '../contracts/errors.ts';
import { asWritten, type Message, message } from '../messages/message.ts';

/** Returns what was found; where that is no more than the code, its title. */
export const causeMessage = (code: string, detail: Message | null): Message =>
  detail ?? (isErrorCode(code) ? message(`error.${code}`) : asWritten(code));

/** Returns the same with the code, where the code of the notice is another one. */
export const causeWithCode = (code: string, detail: Message | null): Message =>
  message('runs.failed-with', { code, cause: causeMessage(code, detail) });
