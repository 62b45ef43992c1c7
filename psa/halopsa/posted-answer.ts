import { message } from '../../messages/message.ts';
import type { PsaResult } from '../port.ts';
import type { Day } from '../../domain/quantity.ts';
import { jsonOf } from './answers.ts';
import { day } from './fields.ts';
import { psaFailure } from './failures.ts';

/** An object of an answer; numbers are text. */
export type Answered = Readonly<Record<string, unknown>>;

/** What an answer shows of the line: it is a document, or the line itself. */
export function lineIn(text: string, lineId: string): PsaResult<Answered> {
  const lines = linesIn(text);
  if (!lines.ok) return lines;
  const own = lines.value.find((one) => one['id'] === lineId);
  return own === undefined
    ? psaFailure('PsaAnswerUnreadable', message('halopsa.not-about-line', { line: lineId }))
    : { ok: true, value: own };
}

/** The ID of the one line with this marker in an answer. */
export function markedLineIn(text: string, marker: string): PsaResult<string> {
  const lines = linesIn(text);
  if (!lines.ok) return lines;
  const [own, ...others] = lines.value.filter((one) => one['comment_1'] === marker);
  const lineId = own?.['id'];
  return typeof lineId !== 'string' || others.length > 0
    ? psaFailure('PsaAnswerUnreadable', message('halopsa.new-line-not-answered', { marker }))
    : { ok: true, value: lineId };
}

function linesIn(text: string): PsaResult<readonly Answered[]> {
  const body = bodyOf(text, 'RecurringInvoice');
  if (!body.ok) return body;
  const lines: unknown = body.value['lines'];
  return { ok: true, value: Array.isArray(lines) ? (lines as unknown[]).filter(isObject) : [body.value] };
}

export const quantityIn = (line: Answered): PsaResult<string | null> =>
  decimalIn(line['qty_order'], 'RecurringInvoice');

/** Null: the line has no end. */
export function endIn(line: Answered): PsaResult<Day | null> {
  const end = day.safeParse(line['enddate']);
  return end.success
    ? { ok: true, value: end.data }
    : psaFailure('PsaAnswerUnreadable', message('halopsa.end-not-answered'));
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
function bodyOf(text: string, call: string): PsaResult<Answered> {
  const json = jsonOf(text, call);
  if (!json.ok) return json;
  const { exact } = json.value;
  const object: unknown = Array.isArray(exact) && exact.length === 1 ? exact[0] : exact;
  return isObject(object)
    ? { ok: true, value: object }
    : psaFailure('PsaAnswerUnreadable', message('psas.unreadable.shape', { call, shape: 'object' }));
}

const isObject = (value: unknown): value is Answered =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const decimalIn = (value: unknown, call: string): PsaResult<string | null> =>
  value === undefined || value === null
    ? { ok: true, value: null }
    : typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value)
      ? { ok: true, value }
      : psaFailure('PsaAnswerUnreadable', message('psas.unreadable.not-a-quantity', { call }));
