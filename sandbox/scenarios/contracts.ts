import type { Scenario } from '../scenario.ts';
import { contractCustomers, contractFixtures, contractOf } from './contracts-fixtures.ts';
import { duoAccount, duoScenario, parentHost } from './duo-side.ts';
import { duoAccountOf, enterCompany } from './fixtures.ts';
import { usersOf } from './people.ts';
import { PsaStateBuilder } from './psa-side.ts';

/** One contract for each step and scope of billing rules (docs/sandbox.md). */
export function contracts(seed: number, now: Date): Scenario {
  const psa = new PsaStateBuilder(seed, now);
  for (const company of contractCustomers.flatMap((one) => one.psa)) enterCompany(psa, company);
  const children = contractCustomers.flatMap(({ duo }) =>
    duo === null ? [] : [duoAccountOf(seed, now, duo)],
  );
  const parent = duoAccount(seed, {
    name: 'Harbor Lane IT Services',
    edition: 'ESS',
    apiHostname: parentHost,
    users: () => usersOf('Harbor Lane IT Services', seed, { active: 12 }, now),
  });
  return {
    name: 'contracts',
    seed,
    duo: duoScenario(parent, children),
    ...psa.finish(),
    contracts: contractFixtures.map((plan) => contractOf(plan, psa.monthStart)),
    secondAct: null,
    act: 1,
  };
}
