import { type Message, message } from '../../messages/message.ts';
import type { RulesByScope } from '../billing-rules/applicable-rule.ts';
import { rulesByScope } from '../billing-rules/applicable-rule.ts';
import { type CurrencyCode, currencyOfAgreement } from '../currency.ts';
import type { NewLineCapabilities } from '../kinds.ts';
import type { BillingCycle, PsaAgreement, PsaProduct } from '../psa-facts.ts';
import type { Day } from '../quantity.ts';
import { hasEnded, lastBilledDayOf } from '../canceled-day.ts';
import { usabilityByAgreement } from '../usage/agreement-usability.ts';
import type { BillingGroup } from '../comparison/billing-groups.ts';
import type { BillingTargetFacts } from '../usage/billing-target.ts';
import type { ComposedLine, CompositionInput, LineRule } from '../usage/composition.ts';
import { ruleOfNewLine } from '../comparison/group-rule.ts';
import { assessLines } from '../comparison/line-assessment.ts';
import { isOutside } from '../usage/line-roles.ts';
import { estimatedProduct, seatPrices } from '../comparison/seat-prices.ts';
import { agreementTypeKey, billingTargetFactsOf } from '../comparison/waiting-change.ts';

/** An agreement that a line could be created on. */
export interface AgreementForLine {
  readonly agreement: PsaAgreement;
  /** Its own, or its parent's; null: not known. */
  readonly billingCycle: BillingCycle | null;
  readonly currency: CurrencyCode;
  readonly target: BillingTargetFacts;
}

/** What a line for a usage line can be created of; all of it from rows and the present composition (RULES 16). */
export interface CreationFacts {
  /** Of the customer, the suggested one first. */
  readonly agreements: readonly AgreementForLine[];
  /** Whether nothing else could be meant by the first agreement and product. */
  readonly isClear: boolean;
  /** Mapped ones that can be a line, the suggested one first. */
  readonly products: readonly PsaProduct[];
  readonly capabilities: NewLineCapabilities;
  /** Since when the seats have been counted; null: not known. */
  readonly countedSince: Day | null;
  /** The last day that an ended line for the seats bills; null: there is none. */
  readonly billedThrough: Day | null;
  /** What may bill the seats apart from what composing found; null: nothing. */
  readonly billedElsewhere: Message | null;
  /** No line was created in this integration before, and none is about to be. */
  readonly isFirst: boolean;
  /** The new line is found again by it. */
  readonly marker: string;
  /** The billing rule on the first day that it bills; undefined: none. */
  ruleOf(
    line: { readonly agreement: PsaAgreement; readonly productId: string },
    days: { readonly day: Day; readonly ends: Day | null },
  ): LineRule | undefined;
}

type FactsOfCaller = Pick<CreationFacts, 'capabilities' | 'countedSince' | 'isFirst' | 'marker'>;

export function creationFacts(
  input: CompositionInput,
  group: BillingGroup,
  composed: ComposedLine,
  facts: FactsOfCaller,
): CreationFacts {
  const rules: RulesByScope = rulesByScope(input.rules);
  const agreements = agreementsFor(input, group, composed);
  const products = productsFor(input, group);
  const usable = agreements.filter(({ target }) => target.notUsable === null);
  const named = composed.advice?.kind === 'create-line' ? composed.advice.productIdentifier : null;
  return {
    ...facts,
    agreements,
    products,
    isClear: usable.length === 1 && named !== null && named === products[0]?.identifier,
    billedThrough: billedThrough(group, input),
    billedElsewhere: duplicateOf(input, group),
    ruleOf: ({ agreement, productId }, days) =>
      ruleOfNewLine(group, { agreementTypeId: agreementTypeKey(agreement.typeId), productId }, rules, days),
  };
}

/** Usable ones first; of these, where a line of the customer stood before, then those whose billing is answered. */
function agreementsFor(
  input: CompositionInput,
  group: BillingGroup,
  { lines }: ComposedLine,
): readonly AgreementForLine[] {
  const usability = usabilityByAgreement(input.agreements, input.today);
  const companies = new Map(input.companies.map((company) => [company.id, company]));
  const stoodOn = new Set(lines.map(({ agreementId }) => agreementId));
  const offered = group.agreements.map((agreement): AgreementForLine => {
    const usable = usability.get(agreement.id) ?? null;
    return {
      agreement,
      billingCycle: usable?.billingCycle ?? null,
      currency: currencyOfAgreement(agreement, companies, input.currencies),
      target: billingTargetFactsOf({ agreement, usability: usable }, group, input),
    };
  });
  const rank = ({ agreement, target }: AgreementForLine): number =>
    (target.notUsable === null ? 0 : 4) +
    (stoodOn.has(agreement.id) ? 0 : 2) +
    (target.billsIn === null && target.dated == null ? 1 : 0);
  return offered.toSorted(
    (a, b) => rank(a) - rank(b) || a.agreement.id.localeCompare(b.agreement.id, 'en', { numeric: true }),
  );
}

/** That of the largest account's edition first, or the cheapest; then by price. */
function productsFor(input: CompositionInput, { accounts }: BillingGroup): readonly PsaProduct[] {
  const mapped = new Set(input.mappedProductIds);
  const prices = seatPrices(input);
  const largest = accounts.toSorted((a, b) => seatsOf(b) - seatsOf(a))[0];
  const suggested = largest === undefined ? null : estimatedProduct(largest, prices);
  const rank = ({ id, price }: PsaProduct): number =>
    id === suggested?.id ? -1 : price === null ? Number.POSITIVE_INFINITY : Number(price);
  return input.products
    .filter(({ id, inactive, holdsOthers }) => mapped.has(id) && !inactive && !holdsOthers)
    .toSorted((a, b) => rank(a) - rank(b));
}

const seatsOf = ({ lastComplete }: BillingGroup['accounts'][number]): number => lastComplete?.seats ?? -1;

/** Whoever ended a line: by default its canceled day may be billed. One that was canceled before it began never billed. */
function billedThrough(
  { lines }: BillingGroup,
  { canceledDay = 'billed' }: Pick<CompositionInput, 'canceledDay'>,
): Day | null {
  const days = lines.flatMap(({ line, role, status, own }) => {
    const canceled = line.cancelledDate === null ? null : lastBilledDayOf(line.cancelledDate, canceledDay);
    const day = own?.ends ?? canceled;
    const { effectiveDate } = line;
    const neverBegan =
      effectiveDate === null ? own?.ends === undefined : hasEnded(line, effectiveDate, canceledDay);
    return status !== 'ended' || neverBegan || isOutside(role) || day === null ? [] : [day];
  });
  return days.sort().at(-1) ?? null;
}

/** A line that a person called a duplicate bills the seats as long as nothing else does (RULES 4). */
function duplicateOf(input: CompositionInput, { companyId }: BillingGroup): Message | null {
  const roles = new Map(input.choices.map(({ psaLineId, role }) => [psaLineId, role]));
  const duplicate = assessLines(input).find(
    ({ line, companyId: of, status }) =>
      of === companyId && roles.get(line.id) === 'duplicate' && (status === 'live' || status === 'future'),
  );
  return duplicate === undefined ? null : message('decisions.create.duplicate', { line: duplicate.line.id });
}
