import { message } from '../../messages/message.ts';
import type { PsaAgreement } from '../psa-facts.ts';
import { agreementUsability, mayBill, usabilityByAgreement } from './agreement-usability.ts';
import { shiftByCycle } from './billing-cycle.ts';
import { customerAlone } from '../comparison/customers.fixture.ts';

const [agreement] = customerAlone({ name: 'Acme', seats: [1], lines: [{ quantity: '1' }] }).agreements;
const of = (change: Partial<PsaAgreement>): PsaAgreement => ({ ...agreement!, ...change });
const today = '2026-11-24';
const now = '2026-11-24T08:00:00.000Z';
const why = (change: Partial<PsaAgreement>, parent: PsaAgreement | null = null): unknown => {
  const usability = agreementUsability(of(change), parent, today);
  return usability.usable ? 'usable' : usability.reason;
};

describe('RULES 3: whether a line on an agreement bills anything', () => {
  it.each<[string, Partial<PsaAgreement>, unknown]>([
    ['as it is', {}, 'usable'],
    ['without a status', { status: null }, 'usable'],
    ['canceled', { over: 'canceled' }, message('usage.agreement.canceled')],
    ['whatever its status is called', { status: 'Cancelled' }, 'usable'],
    ['expired', { over: 'expired' }, message('usage.agreement.expired')],
    ['inactive', { over: 'inactive' }, message('usage.agreement.inactive')],
    ['that ends today', { endDate: today }, 'usable'],
    [
      'that ended yesterday',
      { endDate: '2026-11-23' },
      message('usage.agreement.ended', { day: '2026-11-23' }),
    ],
    ['without a cycle', { billingCycle: null }, message('usage.agreement.cycle-missing')],
    [
      'never billed',
      { billingCycle: { name: ' None ', months: null, days: null, never: true } },
      message('usage.agreement.cycle-none'),
    ],
    [
      'of a cycle without a name',
      { billingCycle: { name: '', months: null, days: null, never: true } },
      message('usage.agreement.cycle-none'),
    ],
    ['without a next invoice', { nextInvoiceDate: null }, message('usage.agreement.no-next-invoice')],
  ])('%s', (_, change, expected) => {
    expect(why(change)).toEqual(expected);
  });

  it('a child without a date or cycle of its own has its parent’s; an agreement without a parent has nobody’s', () => {
    const parent = of({ id: 'parent', nextInvoiceDate: '2026-12-15' });
    const child = of({ id: 'child', parentAgreementId: 'parent', nextInvoiceDate: null, billingCycle: null });
    const alone = of({ id: 'alone', parentAgreementId: null, nextInvoiceDate: null });
    const byId = usabilityByAgreement([child, parent, alone], today);
    expect(byId.get('child')).toMatchObject({ usable: true, nextInvoiceDate: '2026-12-15' });
    expect(byId.get('alone')).toMatchObject({ usable: false });
  });
});

describe('RULES 3: what is not worth reading', () => {
  it.each<[string, Partial<PsaAgreement>, boolean]>([
    ['one that runs', { status: 'Active', endDate: null }, true],
    ['one without a status', { status: null, endDate: null }, true],
    ['one that is canceled', { over: 'canceled', status: 'Active', endDate: null }, false],
    ['one that says it is over', { over: 'inactive', endDate: null }, false],
    ['one that ends later', { endDate: '2027-01-01' }, true],
    ['one that ended yesterday, which is today elsewhere', { endDate: '2026-11-23' }, true],
    ['one that ended wherever the PSA stands', { endDate: '2026-11-22' }, false],
  ])('%s', (_, change, expected) => {
    expect(mayBill(of({ over: null, ...change }), now)).toBe(expected);
  });
});

describe('RULES 5: cycles that are no whole months', () => {
  it.each<[number | null, string]>([
    [7, '2026-12-01'],
    [1, '2026-11-25'],
    [30, '2026-12-24'],
    [null, '2026-12-24'],
  ])('%j days', (days, next) => {
    expect(shiftByCycle(today, { name: 'Odd', months: null, days, never: false }, 1)).toBe(next);
  });

  it('of whole months go by months, whatever their name says', () => {
    expect(shiftByCycle(today, { name: '2 weeks', months: 1, days: 14, never: false }, 1)).toBe('2026-12-24');
  });
});
