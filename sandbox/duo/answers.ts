import type { VendorAnswer } from '../vendor.ts';
import { type DuoErrorCode, duoErrorCodes, duoMessages } from './error-codes.ts';

/** Duo's text for a child of another deployment (duo.md 2.1); its code is not published, 40002 stands in. */
export const CROSS_DEPLOYMENT =
  'Cross-deployment Admin API usage through Accounts API is currently not available.';

export function duoError(code: DuoErrorCode, detail?: string): VendorAnswer {
  return duoFailure(code, duoMessages[code], detail);
}

export function duoFailure(code: number, message: string, detail?: string): VendorAnswer {
  return {
    status: Math.floor(code / 100),
    body: { stat: 'FAIL', code, message, ...(detail === undefined ? {} : { message_detail: detail }) },
  };
}

export function duoOk(response: unknown, metadata?: Readonly<Record<string, unknown>>): VendorAnswer {
  return { status: 200, body: { stat: 'OK', response, ...(metadata === undefined ? {} : { metadata }) } };
}

/** The answer with any code: in Duo's words where it is one of Duo's. */
export function duoFault(code: number): VendorAnswer {
  const known = duoErrorCodes.find((one) => one === code);
  return known === undefined ? duoFailure(code, 'Fault of the sandbox') : duoError(known);
}
