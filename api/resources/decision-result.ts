import type { z } from 'zod';
import type { DecisionItem, DecisionResult } from '../../contracts/api/decisions.ts';
import type { ErrorCode } from '../../contracts/errors.ts';
import type { DecidedChange } from '../../domain/write-back/decide.ts';
import type { Landing } from '../../domain/write-back/landing.ts';
import { problemItem } from '../problems.ts';

export type Item = z.output<typeof DecisionItem>;
export type Result = z.output<typeof DecisionResult>;

/** Why one item of a request does not hold; the others do. */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: ErrorCode;
  readonly detail: string;
  readonly agreementTypeId?: string;
  readonly offer?: readonly Landing[];
}

export const refusal = (code: ErrorCode, detail: string): Refusal => ({ kind: 'refused', code, detail });

const nothing = {
  lineVersion: null,
  approvalId: null,
  approvalLineId: null,
  replaced: null,
  change: null,
  code: null,
  title: null,
  advice: null,
  detail: null,
  agreementTypeId: null,
  offer: null,
} as const;

export function refusedResult(usageLineId: string, refused: Refusal): Result {
  const words = problemItem(refused.code);
  return {
    ...nothing,
    usageLineId,
    outcome: 'refused',
    code: refused.code,
    title: words.detail,
    advice: words.advice ?? null,
    detail: refused.detail,
    agreementTypeId: refused.agreementTypeId ?? null,
    offer: refused.offer === undefined || refused.offer.length === 0 ? null : [...refused.offer],
  };
}

export const setAsideResult = (usageLineId: string, outcome: 'dismissed' | 'held' | 'open'): Result => ({
  ...nothing,
  usageLineId,
  outcome,
});

export const changeResult = (
  usageLineId: string,
  outcome: 'approved' | 'proposed',
  change: DecidedChange,
  approval: Pick<Result, 'approvalId' | 'approvalLineId' | 'replaced'> = nothing,
): Result => ({
  ...nothing,
  usageLineId,
  outcome,
  approvalId: approval.approvalId,
  approvalLineId: approval.approvalLineId,
  replaced: approval.replaced,
  change: changeWire(change),
});

export const changeWire = ({ psaLineId, before, after, landing, period }: DecidedChange) => ({
  psaLineId,
  before,
  after,
  lands: landing,
  invoiceDate: period.invoiceDate,
});
