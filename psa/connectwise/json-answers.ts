import { parseJsonExactly } from '../exact-json.ts';
import type { PsaResult } from '../port.ts';
import { psaFailure } from './failures.ts';

const unreadable = { empty: 'empty body', 'too-deep': 'nested too deeply', 'not-json': 'not JSON' } as const;

/** The body of a good answer by `parseJsonExactly`; whatever is no JSON is unreadable. */
export function readJson(text: string, operation: string): PsaResult<unknown> {
  const json = parseJsonExactly(text);
  if (json.ok) return { ok: true, value: json.value };
  return psaFailure('PsaAnswerUnreadable', `${operation}: ${unreadable[json.reason]}`);
}
