import type { StatusFault, VendorAnswer } from '../vendor.ts';

export const ok = (body: unknown): VendorAnswer => ({ status: 200, body });

/** What Autotask says no to comes as 500 with texts, whatever the reason (autotask.md 5). */
export const rejection = (...errors: readonly string[]): VendorAnswer => ({ status: 500, body: { errors } });

export const unauthorized = (): VendorAnswer => ({ status: 401, body: { errors: ['Unauthorized'] } });

/** The frame, not the application, says these: no `errors`, but a `Message`. */
export const noSuchAddress = (path: string): VendorAnswer => ({
  status: 404,
  body: { Message: `No HTTP resource was found that matches the request URI '${path}'.` },
});

export const methodNotAllowed = (method: string): VendorAnswer => ({
  status: 405,
  body: { Message: `The requested resource does not support http method '${method}'.` },
});

/** Of a record that a write names. */
export const missing = (field: string, value: unknown): VendorAnswer =>
  rejection(`Value does not reference an existing entity for ${field} (${String(value)}).`);

/** A missing right on a write (autotask.md 5). */
export const notPermitted = (): VendorAnswer =>
  rejection('The logged in Resource does not have the adequate permissions to create this entity type.');

/** The answer above the limit of parallel calls, whatever its status. */
export const threadLimit = (status: number, threads: number): VendorAnswer => ({
  status,
  body: {
    errors: [
      `Itgenatr005: Thread Threshold Exceeded. The Autotask API thread threshold of ${threads} threads has been exceeded.`,
    ],
  },
});

export const hourlyLimit = (): VendorAnswer => ({
  status: 429,
  body: { errors: ['The external request threshold of this database has been exceeded.'] },
});

/** What a fault `status` says in JSON. */
export const faultBody = ({ text }: StatusFault): unknown => ({ errors: [text ?? 'Fault of the sandbox'] });
