import type { ErrorStatus } from './error-status.ts';

/** The audit as a stream: sent to a receiver, or read with a cursor. */
export const auditStreamErrors = {
  AuditStreamFailing: {},
  AuditCursorUnknown: { http: 409 },
  AuditStreamAhead: { http: 409 },
  AuditStreamCaUnreadable: { http: 422 },
  AuditStreamUnsigned: { http: 409 },
  TooManyAuditStreams: { http: 409 },
} as const satisfies Record<string, ErrorStatus>;
