import { missingPart, proposedChoice, suggestedChoice, wishOfChoice } from './new-line.ts';
import { newLineOffer as offer } from './line-change.fixture.ts';

const suggested = suggestedChoice(offer);

describe('a new line as it is entered', () => {
  it('starts with what can be used, and sends all that is shown', () => {
    expect(missingPart(suggested, offer)).toBeNull();
    expect(wishOfChoice(suggested, offer)).toEqual({
      agreementId: '71',
      productId: '3',
      unitPrice: null,
      expectedUnitPrice: '4',
      firstBilledDay: '2020-12-01',
      billingOption: 'Billable',
      taxable: null,
      invoiceText: null,
    });
  });

  it('sends nothing for the price of the catalog, and another one only with a reason', () => {
    expect(wishOfChoice({ ...suggested, price: '4.00' }, offer).unitPrice).toBeNull();
    expect(missingPart({ ...suggested, price: '4.00' }, offer)).toBeNull();
    expect(missingPart({ ...suggested, price: '3.50' }, offer)).toBe('reason');
    expect(wishOfChoice({ ...suggested, price: '3.50', reason: 'MSA' }, offer).unitPrice).toBe('3.50');
    expect(missingPart({ ...suggested, price: '3,50' }, offer)).toBe('price-format');
  });

  it('never guesses a price that the catalog does not have', () => {
    expect(missingPart({ ...suggested, productId: '4' }, offer)).toBe('price');
  });

  it('shows a proposal as it was entered, to be approved or changed', () => {
    const proposal = {
      agreementId: '71',
      productId: '4',
      unitPrice: '3.5',
      expectedUnitPrice: '3.5',
      firstBilledDay: '2020-11-15',
      billingOption: 'NoCharge',
      taxable: false,
      invoiceText: null,
    };
    const choice = proposedChoice(proposal, offer, 'MSA');
    expect(missingPart(choice, offer)).toBeNull();
    expect(wishOfChoice(choice, offer)).toEqual(proposal);
  });

  it('chooses nothing where no agreement or product can be used', () => {
    const none = { ...offer, agreements: offer.agreements.slice(0, 1), products: [] };
    expect(missingPart(suggestedChoice(none), none)).toBe('agreement');
    expect(missingPart({ ...suggestedChoice(none), agreementId: '71' }, none)).toBe('product');
  });
});
