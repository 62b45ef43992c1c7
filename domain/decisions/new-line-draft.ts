import { type Message, message } from '../../messages/message.ts';
import { addDays } from '../calendar.ts';
import { notConfirmed } from '../currency.ts';
import type { PsaProduct } from '../psa-facts.ts';
import { type Day, decimal, type DecimalText } from '../quantity.ts';
import { billableOf, type LineRule } from '../usage/composition.ts';
import type { NewLine } from './change.ts';
import type { AgreementForLine, CreationFacts } from './creation-facts.ts';
import { type DecisionFacts, type DecisionRejected, type NewLineWish, reject } from './decision.ts';
import { firstBilledDays, type OfferedDay } from './first-billed-days.ts';

/** A line to be created as a person wants it, complete with what was left out. */
export interface NewLineDraft {
  readonly offered: AgreementForLine;
  readonly product: PsaProduct;
  readonly line: NewLine;
  readonly first: OfferedDay;
  /** What a unit shall cost. */
  readonly price: DecimalText;
  readonly seats: number;
  /** Billable units on the first billed day. */
  readonly units: number;
  readonly rule: LineRule | undefined;
  /** The customer is billed for it, instead of only seeing it on the invoice. */
  readonly isBilled: boolean;
}

/** The days that a new line on an agreement may be billed from, the default first; a message: why there is none. */
export const daysOf = (
  { agreement, target }: AgreementForLine,
  {
    countedSince,
    billedThrough,
    capabilities,
  }: Pick<CreationFacts, 'countedSince' | 'billedThrough' | 'capabilities'>,
  today: Day,
): readonly OfferedDay[] | Message => {
  const days = firstBilledDays({ target, prorates: agreement.prorates, countedSince, billedThrough, today });
  if (!('length' in days) || capabilities.firstDay === 'any') return days;
  // Where a day begins a period, today does so or is not one of them.
  return days.filter(({ day, ends }) => ends === null || target.dated != null || day !== today);
};

/** What is sent for the person's choices (RULES 16), or why nothing can be: what is not chosen is as suggested. */
export function newLineDraft(
  { line, today, ownCurrency }: Pick<DecisionFacts, 'line' | 'today' | 'ownCurrency'>,
  creation: CreationFacts,
  wish: NewLineWish,
): NewLineDraft | DecisionRejected {
  const offered = creation.agreements.find(({ agreement }) => agreement.id === wish.agreementId);
  if (offered === undefined)
    return reject('AgreementNotOffered', message('decisions.create.other-agreement'));
  const days = daysOf(offered, creation, today);
  if (!('length' in days)) return reject('AgreementNotOffered', days);
  const product = creation.products.find(({ id }) => id === wish.productId);
  if (product === undefined) return reject('ProductNotOffered', message('decisions.create.other-product'));
  const first = wish.firstBilledDay === null ? days[0] : days.find(({ day }) => day === wish.firstBilledDay);
  if (first === undefined)
    return reject('FirstDayNotOffered', message('decisions.create.other-day'), {
      offer: days.map(({ day }) => day),
    });
  const options = optionsOf(creation, wish);
  if ('kind' in options) return options;
  const price = priceOf(offered, product, wish, creation, ownCurrency);
  if (typeof price !== 'string') return price;
  const rule = creation.ruleOf({ agreement: offered.agreement, productId: product.id }, first);
  const units = billableOf({ vendorQuantity: line.vendorQuantity, ...(rule === undefined ? {} : { rule }) });
  if (units === null || line.vendorQuantity === null) return reject('LineNotRead', line.reason);
  if (units < 1) return reject('KindNotApprovable', message('decisions.create.no-units', { day: first.day }));
  return {
    offered,
    product,
    line: {
      productId: product.id,
      unitPrice: price === product.price ? null : price,
      catalogPrice: product.price,
      firstBilledDay: first.day,
      ...options,
    },
    first,
    price,
    seats: line.vendorQuantity,
    units,
    rule,
    isBilled: options.billingOption === (creation.capabilities.billingOptions[0] ?? null),
  };
}

type Options = Pick<NewLine, 'billingOption' | 'taxable' | 'invoiceText'>;

function optionsOf(
  { capabilities }: CreationFacts,
  { billingOption, taxable, invoiceText }: NewLineWish,
): Options | DecisionRejected {
  const [usual = null] = capabilities.billingOptions;
  const no = (option: 'billing' | 'tax' | 'text'): DecisionRejected =>
    reject('OptionNotOffered', message('decisions.create.option', { option }));
  if (billingOption !== null && !capabilities.billingOptions.includes(billingOption)) return no('billing');
  if (taxable !== null && !capabilities.taxable) return no('tax');
  if (invoiceText !== null && invoiceText.length > (capabilities.invoiceTextMax ?? 0)) return no('text');
  return { billingOption: billingOption ?? usual, taxable, invoiceText };
}

/** Above zero; another one than the catalog's needs a reason, which the decision asks for. */
function priceOf(
  { currency }: AgreementForLine,
  { identifier, price: ofCatalog }: PsaProduct,
  { unitPrice }: NewLineWish,
  { capabilities }: CreationFacts,
  ownCurrency: string,
): DecimalText | DecisionRejected {
  const missing = (detail: Message): DecisionRejected => reject('PriceMissing', detail);
  if (unitPrice !== null && !isSame(unitPrice, ofCatalog)) {
    if (!capabilities.price) return missing(message('decisions.create.price-not-sent'));
    return decimal(unitPrice).greaterThan(0) ? unitPrice : missing(message('decisions.create.price-zero'));
  }
  if (ofCatalog === null || !decimal(ofCatalog).greaterThan(0))
    return missing(message('decisions.create.price-missing', { item: identifier }));
  // The catalog is in the MSP's own currency (RULES 9).
  return currency === ownCurrency || currency === notConfirmed
    ? ofCatalog
    : missing(message('decisions.create.price-currency', { currency, own: ownCurrency }));
}

const isSame = (price: DecimalText, ofCatalog: DecimalText | null): boolean =>
  ofCatalog !== null && decimal(price).equals(ofCatalog);

/** What a person reads before it is created: what it bills in addition to the usual. */
export function cautionsOf(
  { first, line, offered, price, units, rule }: NewLineDraft,
  { isFirst }: Pick<CreationFacts, 'isFirst'>,
  today: Day,
): readonly Message[] {
  const { currency } = offered;
  const amount = { amount: decimal(price).times(units).toFixed(2), currency };
  const begun = first.note !== null && first.day <= today && first.ends !== null;
  return [
    ...(first.note === null ? [] : [first.note]),
    ...(begun && offered.agreement.prorates !== true
      ? [message('decisions.create.whole-period', { amount, last: addDays(first.ends, -1) })]
      : []),
    ...(line.unitPrice === null || line.catalogPrice === null
      ? []
      : [
          message('decisions.create.other-price', {
            price: { amount: price, currency },
            catalog: { amount: line.catalogPrice, currency },
          }),
        ]),
    ...(rule?.later === undefined ? [] : [message('decisions.create.rule-ends', { day: rule.later.from })]),
    ...(isFirst ? [message('decisions.create.first')] : []),
  ];
}
