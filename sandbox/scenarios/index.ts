import type { ScenarioName } from '../../domain/scenarios.ts';
import type { Scenario } from '../scenario.ts';
import { contracts } from './contracts.ts';
import { currencies } from './currencies.ts';
import { dirty } from './dirty.ts';
import { generated, sizes } from './generated.ts';
import { hostile } from './hostile.ts';
import { typical } from './typical.ts';

export type { ScenarioName };

type Builder = (seed: number, now: Date) => Scenario;

/** The scenarios of docs/sandbox.md. */
const builders = {
  typical,
  small: (seed, now) => generated(sizes.small, seed, now),
  large: (seed, now) => generated(sizes.large, seed, now),
  wide: (seed, now) => generated(sizes.wide, seed, now),
  huge: (seed, now) => generated(sizes.huge, seed, now),
  hostile,
  dirty,
  currencies,
  contracts,
} as const satisfies Readonly<Record<ScenarioName, Builder>>;

/** The same name, seed and day give the same scenario every time. `now` dates invoices, agreements and logins. */
export function buildScenario(
  name: ScenarioName,
  options: { readonly seed?: number; readonly now: Date },
): Scenario {
  return builders[name](options.seed ?? 1, options.now);
}
