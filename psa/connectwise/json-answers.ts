import { message } from '../../messages/message.ts';
import { parseJsonExactly } from '../exact-json.ts';
import type { PsaResult } from '../port.ts';
import { psaFailure } from './failures.ts';

/** The body of a good answer by `parseJsonExactly`; whatever is no JSON is unreadable. */
export function readJson(text: string, operation: string): PsaResult<unknown> {
  const json = parseJsonExactly(text);
  if (json.ok) return { ok: true, value: json.value };
  return psaFailure('PsaAnswerUnreadable', message(`psas.unreadable.${json.reason}`, { call: operation }));
}
