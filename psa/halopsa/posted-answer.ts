import { message } from '../../messages/message.ts';
import type { PsaResult } from '../port.ts';
import { jsonOf } from './answers.ts';
import { psaFailure } from './failures.ts';

/** What an answer shows of the line: it is a document, or the line itself; null: it does not say. */
export function quantityIn(text: string, lineId: string): PsaResult<string | null> {
  const call = 'RecurringInvoice';
  const body = bodyOf(text, call);
  if (!body.ok) return body;
  const lines: unknown = body.value['lines'];
  const isOwn = (one: unknown): boolean => isObject(one) && one['id'] === lineId;
  const own: unknown = Array.isArray(lines) ? (lines as unknown[]).find(isOwn) : body.value;
  if (!isObject(own) || own['id'] !== lineId)
    return psaFailure('PsaAnswerUnreadable', message('halopsa.not-about-line', { line: lineId }));
  return decimalIn(own['qty_order'], call);
}

export function countIn(text: string, licenceId: string): PsaResult<string | null> {
  const call = 'SoftwareLicence';
  const body = bodyOf(text, call);
  if (!body.ok) return body;
  if (body.value['id'] !== licenceId)
    return psaFailure('PsaAnswerUnreadable', message('halopsa.not-about-licence', { licence: licenceId }));
  return decimalIn(body.value['count'], call);
}

/** An array of one is the same as its object (halopsa.md 3.2). */
function bodyOf(text: string, call: string): PsaResult<Readonly<Record<string, unknown>>> {
  const json = jsonOf(text, call);
  if (!json.ok) return json;
  const { exact } = json.value;
  const object: unknown = Array.isArray(exact) && exact.length === 1 ? exact[0] : exact;
  return isObject(object)
    ? { ok: true, value: object }
    : psaFailure('PsaAnswerUnreadable', message('psas.unreadable.shape', { call, shape: 'object' }));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const decimalIn = (value: unknown, call: string): PsaResult<string | null> =>
  value === undefined || value === null
    ? { ok: true, value: null }
    : typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value)
      ? { ok: true, value }
      : psaFailure('PsaAnswerUnreadable', message('psas.unreadable.not-a-quantity', { call }));
