import { canceledDateOf } from '../../domain/canceled-day.ts';
import type { Day } from '../../domain/quantity.ts';
import { message } from '../../messages/message.ts';
import type { CreateLinePlan, PsaResult, ShownRequest, WritePlan } from '../port.ts';
import { rights } from './api.ts';
import { psaFailure } from './failures.ts';
import { markerFieldCaption, markerPlaces } from './methods.ts';
import { isRecordId } from './records.ts';

/** The one request of a write (connectwise.md 7). */
export interface PlannedRequest {
  /** For logs and texts. */
  readonly operation: string;
  readonly method: 'POST' | 'PATCH';
  /** Below `apis/3.0/`. */
  readonly path: string;
  readonly body: unknown;
  /** That it needs, as the security role names it. */
  readonly right: string;
}

const largestQuantity = 2_147_483_647;

/**
 * What a plan sends, or why it is not sent. Pure.
 *
 * @param markerField ID of the custom field that holds markers; null: not known
 */
export function requestOf(plan: WritePlan, markerField: string | null): PsaResult<PlannedRequest> {
  if (plan.kind === 'create-line') return creation(plan, markerField);
  const { agreementId, lineId } = plan.ref;
  if (!isRecordId(agreementId) || !isRecordId(lineId))
    return psaFailure('PsaNotFound', message('psas.invalid-id.line'));
  const patch = (field: string, operation: unknown): PsaResult<PlannedRequest> => ({
    ok: true,
    value: {
      operation: `addition/${field}`,
      method: 'PATCH',
      path: `finance/agreements/${agreementId}/additions/${lineId}`,
      body: [operation],
      right: rights.edit,
    },
  });
  switch (plan.kind) {
    case 'set-quantity': {
      const value = wholeQuantity(plan.after);
      return value === null ? outOfRange() : patch('quantity', { op: 'replace', path: 'quantity', value });
    }
    case 'end-line': {
      const value = midnight(canceledDateOf(plan));
      return patch('canceled-date', { op: 'replace', path: 'cancelledDate', value });
    }
    case 'reopen-line':
      return patch('canceled-date', { op: 'remove', path: 'cancelledDate' });
  }
}

/** See `PsaDescription.requestsOf`. */
export function requestsOf(plan: WritePlan): readonly ShownRequest[] {
  const byField = plan.kind === 'create-line' && plan.method === markerPlaces.customField ? plan : null;
  const planned = requestOf(plan, byField === null ? null : '0');
  if (!planned.ok) return [];
  const { method, path, body } = planned.value;
  const shown = { method, path: `/apis/3.0/${path}`, body, note: null };
  if (byField === null) return [shown];
  const customFields = [{ caption: markerFieldCaption, value: byField.marker }];
  return [
    { ...shown, body: { ...Object(body), customFields }, note: message('connectwise.marker-field-by-id') },
  ];
}

/** `POST …/additions`. What the PSA computes or takes from its catalog is not sent. */
function creation(plan: CreateLinePlan, markerField: string | null): PsaResult<PlannedRequest> {
  const { agreementId, line, units, marker, productIdentifier, method } = plan;
  if (!isRecordId(agreementId) || !isRecordId(line.productId))
    return psaFailure('PsaNotFound', message('psas.invalid-id.line'));
  const quantity = wholeQuantity(units);
  if (quantity === null || quantity === 0) return outOfRange();
  const unitPrice = line.unitPrice === null ? undefined : priceOf(line.unitPrice);
  if (unitPrice === null) return psaFailure('PsaRejected', message('connectwise.price-form'));
  if (method === markerPlaces.customField && markerField === null)
    return psaFailure(
      'PsaRejected',
      message('connectwise.marker-field-missing', { caption: markerFieldCaption }),
    );
  const place =
    method === markerPlaces.customField
      ? { customFields: [{ id: Number(markerField), value: marker }] }
      : method === markerPlaces.description
        ? { description: [productIdentifier, marker].filter((part) => part !== null).join(' ') }
        : { serialNumber: marker };
  const body = {
    product: { id: Number(line.productId) },
    quantity,
    billCustomer: line.billingOption ?? 'Billable',
    effectiveDate: midnight(line.firstBilledDay),
    ...(unitPrice === undefined ? {} : { unitPrice }),
    ...(line.taxable === null ? {} : { taxableFlag: line.taxable }),
    ...(line.invoiceText === null ? {} : { invoiceDescription: line.invoiceText }),
    ...place,
  };
  const path = `finance/agreements/${agreementId}/additions`;
  const value = { operation: 'addition/create', method: 'POST', path, body, right: rights.add } as const;
  return { ok: true, value };
}

const midnight = (day: Day): string => `${day}T00:00:00Z`;

const outOfRange = () => psaFailure('PsaRejected', message('psas.quantity-range', { most: largestQuantity }));

/** The whole number of `12` or `12.00`; null for fractions, signs, exponents, and what is too large for an integer. */
export function wholeQuantity(after: string): number | null {
  const whole = /^(0|[1-9]\d{0,9})(?:\.0{1,30})?$/.exec(after)?.[1];
  const quantity = whole === undefined ? null : Number(whole);
  return quantity === null || quantity > largestQuantity ? null : quantity;
}

/** A price that a JSON number holds exactly; null: it is none. */
const priceOf = (written: string): number | null =>
  /^\d{1,9}(?:\.\d{1,4})?$/.test(written) ? Number(written) : null;
