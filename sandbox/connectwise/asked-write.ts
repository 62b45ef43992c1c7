import type { AskedWrite } from '../request-log.ts';
import type { VendorRequest } from '../vendor.ts';
import { isRecord } from './wire.ts';

const linePath = /\/finance\/agreements\/(\d{1,9})\/additions\/(\d{1,9})$/u;
/** The request log is no place for a body that is anything but a quantity. */
const longestText = 100;

/** What a PATCH of a line asks for, read leniently: a test compares it with what should have been sent. */
export function askedWrite(request: VendorRequest): AskedWrite | null {
  const [, agreement, line] = linePath.exec(request.path) ?? [];
  if (request.method !== 'PATCH' || agreement === undefined || line === undefined) return null;
  const { path, value } = operationIn(request.body);
  return {
    agreementId: Number(agreement),
    lineId: Number(line),
    field: typeof path === 'string' ? path.replace(/^\//u, '').slice(0, longestText) : null,
    value:
      typeof value === 'string'
        ? value.slice(0, longestText)
        : typeof value === 'number' || typeof value === 'boolean'
          ? value
          : null,
    day: null,
  };
}

function operationIn(body: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    const operation: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    return isRecord(operation) ? operation : {};
  } catch {
    return {};
  }
}
