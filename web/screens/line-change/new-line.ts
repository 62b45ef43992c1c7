import type { NewLineOffer, NewLineWishes } from '../../api/line-changes.ts';
import type { UsageRow } from '../../api/usage.ts';
import { compareDecimals } from '../../values/decimals.ts';

export const taxChoices = ['catalog', 'taxable', 'not-taxable'] as const;

/** What is entered for a new line; empty: not chosen, or as the PSA has it for the product. */
export interface NewLineChoice {
  readonly agreementId: string;
  readonly productId: string;
  readonly price: string;
  readonly day: string;
  readonly billingOption: string;
  readonly taxable: (typeof taxChoices)[number];
  readonly invoiceText: string;
  /** Of another price than the catalog's. */
  readonly reason: string;
}

/** A new line that can be approved as it is previewed. */
export interface ReadyLine {
  readonly wish: NewLineWishes;
  /** Units, as they were previewed. */
  readonly quantity: number;
  /** "Create 15 × BACKUP on Managed IT at 4.00 from Dec 1". */
  readonly sentence: string;
  readonly reason: string | null;
}

/** What a person entered for a line before deciding it; `ready` null: `why` says what is missing. */
export interface NewLineDraft {
  /** The version of the usage line that it was previewed with; null: it must be previewed again. */
  readonly version: number | null;
  readonly choice: NewLineChoice;
  readonly ready: ReadyLine | null;
  readonly why: string | null;
}

export type MissingPart = 'agreement' | 'product' | 'day' | 'price' | 'price-format' | 'reason';

const pricePattern = /^\d{1,9}(\.\d{1,4})?$/u;

export const agreementOf = ({ agreements }: NewLineOffer, { agreementId }: NewLineChoice) =>
  agreements.find(({ id }) => id === agreementId);

export const productOf = ({ products }: NewLineOffer, { productId }: NewLineChoice) =>
  products.find(({ id }) => id === productId);

/** What is offered first of each part. */
export function suggestedChoice({ agreements, products, offers }: NewLineOffer): NewLineChoice {
  const agreement = agreements.find(({ rejected }) => rejected === null);
  return {
    agreementId: agreement?.id ?? '',
    productId: products[0]?.id ?? '',
    price: '',
    day: agreement?.firstBilledDays[0]?.day ?? '',
    billingOption: offers.billingOptions[0] ?? '',
    taxable: 'catalog',
    invoiceText: '',
    reason: '',
  };
}

type ProposedLine = NonNullable<NonNullable<UsageRow['decisionDetail']>['newLine']>;

/** What a colleague proposed, to be approved as it is or changed; what was left out is as offered first. */
export function proposedChoice(
  { agreementId, productId, unitPrice, firstBilledDay, billingOption, taxable, invoiceText }: ProposedLine,
  offer: NewLineOffer,
  reason: string | null,
): NewLineChoice {
  const suggested = withAgreement(suggestedChoice(offer), offer, agreementId);
  return {
    agreementId,
    productId,
    price: unitPrice ?? '',
    day: firstBilledDay ?? suggested.day,
    billingOption: billingOption ?? suggested.billingOption,
    taxable: taxable === null ? 'catalog' : taxable ? 'taxable' : 'not-taxable',
    invoiceText: invoiceText ?? '',
    reason: reason ?? '',
  };
}

/** Another agreement has other days. */
export const withAgreement = (
  choice: NewLineChoice,
  offer: NewLineOffer,
  agreementId: string,
): NewLineChoice => ({
  ...choice,
  agreementId,
  day: agreementOf(offer, { ...choice, agreementId })?.firstBilledDays[0]?.day ?? '',
});

/** The price that is sent: null is the catalog's. */
function ownPrice(choice: NewLineChoice, offer: NewLineOffer): string | null {
  const typed = choice.price.trim();
  const catalog = productOf(offer, choice)?.unitPrice ?? null;
  if (typed === '' || !pricePattern.test(typed)) return null;
  return catalog !== null && compareDecimals(typed, catalog) === 0 ? null : typed;
}

export const hasOwnPrice = (choice: NewLineChoice, offer: NewLineOffer): boolean =>
  ownPrice(choice, offer) !== null;

/** What must be entered next; null: the line is complete. */
export function missingPart(choice: NewLineChoice, offer: NewLineOffer): MissingPart | null {
  const product = productOf(offer, choice);
  const typed = choice.price.trim();
  if (choice.agreementId === '') return 'agreement';
  if (product === undefined) return 'product';
  if (choice.day === '') return 'day';
  if (typed === '') return product.unitPrice === null ? 'price' : null;
  if (!pricePattern.test(typed)) return 'price-format';
  return hasOwnPrice(choice, offer) && choice.reason.trim() === '' ? 'reason' : null;
}

const taxableOf = { catalog: null, taxable: true, 'not-taxable': false } as const;

/** As the API takes it: all that was shown, so that nothing else is approved. */
export const wishOfChoice = (choice: NewLineChoice, offer: NewLineOffer): NewLineWishes => ({
  agreementId: choice.agreementId,
  productId: choice.productId,
  unitPrice: ownPrice(choice, offer),
  expectedUnitPrice: ownPrice(choice, offer) ?? productOf(offer, choice)?.unitPrice ?? null,
  firstBilledDay: choice.day,
  billingOption: choice.billingOption === '' ? null : choice.billingOption,
  taxable: taxableOf[choice.taxable],
  invoiceText: choice.invoiceText.trim() === '' ? null : choice.invoiceText.trim(),
});
