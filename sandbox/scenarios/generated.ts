import type { DuoAccount, Scenario } from '../scenario.ts';
import { businessNames } from './business-names.ts';
import { duoAccount, duoScenario, parentHost } from './duo-side.ts';
import type { Edition } from './duo-side.ts';
import { fillUp } from './fillers.ts';
import type { Totals } from './fillers.ts';
import { usersOf, usualMix } from './people.ts';
import { PsaStateBuilder } from './psa-side.ts';
import { Chance } from './random.ts';

/** A scenario that is all size: seats include the parent's, whose share is `parentSeats`. */
export interface Size {
  readonly name: string;
  readonly children: number;
  readonly seats: number;
  readonly parentSeats: number;
  readonly median: number;
  readonly largest: number;
  readonly psa: Totals;
}

/** Planning figures of architecture.md 14; agreements are six in ten of the companies, as in `typical`. */
export const sizes = {
  small: {
    name: 'small',
    children: 15,
    seats: 250,
    parentSeats: 8,
    median: 12,
    largest: 60,
    psa: { companies: 60, agreements: 36, lines: 300 },
  },
  large: {
    name: 'large',
    children: 400,
    seats: 15_000,
    parentSeats: 40,
    median: 25,
    largest: 1_500,
    psa: { companies: 2_000, agreements: 1_200, lines: 12_000 },
  },
  wide: {
    name: 'wide',
    children: 400,
    seats: 15_000,
    parentSeats: 40,
    median: 25,
    largest: 1_500,
    psa: { companies: 3_000, agreements: 2_000, lines: 12_000 },
  },
  huge: {
    name: 'huge',
    children: 5_000,
    seats: 180_000,
    parentSeats: 120,
    median: 30,
    largest: 2_500,
    psa: { companies: 6_000, agreements: 5_400, lines: 12_000 },
  },
} as const satisfies Readonly<Record<string, Size>>;

/**
 * Sizes of the children: half of them spread around the median and below, the rest in a tail whose first is the
 * largest, all summing to the seats asked for.
 */
function childSizes(size: Size): number[] {
  const chance = new Chance('sizes', size.name);
  // The first is the largest, so one more than half of the rest keeps the middle one at the median.
  const isLower = (nth: number): boolean => nth * 2 <= size.children + 1;
  const sizesSoFar = Array.from({ length: size.children }, (_, nth) => {
    if (nth === 0) return size.largest;
    if (nth === 1) return size.median;
    if (isLower(nth)) return chance.between(Math.ceil(size.median / 4), size.median);
    return size.median + Math.floor(size.median * 0.1 * Math.exp(3 * chance.next()));
  });
  let spare = size.seats - size.parentSeats - sizesSoFar.reduce((a, b) => a + b, 0);
  // What is missing or too much is spread over the upper half, so the median stays.
  const upper = sizesSoFar.map((_, nth) => nth).filter((nth) => nth > 0 && !isLower(nth));
  for (let turn = 0; spare !== 0; turn += 1) {
    const nth = upper[turn % upper.length];
    const present = nth === undefined ? undefined : sizesSoFar[nth];
    if (nth === undefined || present === undefined) throw new Error(`No such sizes for ${size.name}.`);
    const step = Math.sign(spare);
    if (present + step < size.median || present + step >= size.largest) continue;
    sizesSoFar[nth] = present + step;
    spare -= step;
  }
  return sizesSoFar;
}

/** What the PSA says beside `seats`: mostly the same, sometimes a few more or fewer. */
function billedQuantity(chance: Chance, seats: number): number {
  if (!chance.oneIn(6)) return seats;
  return Math.max(1, seats + chance.between(-3, 2));
}

function child(
  seed: number,
  now: Date,
  scenario: string,
  plan: { name: string; edition: Edition; seats: number },
): DuoAccount {
  const { name, edition, seats } = plan;
  return duoAccount(seed, {
    name,
    edition,
    users: () => usersOf(name, seed, usualMix(new Chance('mix', scenario, seed, name), seats), now),
  });
}

/** An MSP of this size: every child has a company of the same name with one Duo line. */
export function generated(size: Size, seed: number, now: Date): Scenario {
  const { name: scenario } = size;
  const chance = new Chance('generated', scenario, seed);
  const names = businessNames(size.children, scenario, seed);
  const seatsOf = chance.shuffled(childSizes(size));
  const psa = new PsaStateBuilder(seed, now);
  const children = names.map((name, nth) => {
    const seats = seatsOf[nth] ?? 1;
    const edition: Edition = chance.oneIn(5) ? 'ADV' : chance.oneIn(10) ? 'PREM' : 'ESS';
    const agreement = psa.agreement(psa.company(name));
    psa.line(agreement, { product: `DUO-${edition}`, quantity: billedQuantity(chance, seats) });
    return child(seed, now, scenario, { name, edition, seats });
  });
  fillUp(psa, size.psa, seed, new Set(names));

  const parentMix = { active: size.parentSeats - 1, disabled: 1 };
  const parent = duoAccount(seed, {
    name: 'Harbor Lane IT Services',
    edition: 'ESS',
    apiHostname: parentHost,
    users: () => usersOf('Harbor Lane IT Services', seed, parentMix, now),
  });
  return {
    name: scenario,
    seed,
    duo: duoScenario(parent, children),
    ...psa.finish(),
    secondAct: null,
    act: 1,
  };
}
