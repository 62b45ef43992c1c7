import { type Message, message, sentences } from '../../messages/message.ts';
import { Decimal } from 'decimal.js';
import { notConfirmed } from '../currency.ts';
import { type Day, decimal } from '../quantity.ts';
import type { BillingTargetFacts } from '../usage/billing-target.ts';
import { currencyCheck, newLineCheck } from '../usage/checks.ts';
import { effectIn } from '../comparison/change-effect.ts';
import { invoicedThrough, nextToInvoice } from '../usage/invoiced-through.ts';
import { isHolding } from '../usage/line-flags.ts';
import type { CreationFacts } from './creation-facts.ts';
import {
  type DecidedChange,
  type DecisionFacts,
  type DecisionOutcome,
  type DecisionRejected,
  type DecisionWish,
  reject,
} from './decision.ts';
import { type NewLineDraft, newLineDraft } from './new-line-draft.ts';
import { notApprovable } from './target-change.ts';

/** Why no line is created for a usage line now, whatever it were (RULES 16); null: one may be. */
export function noCreation(facts: DecisionFacts): DecisionRejected | null {
  const { line, creation } = facts;
  if (line.kind !== 'new' || creation === null || line.vendorQuantity === null) return notApprovable(line);
  if (creation.billedElsewhere !== null) return reject('MayBillTwice', creation.billedElsewhere);
  // What was found or has vanished may bill the seats (RULES 8).
  if (line.advice === null) return reject('MayBillTwice', line.reason);
  const holding = line.flags.filter((flag) => isHolding(flag) && flag.flag !== 'vanished');
  return holding.length === 0 ? null : reject('LineHeld', sentences(holding.map(({ reason }) => reason)));
}

/** A line in the PSA for seats that none bills (RULES 16). */
export function decideCreate(facts: DecisionFacts, wish: DecisionWish): DecisionOutcome {
  const { creation } = facts;
  const none = noCreation(facts);
  if (none !== null) return none;
  if (creation === null || wish.newLine === null) return notApprovable(facts.line);
  const draft = newLineDraft(facts, creation, wish.newLine);
  if ('kind' in draft) return draft;
  const rejected = rejectionOf(facts, wish, draft);
  if (rejected !== null) return rejected;
  const change = createdChange(facts, creation, draft, wish.reason);
  const { writeBackEnabled, mayApprove, mayCreateFirst } = facts;
  if (writeBackEnabled && mayApprove && (mayCreateFirst || !creation.isFirst))
    return { kind: 'approved', change };
  const proposal = {
    adjusts: false,
    quantity: change.after,
    billingTarget: null,
    targetPsaLineId: null,
    newLine: { ...wish.newLine, expectedUnitPrice: draft.price },
    reason: wish.reason,
  };
  return { kind: 'proposed', proposal, change };
}

/** Why a line is not created as it is wanted. */
function rejectionOf(facts: DecisionFacts, wish: DecisionWish, draft: NewLineDraft): DecisionRejected | null {
  const { reason } = wish;
  const { line, rule, first } = draft;
  const changed = otherThanShown(facts, wish, draft);
  if (changed !== null) return changed;
  if (line.unitPrice !== null && (reason === null || reason.trim() === ''))
    return reject('ReasonRequired', message('decisions.create.price-reason'));
  if (facts.selection === 'all' && rule?.later !== undefined)
    return reject('RulesMeet', message('decisions.create.rule-ends', { day: rule.later.from }));
  const held = moneyCheck(facts, draft);
  if (held !== null) return reject('LineHeld', held);
  return draft.units > largestQuantity
    ? reject(
        'QuantityNotWhole',
        message('decisions.too-large', { quantity: draft.units, most: largestQuantity }),
      )
    : first.day < facts.today && facts.selection === 'all'
      ? reject('FirstDayNotOffered', message('decisions.create.begun-alone'))
      : null;
}

/** Nothing is approved but what was shown: price and units may have changed without the usage line. */
function otherThanShown(
  { ownCurrency }: DecisionFacts,
  { quantity, newLine }: DecisionWish,
  { offered, price, units }: NewLineDraft,
): DecisionRejected | null {
  const expected = newLine?.expectedUnitPrice ?? null;
  const isSame =
    (quantity === null || quantity === units) && (expected === null || decimal(expected).equals(price));
  if (isSame) return null;
  const currency = offered.currency === notConfirmed ? ownCurrency : offered.currency;
  return reject(
    'LineChanged',
    message('decisions.create.other-than-shown', { units, price: { amount: price, currency } }),
  );
}

/** Far above any real seat count, and exact as a JSON integer everywhere. */
const largestQuantity = 1_000_000;

/** Of the checks, the money of jump alone; and that it can be compared at all. */
function moneyCheck(facts: DecisionFacts, draft: NewLineDraft): Message | null {
  const { accepted, limits, ownCurrency } = facts;
  const effect = effectOfNew(facts, draft).own;
  const quantity = { seats: decimal(draft.seats), units: decimal(draft.units), accepted, effect };
  return (
    (newLineCheck(quantity, limits, ownCurrency) ?? currencyCheck({ effect }, ownCurrency))?.reason ?? null
  );
}

/** What the new line bills, on an invoice and a month (RULES 9). */
function effectOfNew(
  { currencies }: Pick<DecisionFacts, 'currencies'>,
  { offered, price, units, isBilled }: NewLineDraft,
) {
  const { currency, billingCycle } = offered;
  const perInvoice = isBilled ? decimal(price).times(units) : new Decimal(0);
  const months = billingCycle?.months ?? null;
  const perMonth = months === null || months < 1 ? null : perInvoice.dividedBy(months);
  return effectIn({ currency, perInvoice, perMonth, note: null }, { currencies });
}

/** Through which day its agreement is invoiced; null: not known, or the PSA says so itself when the line is sent. */
function throughOf({ billingCycle, billsIn, dated, ...target }: BillingTargetFacts): Day | null {
  const next = nextToInvoice(target.nextInvoiceDate, target.parentNextInvoiceDate);
  if (dated != null || next === null || billingCycle === null) return null;
  return invoicedThrough(next, billingCycle, billsIn ?? 'advance');
}

export function createdChange(
  facts: DecisionFacts,
  { marker }: Pick<CreationFacts, 'marker'>,
  draft: NewLineDraft,
  reason: string | null,
): DecidedChange {
  const { offered, product, line, first, price, units, rule } = draft;
  const { currency, effectPerInvoice, effectPerMonth } = effectOfNew(facts, draft);
  const through = throughOf(offered.target);
  return {
    decision: 'create',
    change: { kind: 'create-line', line },
    psaLineId: marker,
    agreementId: offered.agreement.id,
    productIdentifier: product.identifier,
    before: '0',
    after: decimal(units).toFixed(),
    countOn: draft.seats,
    billingTarget: 'from-day',
    period:
      first.ends === null
        ? { invoiceDate: first.day, begins: null, ends: null }
        : { invoiceDate: first.day, begins: first.day, ends: first.ends },
    currency,
    effectPerInvoice,
    effectPerMonth,
    reason,
    rememberTarget: false,
    ...(through === null ? {} : { invoicedThrough: through }),
    newLine: {
      agreementName: offered.agreement.name,
      price,
      rule: rule ?? null,
    },
  };
}
