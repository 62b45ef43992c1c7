import { message } from '../../messages/message.ts';
import type { Currencies } from '../currency.ts';
import { adjustTo, decisionFacts } from '../write-back/approvals.fixture.ts';
import { fitsDay } from '../write-back/daily-cap.ts';
import { decideUsageLine } from '../decisions/decide.ts';
import { composeUsage } from './compose.ts';
import type { ComposedLine, CompositionInput } from '../usage/composition.ts';
import { choice, customerAlone, lineOf } from './customers.fixture.ts';

const usd: Currencies = { own: 'USD', allInOwn: null, rates: {} };

/** A customer whose agreements say these currencies, in the order of the agreements; null: none. */
function billedIn(
  currencies: readonly (string | null)[],
  settings: Partial<Currencies> = {},
  spec: Partial<Parameters<typeof customerAlone>[0]> = {},
): CompositionInput {
  const input = customerAlone({
    name: 'Acme',
    seats: [12],
    lines: [{ quantity: '10', unitPrice: '4' }],
    ...spec,
  });
  return {
    ...input,
    currencies: { ...usd, ...settings },
    agreements: input.agreements.map((agreement, nth) => ({
      ...agreement,
      currency: currencies[nth] ?? null,
    })),
  };
}

const first = (input: CompositionInput): ComposedLine => composeUsage(input)[0]!;
const checks = ({ flags }: ComposedLine): readonly string[] =>
  flags.flatMap((flag) => (flag.flag === 'held' ? [flag.check] : []));

describe('RULES 9: what an amount is billed in', () => {
  it('is what the agreement says, and beside it what its lines cost', () => {
    const line = first(billedIn(['EUR'], { rates: { EUR: '1.08' } }));
    expect(line.money).toMatchObject({ currency: 'EUR', effectPerMonth: '8' });
    expect(line.lines[0]).toMatchObject({ currency: 'EUR', unitPrice: '4' });
    expect(line.flags).toEqual([]);
  });

  it('else what the company says, or the company that receives the invoices; two that differ say nothing', () => {
    const input = billedIn([null], { rates: { EUR: '1' } });
    const [company] = input.companies;
    const payer = { ...company!, id: 'payer', currency: 'EUR' };
    const of = (currency: string | null): CompositionInput => ({
      ...input,
      companies: [{ ...company!, currency, billToCompanyId: 'payer' }, payer],
    });
    expect(first({ ...input, companies: [{ ...company!, currency: 'EUR' }] }).money.currency).toBe('EUR');
    expect(first(of(null)).money.currency).toBe('EUR');
    expect(first(of('EUR')).money.currency).toBe('EUR');
    expect(first(of('USD')).money.currency).toBe('XXX');
  });

  it('is not confirmed where nothing names it, until an administrator says that all is billed in one', () => {
    expect(first(billedIn([null])).money).toMatchObject({ currency: 'XXX', effectPerMonth: '8' });
    expect(first(billedIn([null], { allInOwn: false })).money.currency).toBe('XXX');
    expect(first(billedIn([null], { allInOwn: true })).money.currency).toBe('USD');
    expect(first(billedIn(['JPY'], { allInOwn: true })).money.currency).toBe('JPY');
  });

  it('has its own decimals: none for JPY', () => {
    const line = first(billedIn(['JPY'], {}, { lines: [{ quantity: '10', unitPrice: '600.25' }] }));
    expect(line.money).toMatchObject({ currency: 'JPY', effectPerMonth: '1201' });
  });

  it('ended lines in several currencies are never added up', () => {
    const lines = [
      { quantity: '10', unitPrice: '4' },
      { quantity: '5', unitPrice: '4', agreement: 2 },
    ];
    const ended = (...currencies: readonly string[]) =>
      first({
        ...billedIn(currencies, { rates: { EUR: '1' } }, { seats: [0], lines }),
        choices: [choice('Acme', lineOf('Acme', 0), 'target'), choice('Acme', lineOf('Acme', 1), 'counts')],
      });
    expect(ended('USD', 'USD').money).toMatchObject({ currency: 'USD', effectPerMonth: '-60' });
    const line = ended('USD', 'EUR');
    expect(line.lines.map(({ currency }) => currency)).toEqual(['USD', 'EUR']);
    expect(line.money).toMatchObject({
      effectPerMonth: null,
      note: message('usage.money.several-currencies'),
    });
  });
});

describe('RULES 7: the check on currencies', () => {
  it('holds a change in another currency without an exchange rate, and one that is not confirmed', () => {
    const euro = first(billedIn(['EUR']));
    expect(euro.flags).toEqual([
      {
        flag: 'held',
        check: 'currency',
        reason: message('usage.check.no-rate', { currency: 'EUR', own: 'USD' }),
      },
    ]);
    expect(checks(first(billedIn([null])))).toEqual(['currency']);
    expect(checks(first(billedIn(['USD'])))).toEqual([]);
    expect(checks(first(billedIn(['EUR'], { rates: { JPY: '0.007' } })))).toEqual(['currency']);
  });

  it('compares the limit with the amount in the own currency, at the rate', () => {
    const dear = (rate: string) =>
      checks(
        first(billedIn(['EUR'], { rates: { EUR: rate } }, { lines: [{ quantity: '10', unitPrice: '240' }] })),
      );
    expect(dear('1.04')).toEqual([]);
    expect(dear('1.05')).toEqual(['jump']);
    const yen = { lines: [{ quantity: '10', unitPrice: '600' }] };
    expect(checks(first(billedIn(['JPY'], { rates: { JPY: '0.0067' } }, yen)))).toEqual([]);
  });

  it('does not hold what changes no money, nor a match', () => {
    const free = { lines: [{ quantity: '10', unitPrice: '0' }] };
    expect(checks(first(billedIn(['EUR'], {}, free)))).toEqual([]);
    expect(checks(first(billedIn(['EUR'], {}, { seats: [10] })))).toEqual([]);
  });

  it('rejects an adjusted quantity as well', () => {
    const outcome = (settings: Partial<Currencies>) =>
      decideUsageLine(decisionFacts(billedIn(['EUR'], settings), 'Acme'), adjustTo(13));
    expect(outcome({})).toMatchObject({ code: 'LineHeld' });
    expect(outcome({ rates: { EUR: '1.08' } })).not.toMatchObject({ code: 'LineHeld' });
  });
});

describe('RULES 6: the limit of a day', () => {
  const caps = { lines: 10, amount: '100' };
  const sent = { lines: 1, amount: '60', allowances: 0, withoutRate: 0 };
  const fits = (effectPerInvoice: string, currency: string | null, rates = {}, today = sent) =>
    fitsDay(caps, today, { effectPerInvoice, currency }, { ...usd, rates });

  it('counts an amount at its exchange rate, and cannot be checked without one', () => {
    expect(fits('40', 'USD')).toBe('fits');
    expect(fits('40', 'EUR', { EUR: '1.08' })).toBe('full');
    expect(fits('-5900', 'JPY', { JPY: '0.0067' })).toBe('fits');
    expect(fits('1', 'EUR')).toBe('no-rate');
    expect(fits('0', 'EUR')).toBe('fits');
    expect(fits('1', 'USD', {}, { ...sent, withoutRate: 1 })).toBe('no-rate');
  });

  it('counts a decrease as it counts an increase', () => {
    expect(fits('-40', 'USD')).toBe('fits');
    expect(fits('-40.01', 'USD')).toBe('full');
  });
});
