import { auditStreamErrors } from './errors/audit-streams.ts';
import { decisionErrors } from './errors/decisions.ts';
import type { ErrorStatus } from './errors/error-status.ts';
import { mappingErrors } from './errors/mapping.ts';
import { noticeErrors } from './errors/notices.ts';
import { requestErrors } from './errors/requests.ts';
import { singleSignOnErrors } from './errors/single-sign-on.ts';
import { webhookErrors } from './errors/webhooks.ts';
import { workErrors } from './errors/work.ts';

/**
 * Every code that leaves Seatwise: in problem bodies, in rows, as `type` of a Temporal failure, as search attribute. A
 * code never changes its meaning. Its texts are in locales/, and docs/errors.md is generated from both.
 */
export const errors = {
  ...requestErrors,
  ...mappingErrors,
  ...decisionErrors,
  ...noticeErrors,
  ...workErrors,
  ...webhookErrors,
  ...auditStreamErrors,
  ...singleSignOnErrors,
} as const;

export type ErrorCode = keyof typeof errors;

/** Whether this version knows a code that was read from a row or a failure. */
export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errors, code);

/** The HTTP status of a problem with this code. */
export const statusOf = (code: ErrorCode): number => {
  const definition: ErrorStatus = errors[code];
  return definition.http ?? 500;
};
