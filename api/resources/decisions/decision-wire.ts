import type { z } from 'zod';
import type { DecisionItem, DecisionResult } from '../../../contracts/api/decisions.ts';
import type { NewLineWish } from '../../../contracts/api/line-changes.ts';
import type { DecidedChange } from '../../../domain/decisions/decide.ts';
import type { Decided, Item, ItemOutcome } from '../../../use-cases/decisions/decision.ts';
import type { Renderer } from '../../../messages/rendering/renderer.ts';
import { rejectionWords } from '../../problems.ts';

type Result = z.output<typeof DecisionResult>;

export const itemOf = (item: z.output<typeof DecisionItem>): Item => ({
  usageLineId: item.usageLineId,
  decision: item.decision,
  lineVersion: item.lineVersion,
  quantity: item.quantity ?? null,
  billingTarget: item.billingTarget ?? null,
  targetPsaLineId: item.targetPsaLineId ?? null,
  newLine: item.decision === 'create' ? newLineOf(item.newLine) : null,
  end: null,
  reason: item.reason ?? null,
});

export const newLineOf = (wish: z.output<typeof NewLineWish>): NonNullable<Item['newLine']> => ({
  agreementId: wish.agreementId,
  productId: wish.productId,
  unitPrice: wish.unitPrice ?? null,
  expectedUnitPrice: wish.expectedUnitPrice ?? null,
  firstBilledDay: wish.firstBilledDay ?? null,
  billingOption: wish.billingOption ?? null,
  taxable: wish.taxable ?? null,
  invoiceText: wish.invoiceText ?? null,
});

const nothing = {
  approvalId: null,
  approvalLineId: null,
  replaced: null,
  change: null,
  code: null,
  title: null,
  advice: null,
  detail: null,
  params: null,
  agreementTypeId: null,
  offer: null,
} as const;

export const resultWire = ({ usageLineId, outcome, lineVersion }: Decided, render: Renderer): Result => ({
  usageLineId,
  outcome: outcome.kind,
  lineVersion,
  ...nothing,
  ...factsOf(outcome, render),
});

function factsOf(outcome: ItemOutcome, render: Renderer): Partial<Result> {
  switch (outcome.kind) {
    case 'rejected': {
      const { code, detail, agreementTypeId = null, offer = [] } = outcome;
      return {
        ...rejectionWords(code, detail, render),
        agreementTypeId,
        offer: offer.length === 0 ? null : [...offer],
      };
    }
    case 'approved': {
      const { approvalId, approvalLineId, replaced, change } = outcome;
      return { approvalId, approvalLineId, replaced, change: changeWire(change) };
    }
    case 'proposed':
      return { change: changeWire(outcome.change) };
    case 'dismissed':
    case 'held':
    case 'open':
      return {};
  }
}

const changeWire = ({ change, psaLineId, before, after, billingTarget, period }: DecidedChange) => ({
  kind: change.kind,
  firstBilledDay: change.kind === 'create-line' ? change.line.firstBilledDay : null,
  lastBilledDay: 'lastBilledDay' in change ? change.lastBilledDay : null,
  psaLineId,
  before,
  after,
  billingTarget: billingTarget,
  invoiceDate: period.invoiceDate,
});
