import { randomUUID } from 'node:crypto';
import type { StatusFault, VendorAnswer } from '../vendor.ts';

/** What the gateway says when company id, codebase or a doubled path does not fit (connectwise.md 3). */
const cannotRoute = 'Cannot route. Codebase/company is invalid';

/** One entry of `errors[]` (connectwise.md 8). */
export interface FieldError {
  readonly code: string;
  readonly message: string;
  readonly resource: string;
  readonly field: string;
}

/** Headers every answer of the application carries (connectwise.md 3). */
function applicationHeaders(): Record<string, string> {
  return {
    'x-cw-request-id': randomUUID(),
    'api-current-version': '2025.8',
    'x-server-name': 'sandbox',
  };
}

/** 201 with what was created. */
export const created = (body: unknown): VendorAnswer => ({ ...json(body), status: 201 });

/** 200 with a JSON body. `link` is the paging header (connectwise.md 5). */
export function json(body: unknown, link?: string): VendorAnswer {
  return { status: 200, headers: { ...applicationHeaders(), ...(link === undefined ? {} : { link }) }, body };
}

/** An application error: `{code, message, errors}` (connectwise.md 8). */
export function rejection(
  status: number,
  code: string,
  message: string,
  errors: readonly FieldError[] | null = null,
): VendorAnswer {
  return { status, headers: applicationHeaders(), body: { code, message, errors } };
}

/** 400 in plain text: it comes from the gateway, before any JSON (connectwise.md 8). */
export function notRouted(): VendorAnswer {
  return { status: 400, body: cannotRoute };
}

/** 400 about one field of an addition (connectwise.md 8). */
export const invalidAddition = (
  field: string,
  message: string,
  resource: FieldError['resource'] = 'addition',
  code = 'InvalidField',
): VendorAnswer =>
  rejection(400, 'InvalidObject', 'addition object is invalid', [{ code, message, resource, field }]);

export const notJson = (): VendorAnswer =>
  rejection(415, 'UnsupportedMediaType', 'The request entity’s media type is not supported.');

export function notFound(what: string): VendorAnswer {
  return rejection(404, 'NotFound', `${what} not found`);
}

export function methodNotAllowed(method: string): VendorAnswer {
  return rejection(
    405,
    'MethodNotAllowed',
    `The requested resource does not support http method '${method}'.`,
  );
}

/** 403 of a role that lacks a right (connectwise.md 3). */
export function securityRejection(): VendorAnswer {
  return rejection(403, 'Security', 'You do not have security permission to perform this action.');
}

/** Words of our own: what ConnectWise says on a conflict is not public (connectwise.md 8). */
const rejectionsByStatus: Readonly<Record<number, { readonly code: string; readonly message: string }>> = {
  403: { code: 'Security', message: 'You do not have security permission to perform this action.' },
  409: { code: 'RecordInUse', message: 'The record is in use by another user. Try again later.' },
};

/** What a fault `status` says in JSON. */
export function faultBody({ status, code, text }: StatusFault): {
  readonly code: string;
  readonly message: string;
  readonly errors: null;
} {
  const usual = rejectionsByStatus[status] ?? { code: 'SandboxFault', message: 'Fault of the sandbox' };
  return { code: code ?? usual.code, message: text ?? usual.message, errors: null };
}
