import type { StatusFault, VendorAnswer } from '../vendor.ts';

export const json = (body: unknown, status = 200): VendorAnswer => ({ status, body });

/** Most refusals are plain text, and say little (halopsa.md 3). */
export const text = (status: number, body: string): VendorAnswer => ({ status, body });

/** A refusal of what was sent, in the form of the application. */
export const invalid = (message: string): VendorAnswer =>
  json({ ClassName: 'System.Exception', Message: message }, 400);

export const notFound = (): VendorAnswer => text(404, 'Not Found');

/** A token that is none, or a right that the agent lacks: one answer for both (halopsa.md 3). */
export const unauthorized = (): VendorAnswer => text(401, 'Unauthorized');

export const forbidden = (): VendorAnswer => text(403, 'Forbidden');

/** A refusal of the token call (halopsa.md 2). */
export const tokenRejected = (status: number, error: string, description: string): VendorAnswer =>
  json({ error, error_description: description }, status);

/** An instance that is not there (halopsa.md 3). */
export const noInstance = (): VendorAnswer => ({ status: 500, body: undefined });

export const tooMany = (calls: number): VendorAnswer =>
  text(429, `API rate limit exceeded. The limit is ${calls} requests in a rolling 5 minutes.`);

/** What a fault `status` says in JSON. */
export const faultBody = ({ status, code, text: words }: StatusFault): unknown =>
  status === 401
    ? { error: code ?? 'invalid_client', error_description: words ?? 'Fault of the sandbox' }
    : { ClassName: code ?? 'System.Exception', Message: words ?? 'Fault of the sandbox' };
