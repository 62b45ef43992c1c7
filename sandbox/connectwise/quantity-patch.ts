import type { PsaAddition, PsaAgreement } from '../world.ts';
import type { VendorAnswer, VendorContext, VendorRequest } from '../vendor.ts';
import { json, refusal } from './answers.ts';
import { writeAddition } from './resources.ts';
import { isRecord } from './wire.ts';

type Wanted =
  | { readonly ok: true; readonly quantity: number }
  | { readonly ok: false; readonly field: string; readonly message: string };

const refused = (field: string, message: string): Wanted => ({ ok: false, field, message });

/** The one operation this simulator takes: `[{op: "replace", path: "quantity", value: <number>}]`. */
function readOperation(body: Buffer): Wanted {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return refused('body', 'The body is not JSON.');
  }
  if (!Array.isArray(parsed)) return refused('body', 'An array of patch operations is required.');
  const [operation, ...more] = parsed as unknown[];
  if (!isRecord(operation) || more.length > 0)
    return refused('body', 'Exactly one patch operation is allowed.');
  const { op, path, value } = operation;
  if (op !== 'replace' && op !== 'add') return refused('op', 'This operation is not part of the sandbox.');
  if (path !== 'quantity' && path !== '/quantity') return refused('path', 'Only quantity can be changed.');
  if (typeof value !== 'number') return refused('quantity', 'The value must be a number.');
  // Whether ConnectWise accepts a negative quantity is unverified (connectwise.md 6.5); nobody may send one.
  if (value < 0) return refused('quantity', 'The quantity must not be negative.');
  return { ok: true, quantity: value };
}

/**
 * `PATCH /finance/agreements/{id}/additions/{id}` (connectwise.md 7). The change is in the journal before the answer
 * leaves, and only when the value changes.
 */
export function patchQuantity(
  request: VendorRequest,
  context: VendorContext,
  agreement: PsaAgreement,
  line: PsaAddition,
): VendorAnswer {
  const contentType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (contentType !== 'application/json') {
    return refusal(415, 'UnsupportedMediaType', 'The request entity’s media type is not supported.');
  }
  const wanted = readOperation(request.body);
  if (!wanted.ok) {
    return refusal(400, 'InvalidObject', 'addition object is invalid', [
      { code: 'InvalidField', message: wanted.message, resource: 'addition', field: wanted.field },
    ]);
  }
  if (wanted.quantity !== line.quantity) {
    const at = context.now().toISOString();
    context.journal.change({
      at,
      by: 'api',
      object: 'connectwise.addition',
      id: String(line.id),
      field: 'quantity',
      before: line.quantity,
      after: wanted.quantity,
    });
    line.quantity = wanted.quantity;
    line.lastUpdated = at;
    line.updatedBy = 'api-member';
  }
  return json(writeAddition(line, agreement));
}
