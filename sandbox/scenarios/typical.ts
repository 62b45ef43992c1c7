import type { Scenario } from '../scenario.ts';
import { duoAccountOf, enterCompany } from './fixtures.ts';
import { playTypicalActTwo } from './typical-act-two.ts';
import { duoAccount, duoScenario, parentHost } from './duo-side.ts';
import { fillUp } from './fillers.ts';
import { usersOf } from './people.ts';
import { PsaStateBuilder } from './psa-side.ts';
import { Chance, sizesSummingTo } from './random.ts';
import { contractOf } from './contracts-fixtures.ts';
import { contractFixtures, fixtures, plainCustomers } from './typical-fixtures.ts';
import type { CustomerFixture } from './fixtures.ts';

/** docs/sandbox.md, `typical`: 31 plain customers of 8 to 60 users, 899 seats in all. */
const plainSeats = 899;
const plainBounds = { count: plainCustomers.length, smallest: 8, largest: 60 };
const totals = { companies: 250, agreements: 150, lines: 1_500 };
const parentSeats = 12;

/** The plain customers with the sizes this seed gives them; every fifth has somebody in the Trash. */
function plainMembers(seed: number): CustomerFixture[] {
  const sizes = sizesSummingTo(new Chance('plain', seed), plainSeats, plainBounds);
  return plainCustomers.map(([name, edition], index) => {
    const seats = sizes[index] ?? plainBounds.smallest;
    return {
      duo: { name, edition, users: seats, trashed: index % 5 === 0 ? 1 + (index % 3) : 0 },
      psa: [{ name, agreements: [{ lines: [{ product: `DUO-${edition}`, quantity: seats }] }] }],
    };
  });
}

/** Harbor Lane IT Services, the MSP of docs/sandbox.md. */
export function typical(seed: number, now: Date): Scenario {
  const members = [...fixtures, ...plainMembers(seed)];
  const accounts = members.flatMap(({ duo }) => (duo === null ? [] : [duoAccountOf(seed, now, duo)]));
  const parentMix = { active: parentSeats - 1, disabled: 1 };
  const parent = duoAccount(seed, {
    name: 'Harbor Lane IT Services',
    edition: 'ESS',
    apiHostname: parentHost,
    users: () => usersOf('Harbor Lane IT Services', seed, parentMix, now),
  });

  const psa = new PsaStateBuilder(seed, now);
  const companyPlans = members.flatMap((member) => member.psa);
  for (const plan of companyPlans) enterCompany(psa, plan);
  fillUp(psa, totals, seed, new Set(companyPlans.map((plan) => plan.name)));

  return {
    name: 'typical',
    seed,
    duo: duoScenario(parent, new Chance('order', seed).shuffled(accounts)),
    ...psa.finish(),
    contracts: contractFixtures.map((plan) => contractOf(plan, psa.monthStart)),
    secondAct: playTypicalActTwo,
    act: 1,
  };
}
