import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { ruleScopes } from '../billing-rules/billing-rule.ts';
import { propertyRuns } from '../property-runs.fixture.ts';
import { composeUsage } from './compose.ts';
import { billableOf } from '../usage/composition.ts';
import { isSameUsage } from '../usage/usage-version.ts';
import type { CompositionInput } from '../usage/composition.ts';
import { controlTotals } from './control-totals.ts';
import { measured } from '../usage/measured.fixture.ts';
import { oldestBilledDay } from '../usage/oldest-billed-day.ts';
import { scenario } from './scenario.fixture.ts';

const shuffled = (input: CompositionInput): CompositionInput => ({
  ...input,
  accounts: input.accounts.toReversed(),
  companies: input.companies.toReversed(),
  agreements: input.agreements.toReversed(),
  agreementReadings: input.agreementReadings.toReversed(),
  lines: input.lines.toReversed(),
  ownDates: input.ownDates.toReversed(),
  products: input.products.toReversed(),
  mappedProductIds: input.mappedProductIds.toReversed(),
  choices: input.choices.toReversed(),
  rules: input.rules.toReversed(),
  included: input.included.toReversed(),
});

const runs = propertyRuns(300);

describe('in any scenario', () => {
  it('scenarios reach every kind, check and a shared candidate', () => {
    const reached = new Set<string>();
    for (const input of fc.sample(scenario, { numRuns: 1200, seed: 3 })) {
      for (const each of composeUsage(input)) {
        reached.add(each.kind);
        if (each.alsoCandidates !== undefined) reached.add('shared candidate');
        if (each.target !== null) reached.add('target');
        if (each.rule?.applied != null) reached.add(`rule of ${each.rule.applied.scope.kind}`);
        if (each.rule?.later !== undefined) reached.add('rules that meet');
        if (each.includedBeside !== '0' && each.variance !== null) reached.add('free units beside');
        if (each.beginsOn !== undefined) reached.add('created, begins later');
        if (each.endsOn !== undefined) reached.add(`${each.kind} that Seatwise ended`);
        for (const flag of each.flags) reached.add(flag.flag === 'held' ? flag.check : flag.flag);
      }
    }
    const kinds =
      'unmapped not-read bills-nothing choice orphan new no-account match increase decrease'.split(' ');
    const rules = [...ruleScopes.map((scope) => `rule of ${scope}`), 'rules that meet'];
    const own = ['created, begins later', 'orphan that Seatwise ended', 'no-account that Seatwise ended'];
    const checks = 'drop first shrink-of-many jump zero fraction age unknown scheduled included'.split(' ');
    expect(
      [...kinds, ...checks, ...rules, ...own, 'target', 'shared candidate', 'free units beside'].filter(
        (name) => !reached.has(name),
      ),
    ).toEqual([]);
  });

  it('rules that ended before the oldest billed day decide nothing (RULES 13)', () => {
    fc.assert(
      fc.property(scenario, (some) => {
        const input: CompositionInput = { ...some, billsIn: { '1': 'arrears' } };
        const oldest = oldestBilledDay(input);
        const rules = input.rules.filter(({ to }) => to === null || to >= oldest);
        expect(composeUsage({ ...input, rules })).toEqual(composeUsage(input));
      }),
      runs,
    );
  });

  it('control totals close (RULES 12)', () => {
    fc.assert(
      fc.property(scenario, (input) => {
        const totals = controlTotals(input, composeUsage(input));
        expect(totals.mismatches).toEqual([]);
        const { seats, less, more, units, notRead } = totals.billable!;
        expect(units).toBe(seats - less + more);
        expect(seats + notRead).toBe(totals.seats.mapped + totals.seats.unmapped);
        const { live, inGroups, noAccount, ignored } = totals.units;
        expect(new Decimal(inGroups).plus(noAccount).plus(ignored).equals(live)).toBe(true);
      }),
      runs,
    );
  });

  it('control totals do not close when a line is lost, and say so (RULES 12)', () => {
    fc.assert(
      fc.property(scenario, (input) => {
        const lines = composeUsage(input);
        const lost = lines.find((each) => each.accounts.length > 0);
        fc.pre(lost !== undefined && lost.kind !== 'unmapped');
        expect(
          controlTotals(
            input,
            lines.filter((each) => each !== lost),
          ).closes,
        ).toBe(false);
      }),
      runs,
    );
  });

  it('the same facts give the same lines, in whatever order they come (RULES 2)', () => {
    fc.assert(
      fc.property(scenario, (input) => {
        expect(composeUsage(shuffled(input))).toEqual(composeUsage(input));
      }),
      runs,
    );
  });

  it('a PSA line and an account stand in one composed line at most (RULES 2)', () => {
    fc.assert(
      fc.property(scenario, (input) => {
        const lines = composeUsage(input);
        const status = lines.flatMap((each) => [
          ...each.lines.map(({ psaLineId }) => psaLineId),
          ...each.accounts.map(({ accountId }) => accountId),
        ]);
        expect(new Set(status).size).toBe(status.length);
        expect(new Set(lines.map(({ groupKey }) => groupKey)).size).toBe(lines.length);
      }),
      runs,
    );
  });

  it('variance, target and effect are exact, and no target is ever 0 or below (RULES 4, 9)', () => {
    fc.assert(
      fc.property(scenario, (input) => {
        for (const each of composeUsage(input)) {
          if (each.variance !== null) {
            const unitsAndFree = new Decimal(billableOf(each)!).plus(each.includedBeside);
            expect(new Decimal(each.psaQuantity!).plus(each.variance).equals(unitsAndFree)).toBe(true);
          }
          if (each.target === null) continue;
          const { before, after, psaLineId } = each.target;
          expect(new Decimal(before).plus(each.variance!).equals(after)).toBe(true);
          if (each.kind !== 'match') expect(new Decimal(after).greaterThan(0)).toBe(true);
          const source = each.lines.find((one) => one.psaLineId === psaLineId)!;
          if (
            source.unitPrice === null ||
            source.billCustomer !== 'Billable' ||
            each.money.effectPerInvoice === null
          )
            continue;
          const money = (quantity: string): Decimal =>
            Decimal.max(0, new Decimal(quantity).minus(source.lessIncluded ?? '0')).times(source.unitPrice!);
          const exact = money(after).minus(money(before));
          expect(exact.toDecimalPlaces(2).equals(each.money.effectPerInvoice)).toBe(true);
        }
      }),
      runs,
    );
  });

  it('amounts have the decimals of the currency, and the columns add up to the totals (RULES 9, 12)', () => {
    const currencies = fc.constantFrom(['JPY', 0] as const, ['USD', 2] as const, ['KWD', 3] as const);
    fc.assert(
      fc.property(scenario, currencies, (facts, [own, decimals]) => {
        const input = { ...facts, currencies: { own, allInOwn: true, rates: {} } };
        const lines = composeUsage(input);
        const totals = measured(lines);
        const columns = { effect: new Decimal(0), atRisk: new Decimal(0), billed: new Decimal(0) };
        for (const { money, kind } of lines) {
          const { effectPerInvoice, effectPerMonth, atRiskPerMonth, billedPerMonth } = money;
          for (const amount of [effectPerInvoice, effectPerMonth, atRiskPerMonth])
            expect(new Decimal(amount ?? 0).decimalPlaces()).toBeLessThanOrEqual(decimals);
          if (kind !== 'match') columns.effect = columns.effect.plus(effectPerMonth ?? 0);
          columns.atRisk = columns.atRisk.plus(atRiskPerMonth ?? 0);
          columns.billed = columns.billed.plus(billedPerMonth ?? 0);
        }
        const sum = (parts: readonly { readonly perMonth: string }[]): string =>
          parts.reduce((all, { perMonth }) => all.plus(perMonth), new Decimal(0)).toFixed();
        const { notBilled, noAccount, billedTwice: _ofOverBilled, ...changes } = totals;
        expect(sum(Object.values(changes))).toBe(columns.effect.toFixed());
        expect(notBilled.perMonth).toBe(columns.atRisk.toFixed());
        expect(noAccount.perMonth).toBe(columns.billed.toFixed());
      }),
      runs,
    );
  });

  it('free units that nobody explained hold the line: no variance, no money, no target (RULES 9)', () => {
    fc.assert(
      fc.property(scenario, (input) => {
        for (const { flags, kind, variance, money, target } of composeUsage(input)) {
          if (!flags.some(({ flag }) => flag === 'included')) continue;
          expect(['match', 'increase', 'decrease', 'orphan']).toContain(kind);
          expect({ variance, target, ...money }).toMatchObject({
            variance: null,
            target: null,
            effectPerInvoice: null,
            effectPerMonth: null,
          });
        }
      }),
      runs,
    );
  });

  it('what Seatwise ended is held by nothing, changes no amount, and needs no attention (RULES 17)', () => {
    fc.assert(
      fc.property(scenario, (input) => {
        for (const { endsOn, kind, flags, money, advice, lines } of composeUsage(input)) {
          if (endsOn === undefined) continue;
          expect(['orphan', 'no-account', 'billed-twice', 'match']).toContain(kind);
          expect({ flags: flags.filter(({ flag }) => flag !== 'vanished'), advice }).toEqual({
            flags: [],
            advice: null,
          });
          expect([money.effectPerMonth, money.atRiskPerMonth]).toEqual([null, null]);
          expect(lines.some(({ live, ownDates }) => live && ownDates?.ends === undefined)).toBe(
            lines.some(({ live, role }) => live && role === 'other-purpose'),
          );
        }
      }),
      runs,
    );
  });

  it('a line survives being stored as JSON with its version (RULES 2)', () => {
    fc.assert(
      fc.property(scenario, (input) => {
        for (const each of composeUsage(input)) {
          expect(isSameUsage(each, JSON.parse(JSON.stringify(each)) as typeof each)).toBe(true);
        }
      }),
      runs,
    );
  });
});
