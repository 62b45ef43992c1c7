import type { Scenario } from '../scenario.ts';
import {
  account,
  bills,
  type CompanyFixture,
  type CustomerFixture,
  duoAccountOf,
  enterCompany,
} from './fixtures.ts';
import { duoAccount, duoScenario, parentHost } from './duo-side.ts';
import { usersOf } from './people.ts';
import { PsaStateBuilder } from './psa-side.ts';

/** A customer whose account and company bear one name, billed for so many seats of DUO-ESS. */
const customer = (
  name: string,
  users: number,
  billed: number,
  more: Partial<CompanyFixture> & { readonly price?: number } = {},
): CustomerFixture => {
  const { price, ...company } = more;
  const line = { product: 'DUO-ESS', quantity: billed, ...(price === undefined ? {} : { price }) };
  return { duo: account(name, 'ESS', users), psa: [{ ...bills(name, line), ...company }] };
};

/**
 * Customers in euros and yen beside those in dollars, up and down in each: amounts that must never be added up across
 * currencies (docs/sandbox.md).
 */
export const currenciesFixtures: readonly CustomerFixture[] = [
  customer('Aster Books', 12, 10),
  customer('Birchwood Cafe', 9, 9),
  customer('Cedar Legal', 8, 10),
  customer('Dunes Atelier', 14, 10, { currency: 'EUR', price: 5 }),
  customer('Elbe Werke', 7, 10, { currency: 'EUR', price: 5 }),
  customer('Fuji Trading', 13, 10, { currency: 'JPY', price: 600 }),
  { duo: account('Grove Bakery', 'ESS', 6), psa: [{ name: 'Grove Bakery', agreements: [{ lines: [] }] }] },
];

export function currencies(seed: number, now: Date): Scenario {
  const psa = new PsaStateBuilder(seed, now);
  for (const company of currenciesFixtures.flatMap((member) => member.psa)) enterCompany(psa, company);
  const children = currenciesFixtures.flatMap(({ duo }) =>
    duo === null ? [] : [duoAccountOf(seed, now, duo)],
  );
  const parent = duoAccount(seed, {
    name: 'Harbor Lane IT Services',
    edition: 'ESS',
    apiHostname: parentHost,
    users: () => usersOf('Harbor Lane IT Services', seed, { active: 12 }, now),
  });
  return {
    name: 'currencies',
    seed,
    duo: duoScenario(parent, children),
    ...psa.finish(),
    secondAct: null,
    act: 1,
  };
}
