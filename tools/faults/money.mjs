/** Amounts, currencies, and the checks that keep a doubtful count from being billed (docs/rules.md 7, 9). */
/** @type {readonly import('./list.mjs').Fault[]} */
export const money = [
  {
    name: 'Free units are billed',
    file: 'domain/usage/money.ts',
    find: 'lessIncluded === null ? quantity : quantity.minus(lessIncluded)',
    replace: 'lessIncluded === null ? quantity : quantity.plus(0)',
    tests: ['domain/usage/money.unit.test.ts'],
  },
  {
    name: 'An absent price counts as 0',
    file: 'domain/usage/money.ts',
    find: "if (line.unitPrice === null) return unknown(message('usage.money.price-missing'), currency);",
    replace:
      'if (line.unitPrice === null) return { currency, perInvoice: decimal(0), perMonth: decimal(0), note: null };',
    tests: ['domain/usage/money.unit.test.ts'],
  },
  {
    name: 'Amounts are rounded half to even',
    file: 'domain/usage/money.ts',
    find: 'Decimal.ROUND_HALF_UP',
    replace: 'Decimal.ROUND_HALF_EVEN',
    tests: ['domain/usage/rules-7-9.unit.test.ts'],
  },
  {
    name: 'Amounts in several currencies are added up',
    file: 'domain/usage/money.ts',
    find: 'only === undefined || others.length > 0 ? null : only',
    replace: 'only === undefined || others.length > 9 ? null : only',
    tests: ['domain/usage/rules-9-currency.unit.test.ts'],
  },
  {
    name: 'The check drop holds where only one of its two limits is passed',
    file: 'domain/usage/checks.ts',
    find: 'base.minus(now).greaterThan(limits.dropSeats) &&',
    replace: 'base.minus(now).greaterThan(limits.dropSeats) ||',
    tests: ['domain/usage/checks.unit.test.ts', 'domain/usage/rules-7-9.unit.test.ts'],
  },
  {
    name: 'An override of a check holds for every later count',
    file: 'domain/usage/checks.ts',
    find: 'seats.equals(override.count) &&\n      units.equals(override.units ?? override.count),',
    replace: 'seats.greaterThanOrEqualTo(0) && units.greaterThanOrEqualTo(0),',
    tests: ['domain/usage/checks.unit.test.ts', 'domain/usage/rules-7-9.unit.test.ts'],
  },
  {
    name: 'A count that fell far under a minimum is accepted without a question',
    file: 'domain/usage/matching-counts.ts',
    find: "(flag.check === 'zero' || flag.check === 'drop')",
    replace: "flag.check === 'zero'",
    tests: ['domain/usage/rules-13-months.unit.test.ts'],
  },
  {
    name: 'A closed month leaves out what was written after its last reading',
    file: 'db/usage/composed-month.ts',
    find: 'finishedAt < until);',
    replace: 'finishedAt < composedAt);',
    tests: ['api/review-months.integration.test.ts'],
  },
  {
    name: 'A month is closed between a write and its reading',
    file: 'use-cases/decisions/review-months.ts',
    find: ".length > 0) return rejected('MonthUnsettled')",
    replace: ".length > 999) return rejected('MonthUnsettled')",
    tests: ['api/month.integration.test.ts'],
  },
  {
    name: 'Lines without a known margin are in no total',
    file: 'domain/margin/margin.ts',
    find: 'margins.filter((one) => !isKnown(one));',
    replace: 'margins.filter((one) => !isKnown(one) && isKnown(one));',
    tests: ['domain/margin/margin.unit.test.ts'],
  },
];
