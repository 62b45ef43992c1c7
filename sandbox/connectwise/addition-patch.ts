import type { ConnectWiseScenario, PsaAddition, PsaAgreement } from '../scenario.ts';
import type { VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';
import { dayIn } from '../scenarios/days.ts';
import { json, rejection, type FieldError } from './answers.ts';
import { writeAddition } from './resources.ts';
import { isRecord, nextTimestamp } from './wire.ts';

type Wanted =
  | { readonly ok: true; readonly quantity: number }
  | { readonly ok: false; readonly field: string; readonly message: string };

const rejected = (field: string, message: string): Wanted => ({ ok: false, field, message });

/** A double keeps this many digits of any number; what one more would become here would be a quantity nobody sent. */
const exactDigits = 15;
const numberOrText = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?/gu;

function isKeptExactly(body: Buffer): boolean {
  const numbers = (body.toString('utf8').match(numberOrText) ?? []).filter((token) => !token.startsWith('"'));
  return numbers.every((written) => {
    const digits = written.replace(/[-.]/gu, '').replace(/^0+/u, '');
    return (written.includes('.') ? digits.replace(/0+$/u, '') : digits).length <= exactDigits;
  });
}

/** The one operation this simulator takes: `[{op: "replace", path: "quantity", value: <number>}]`. */
function readOperation(body: Buffer): Wanted {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return rejected('body', 'The body is not JSON.');
  }
  if (!Array.isArray(parsed)) return rejected('body', 'An array of patch operations is required.');
  const [operation, ...more] = parsed as unknown[];
  if (!isRecord(operation) || more.length > 0)
    return rejected('body', 'Exactly one patch operation is allowed.');
  const { op, path, value } = operation;
  if (op !== 'replace' && op !== 'add') return rejected('op', 'This operation is not part of the sandbox.');
  if (path !== 'quantity' && path !== '/quantity') return rejected('path', 'Only quantity can be changed.');
  if (typeof value !== 'number') return rejected('quantity', 'The value must be a number.');
  // Whether ConnectWise accepts a negative quantity is unverified (connectwise.md 6.5); nobody may send one.
  if (!Number.isFinite(value) || !isKeptExactly(body))
    return rejected('quantity', 'The value has more digits than are kept.');
  if (value < 0) return rejected('quantity', 'The quantity must not be negative.');
  return { ok: true, quantity: value };
}

function invalid(resource: FieldError['resource'], field: string, message: string): VendorAnswer {
  const error = { code: 'InvalidField', message, resource, field };
  return rejection(400, 'InvalidObject', 'addition object is invalid', [error]);
}

/**
 * Whether ConnectWise refuses to change a line that bills no more, and in which words, is not public: switches, and
 * words of our own. Null lets the change through.
 */
function endedBy(
  { switches }: ConnectWiseScenario,
  agreement: PsaAgreement,
  line: PsaAddition,
  today: string,
): VendorAnswer | null {
  const { cancelledFlag, agreementStatus: status, endDate } = agreement;
  if (switches.endedAgreements === 'rejected') {
    const words = 'An addition cannot be changed because its agreement is';
    if (cancelledFlag) return invalid('agreement', 'cancelledFlag', `${words} canceled.`);
    if (status !== null && status !== 'Active')
      return invalid('agreement', 'agreementStatus', `${words} ${status.toLowerCase()}.`);
    if (endDate !== null && endDate < today)
      return invalid('agreement', 'endDate', `${words} past its end date ${endDate}.`);
  }
  if (switches.canceledLines === 'written' || line.cancelledDate === null || line.cancelledDate > today)
    return null;
  return invalid('addition', 'cancelledDate', `The addition was canceled as of ${line.cancelledDate}.`);
}

/**
 * `PATCH /finance/agreements/{id}/additions/{id}` (connectwise.md 7). The change is in the request log before the answer
 * leaves, and only when the value changes.
 */
export function patchAddition(
  request: VendorRequest,
  context: VendorContext,
  agreement: PsaAgreement,
  line: PsaAddition,
): VendorAnswer {
  const contentType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (contentType !== 'application/json') {
    return rejection(415, 'UnsupportedMediaType', 'The request entity’s media type is not supported.');
  }
  const wanted = readOperation(request.body);
  if (!wanted.ok) return invalid('addition', wanted.field, wanted.message);
  const today = dayIn(context.scenario.connectwise.serverTimeZone, context.now());
  const ended = endedBy(context.scenario.connectwise, agreement, line, today);
  if (ended !== null) return ended;
  if (wanted.quantity !== line.quantity) {
    const at = context.now().toISOString();
    context.requestLog.change({
      at,
      by: 'api',
      object: 'connectwise.addition',
      id: String(line.id),
      field: 'quantity',
      before: line.quantity,
      after: wanted.quantity,
    });
    line.quantity = wanted.quantity;
    line.lastUpdated = nextTimestamp(line.lastUpdated, context.now());
    line.updatedBy = 'api-member';
  }
  return json(writeAddition(line, agreement, context.scenario.connectwise.switches.lineTimestamps));
}
