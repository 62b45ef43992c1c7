import type { VendorAnswer } from '../vendor.ts';

/** Codes and texts of Duo's errors (duo.md 4). The first three digits are the HTTP status. */
const MESSAGES = {
  40001: 'Missing required request parameters',
  40002: 'Invalid request parameters',
  40101: 'Missing request credentials',
  40102: 'Invalid integration key in request credentials',
  40103: 'Invalid signature in request credentials',
  40104: 'Missing or unreadable request timestamp',
  40105: 'Bad request timestamp',
  40301: 'Access forbidden',
  40401: 'Resource not found',
  40501: 'Method not allowed',
  42901: 'Too Many Requests',
  50001: 'Unknown internal server error',
} as const;

export type DuoErrorCode = keyof typeof MESSAGES;

/** The codes as a list, for the schema of the control calls. */
export const duoErrorCodes = Object.keys(MESSAGES).map(Number) as DuoErrorCode[];

/** Duo's text for a child of another deployment (duo.md 2.1); its code is not published, 40002 stands in. */
export const CROSS_DEPLOYMENT =
  'Cross-deployment Admin API usage through Accounts API is currently not available.';

export function duoError(code: DuoErrorCode, detail?: string): VendorAnswer {
  return duoFailure(code, MESSAGES[code], detail);
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
