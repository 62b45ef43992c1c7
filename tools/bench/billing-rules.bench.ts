import { rule } from '../../domain/billing-rules/rule.fixture.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import { controlTotals } from '../../domain/comparison/control-totals.ts';
import type { CompositionInput } from '../../domain/usage/composition.ts';
import { ScenarioBuilder } from '../../domain/comparison/customers.fixture.ts';
import { holds, median, rounded } from './report.ts';

const customers = 2_000;
const [warmUp, rounds] = [4, 31];

/** Each customer's line agrees with and without its rule, so that both compose the same lines. */
function scenario(): CompositionInput {
  const builder = new ScenarioBuilder();
  for (let nth = 0; nth < customers; nth += 1) {
    const seats = 20 + (nth % 30);
    const byStatus = { active: seats - 2, disabled: 2 };
    builder.customer({
      name: `C ${nth}`,
      seats: [seats],
      byStatus,
      lines: [{ quantity: String(seats) }],
    });
  }
  return { ...builder.input(), billsIn: { 1: 'advance' } };
}

it('composing under 2,000 billing rules costs little more than without any', () => {
  const without = scenario();
  const rules = Array.from({ length: customers }, (_, nth) => ({
    ...rule(nth % 3 === 0 ? { ratio: { per: 1, round: 'up' } } : { minimum: 5 }, {
      kind: 'customer',
      id: `co-c-${nth}`,
    }),
    id: `r${nth}`,
  }));
  const ruled = { ...without, rules };
  const pairs: { readonly plain: number; readonly under: number }[] = [];
  for (let round = 0; round < warmUp + rounds; round += 1) {
    const pair = { plain: processorTime(without), under: processorTime(ruled) };
    if (round >= warmUp) pairs.push(pair);
  }
  holds({
    what: `composing ${customers} lines under a rule each, against no rules, in pairs`,
    measured: median(pairs.map(({ plain, under }) => under / plain)),
    atMost: 1.2,
    unit: 'x',
    from: `medians ${rounded(median(pairs.map(({ under }) => under)))} and ${rounded(median(pairs.map(({ plain }) => plain)))} ms; ${rounds} of each`,
  });
});

/** Milliseconds, however busy the machine is. */
function processorTime(input: CompositionInput): number {
  const began = process.cpuUsage();
  controlTotals(input, composeUsage(input));
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}
