import { type CalledIfKnown, inNames } from '../domain/called.ts';
import { decisionErrors } from './errors/decisions.ts';
import { definitionAmong, type ErrorDefinition } from './errors/definition.ts';
import { mappingErrors } from './errors/mapping.ts';
import { noticeErrors } from './errors/notices.ts';
import { requestErrors } from './errors/requests.ts';
import { webhookErrors } from './errors/webhooks.ts';
import { bringsAdvice, stillness, workErrors } from './errors/work.ts';

export { bringsAdvice, type ErrorDefinition, inNames, stillness };

/**
 * Every code that leaves Seatwise: in problem bodies, in rows, as `type` of a Temporal failure, as search
 * attribute. A code never changes its meaning. docs/errors.md is generated from this.
 */
export const errors = {
  ...requestErrors,
  ...mappingErrors,
  ...decisionErrors,
  ...noticeErrors,
  ...workErrors,
  ...webhookErrors,
} as const;

export type ErrorCode = keyof typeof errors;

/**
 * The definition of a code read from a row, in the names of the integration it is about; null for one this version does
 * not know.
 * @param called null: it is about none, or it is not known which.
 */
export const definitionOf = (code: string, called: CalledIfKnown | null = null): ErrorDefinition | null =>
  definitionAmong(errors, code, called);
