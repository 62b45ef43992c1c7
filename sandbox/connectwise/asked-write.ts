import type { AskedWrite } from '../request-log.ts';
import type { VendorRequest } from '../vendor.ts';
import { isRecord } from './wire.ts';

const linePath = /\/finance\/agreements\/(\d{1,9})\/additions(?:\/(\d{1,9}))?$/u;
/** The request log is no place for a body that is anything but what a line is changed or created by. */
const longestText = 100;

/** What a PATCH or a POST of a line asks for, read leniently: a test compares it with what should have been sent. */
export function askedWrite(request: VendorRequest): AskedWrite | null {
  const [, agreement, line] = linePath.exec(request.path) ?? [];
  if (agreement === undefined) return null;
  const agreementId = Number(agreement);
  if (request.method === 'POST' && line === undefined) return askedLine(agreementId, bodyOf(request));
  if (request.method !== 'PATCH' || line === undefined) return null;
  const { path, value } = operationIn(request);
  return {
    agreementId,
    lineId: Number(line),
    field: typeof path === 'string' ? path.replace(/^\//u, '').slice(0, longestText) : null,
    value: simple(value),
    day: null,
  };
}

function askedLine(agreementId: number, body: unknown): AskedWrite {
  const sent = isRecord(body) ? body : {};
  const { product, quantity, effectiveDate, unitPrice, serialNumber, description, customFields } = sent;
  const fields = Array.isArray(customFields) ? (customFields as unknown[]) : [];
  const texts = [serialNumber, description, ...fields.map((one) => (isRecord(one) ? one['value'] : null))];
  return {
    agreementId,
    lineId: 0,
    field: 'quantity',
    value: simple(quantity),
    day: typeof effectiveDate === 'string' ? effectiveDate.slice(0, longestText) : null,
    newLine: {
      productId: isRecord(product) ? number(product['id']) : null,
      unitPrice: number(unitPrice),
      texts: texts.flatMap((text) => (typeof text === 'string' ? [text.slice(0, longestText)] : [])),
    },
  };
}

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

const simple = (value: unknown): AskedWrite['value'] =>
  typeof value === 'string'
    ? value.slice(0, longestText)
    : typeof value === 'number' || typeof value === 'boolean'
      ? value
      : null;

function bodyOf({ body }: VendorRequest): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

function operationIn(request: VendorRequest): Record<string, unknown> {
  const body = bodyOf(request);
  const operation: unknown = Array.isArray(body) ? body[0] : body;
  return isRecord(operation) ? operation : {};
}
