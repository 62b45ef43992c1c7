import type { ConnectWiseScenario, PsaAddition, PsaAgreement } from '../scenario.ts';
import type { VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';
import { dayIn } from '../scenarios/days.ts';
import { invalidAddition, json, notJson } from './answers.ts';
import { endedAgreement, isJson, isKeptExactly, parsed, readDay } from './asked-addition.ts';
import { writeAddition } from './resources.ts';
import { isRecord, nextTimestamp } from './wire.ts';

type Wanted =
  | { readonly ok: true; readonly field: 'quantity'; readonly value: number }
  /** Null: it is removed. */
  | { readonly ok: true; readonly field: 'cancelledDate'; readonly value: string | null }
  | { readonly ok: false; readonly field: string; readonly message: string };

const rejected = (field: string, message: string): Wanted => ({ ok: false, field, message });

/** The one operation this simulator takes, on `quantity` or on `cancelledDate`. */
function readOperation(body: Buffer): Wanted {
  const operations = parsed(body);
  if (operations === undefined) return rejected('body', 'The body is not JSON.');
  if (!Array.isArray(operations)) return rejected('body', 'An array of patch operations is required.');
  const [operation, ...more] = operations as unknown[];
  if (!isRecord(operation) || more.length > 0)
    return rejected('body', 'Exactly one patch operation is allowed.');
  const { op, path, value } = operation;
  const field = typeof path === 'string' ? path.replace(/^\//u, '') : null;
  if (field !== 'quantity' && field !== 'cancelledDate')
    return rejected('path', 'Only quantity and cancelledDate can be changed.');
  if (op === 'remove' && field === 'cancelledDate') return { ok: true, field, value: null };
  if (op !== 'replace' && op !== 'add') return rejected('op', 'This operation is not part of the sandbox.');
  return field === 'quantity' ? readQuantity(value, body) : readCanceled(value);
}

function readQuantity(value: unknown, body: Buffer): Wanted {
  if (typeof value !== 'number') return rejected('quantity', 'The value must be a number.');
  // Whether ConnectWise accepts a negative quantity is unverified (connectwise.md 6.5), so none may be sent.
  if (!Number.isFinite(value) || !isKeptExactly(body))
    return rejected('quantity', 'The value has more digits than are kept.');
  if (value < 0) return rejected('quantity', 'The quantity must not be negative.');
  return { ok: true, field: 'quantity', value };
}

function readCanceled(value: unknown): Wanted {
  const day = readDay(value);
  return day === null
    ? rejected('cancelledDate', 'The value must be a day.')
    : { ok: true, field: 'cancelledDate', value: day };
}

/**
 * Whether ConnectWise refuses to change a line that bills no more, and in which words, is not public: switches, and
 * words of our own. Null lets the change through. A line that was canceled can be opened again.
 */
function endedBy(
  { switches }: ConnectWiseScenario,
  agreement: PsaAgreement,
  line: PsaAddition,
  field: 'quantity' | 'cancelledDate',
  today: string,
): VendorAnswer | null {
  const ended = switches.endedAgreements === 'rejected' ? endedAgreement(agreement, today) : null;
  if (ended !== null) return ended;
  const { cancelledDate } = line;
  if (field !== 'quantity' || switches.canceledLines === 'written' || cancelledDate === null) return null;
  const isOver = switches.cancelledDay === 'not-billed' ? cancelledDate <= today : cancelledDate < today;
  return isOver
    ? invalidAddition('cancelledDate', `The addition was canceled as of ${cancelledDate}.`)
    : null;
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
  if (!isJson(request)) return notJson();
  const wanted = readOperation(request.body);
  if (!wanted.ok) return invalidAddition(wanted.field, wanted.message);
  const { field, value } = wanted;
  const { connectwise } = context.scenario;
  const today = dayIn(connectwise.serverTimeZone, context.now());
  const ended = endedBy(connectwise, agreement, line, field, today);
  if (ended !== null) return ended;
  if (
    field === 'cancelledDate' &&
    value !== null &&
    value < line.effectiveDate &&
    connectwise.switches.canceledBeforeBegin === 'rejected'
  )
    return invalidAddition('cancelledDate', 'cancelledDate cannot be less than the effectiveDate');
  if (value !== line[field]) {
    context.requestLog.change({
      at: context.now().toISOString(),
      by: 'api',
      object: 'connectwise.addition',
      id: String(line.id),
      field,
      before: line[field],
      after: value,
    });
    Object.assign(line, { [field]: value });
    line.lastUpdated = nextTimestamp(line.lastUpdated, context.now());
    line.updatedBy = 'api-member';
  }
  return json(writeAddition(context.scenario, line, agreement));
}
