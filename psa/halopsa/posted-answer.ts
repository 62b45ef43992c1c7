import type { PsaResult } from '../port.ts';
import { jsonOf } from './answers.ts';
import { psaFailure } from './failures.ts';

/** What an answer shows of the line: it is a document, or the line itself; null: it does not say. */
export function quantityIn(text: string, lineId: string): PsaResult<string | null> {
  const body = bodyOf(text);
  if (!body.ok) return body;
  const lines: unknown = body.value['lines'];
  const isOwn = (one: unknown): boolean => isObject(one) && one['id'] === lineId;
  const own: unknown = Array.isArray(lines) ? (lines as unknown[]).find(isOwn) : body.value;
  if (!isObject(own) || own['id'] !== lineId)
    return psaFailure('PsaAnswerUnreadable', `the answer is not about line ${lineId}`);
  return decimalIn(own['qty_order']);
}

export function countIn(text: string, licenceId: string): PsaResult<string | null> {
  const body = bodyOf(text);
  if (!body.ok) return body;
  if (body.value['id'] !== licenceId)
    return psaFailure('PsaAnswerUnreadable', `the answer is not about licence ${licenceId}`);
  return decimalIn(body.value['count']);
}

/** An array of one is the same as its object (halopsa.md 3.2). */
function bodyOf(text: string): PsaResult<Readonly<Record<string, unknown>>> {
  const json = jsonOf(text, 'post');
  if (!json.ok) return json;
  const { exact } = json.value;
  const object: unknown = Array.isArray(exact) && exact.length === 1 ? exact[0] : exact;
  return isObject(object)
    ? { ok: true, value: object }
    : psaFailure('PsaAnswerUnreadable', 'the answer is no object');
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const decimalIn = (value: unknown): PsaResult<string | null> =>
  value === undefined || value === null
    ? { ok: true, value: null }
    : typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value)
      ? { ok: true, value }
      : psaFailure('PsaAnswerUnreadable', 'the quantity in the answer is no number');
